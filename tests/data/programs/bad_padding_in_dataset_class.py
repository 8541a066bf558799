"""A data set pads its sequences in place; what it pads comes from `jnp.full`."""
# expect: raises TypeError "JAX arrays are immutable"
import dataclasses

import jax
import jax.numpy as jnp


@dataclasses.dataclass
class Batch:
    tokens: jax.Array
    lengths: jax.Array


def collate(sequences, width, pad=-1):
    tokens = jnp.full((len(sequences), width), pad)
    for row, sequence in enumerate(sequences):
        tokens[row, : len(sequence)] = jnp.asarray(sequence)  # error: JXL201
    return Batch(tokens, jnp.asarray([len(s) for s in sequences]))


def run():
    batch = collate([[1, 2, 3], [4]], width=4)
    return batch.tokens, batch.lengths
