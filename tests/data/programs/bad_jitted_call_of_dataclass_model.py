"""A dataclass with a jitted call that names a static argument, and forgets self."""
# expect: raises TypeError
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp


@dataclass(frozen=True)
class Embedder:
    vocabulary: int
    features: int

    def init(self, key):
        return jax.random.normal(key, (self.vocabulary, self.features))

    @partial(jax.jit, static_argnames=("pool",))  # error: JXL504
    def __call__(self, table, tokens, pool="mean"):
        embedded = table[tokens]
        return embedded.mean(0) if pool == "mean" else embedded.max(0)


def run():
    model = Embedder(10, 4)
    return model(model.init(jax.random.key(0)), jnp.array([1, 2, 3]))
