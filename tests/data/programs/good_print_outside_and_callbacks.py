"""Printing through the callbacks of JAX, and by the host from finished numbers."""
# expect: ok
# unchecked: effects, because a callback prints per device and call
import jax
import jax.numpy as jnp

seen = []


def keep(value):
    seen.append(float(value))


@jax.jit
def step(x):
    y = x * 2.0
    jax.debug.callback(keep, y)
    jax.debug.print("y = {y}, shape " + str(y.shape), y=y)
    return y


def run():
    x = jnp.float32(1.0)
    for _ in range(2):
        x = step(x)
    jax.effects_barrier()
    return x, len(seen) >= 0
