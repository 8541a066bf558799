"""Greedy decoding stops at the end token with Python's list search."""
# expect: raises ConcretizationTypeError
import jax
import jax.numpy as jnp

EOS = 2


def truncate(tokens):
    ids = tokens.tolist()  # error: JXL402
    return ids[: ids.index(EOS)] if EOS in ids else ids


@jax.jit
def decode(logits):
    tokens = jnp.argmax(logits, axis=-1)
    return truncate(tokens)


def run():
    return decode(jnp.eye(3))
