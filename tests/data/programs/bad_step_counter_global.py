"""The number of steps is counted in a global, inside the compiled step."""
# expect: effects 1 of 3
import jax
import jax.numpy as jnp

effects = 0


@jax.jit
def step(params, grads):
    global effects
    effects += 1  # error: JXL104
    return jax.tree.map(lambda p, g: p - 0.1 * g, params, grads)


def run():
    params = {"w": jnp.ones(2)}
    for _ in range(3):
        params = step(params, {"w": jnp.ones(2)})
    return params
