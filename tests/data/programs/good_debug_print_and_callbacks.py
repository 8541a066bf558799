"""What runs on the host runs in every call."""
# expect: ok
import jax
import jax.numpy as jnp
import numpy as np

effects = []


def remember(value):
    effects.append(float(np.mean(value)))


@jax.jit
def step(x):
    jax.debug.print("x = {}", x)
    jax.debug.callback(remember, x)
    return x * 2


def run():
    x = jnp.ones(2)
    for _ in range(3):
        x = step(x)
    jax.effects_barrier()
    return x
