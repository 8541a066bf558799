"""A Ref takes stores inside jit, by design."""
# expect: ok
import jax
import jax.numpy as jnp

count = jax.new_ref(jnp.zeros((), jnp.int32))


@jax.jit
def step(x):
    count[...] += 1
    return x * 2


def run():
    x = jnp.ones(2)
    for _ in range(3):
        x = step(x)
    return x
