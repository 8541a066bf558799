"""A list of branches is built of their results."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def forward_euler(x):
    return x - 0.1 * x


def midpoint(x):
    return x - 0.1 * (x - 0.05 * x)


@jax.jit
def integrate(method, x):
    return jax.lax.switch(method, [forward_euler(x), midpoint(x)], x)  # error: JXL703


def run():
    return integrate(1, jnp.ones(2))
