"""`in` compares with the members one by one."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp

TERMINAL = (3, 7)


@jax.jit
def reward(cell):
    if cell in TERMINAL:  # error: JXL401
        return 1.0
    return 0.0


def run():
    return reward(jnp.int32(3))
