"""`ensure_compile_time_eval` keeps `jnp` of constants concrete."""
# expect: ok
import jax
import jax.numpy as jnp


@jax.jit
def frame(x):
    with jax.ensure_compile_time_eval():
        width = jnp.prod(jnp.array(x.shape))
        even = width % 2 == 0
        if even:
            width = width // 2
    return x.reshape(-1)[: int(width)]


def run():
    return frame(jnp.ones((2, 3)))
