"""`match` compares with the traced subject."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp


def advance(kind, x):
    match kind:
        case 0:  # error: JXL401
            return x
        case 1:  # error: JXL401
            return -x
        case _:
            return jnp.zeros_like(x)


@jax.jit
def automaton(kind, x):
    return advance(kind, x)


def run():
    return automaton(1, jnp.ones(2))
