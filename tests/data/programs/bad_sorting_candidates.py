"""`sorted` with a key that is traced."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp


@jax.jit
def best_first(candidates, target):
    ranked = sorted(candidates, key=lambda c: jnp.sum((c - target) ** 2))  # error: JXL401
    return jnp.stack(ranked)


def run():
    return best_first([jnp.ones(2), jnp.zeros(2)], jnp.zeros(2))
