"""A helper of a scan's body makes its key of a constant."""
# expect: silent, because each step draws the same numbers
import jax
import jax.numpy as jnp


def jitter(x):
    return x + 0.01 * jax.random.normal(jax.random.PRNGKey(1), x.shape)  # error: JXL602


@jax.jit
def simulate(x):
    return jax.lax.scan(lambda x, _: (jitter(0.9 * x), x), x, None, length=4)


def run():
    return simulate(jnp.ones(2))
