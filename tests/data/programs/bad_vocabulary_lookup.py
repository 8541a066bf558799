"""Token ids are looked up in a Python dict, in a comprehension, under jit."""
# expect: raises TypeError "unhashable type"
import jax
import jax.numpy as jnp

BONUS = {0: 0.0, 1: 0.5, 2: 1.5}


def bonus_of(token):
    return BONUS[token]  # error: JXL407


@jax.jit
def score(tokens, logits):
    bonuses = [bonus_of(token) for token in tokens]
    return jnp.sum(logits + jnp.stack([jnp.asarray(b) for b in bonuses]))


def run():
    return score(jnp.array([0, 2, 1]), jnp.zeros(3))
