"""A default list that the jitted function appends to."""
# expect: differs
import jax
import jax.numpy as jnp


@jax.jit
def running_mean(x, seen=[]):
    seen.append(1)  # error: JXL110
    return x / len(seen)


def run():
    return jnp.stack([running_mean(jnp.float32(1.0)) for _ in range(3)])
