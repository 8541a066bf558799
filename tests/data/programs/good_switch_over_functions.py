"""`lax.switch` picks a function by a traced index; a static index may pick from a list."""
# expect: ok
import jax
import jax.numpy as jnp

ACTIVATIONS = [jnp.tanh, jnp.sin, jnp.cos]


@jax.jit
def apply(i, x):
    return jax.lax.switch(i, ACTIVATIONS, x)


@jax.jit
def all_of_them(x):
    for i in range(len(ACTIVATIONS)):
        x = ACTIVATIONS[i](x)
    return x


def run():
    return apply(1, jnp.ones(2)), all_of_them(jnp.ones(2))
