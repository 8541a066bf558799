"""The padding token's row lies behind the embedding table."""
# expect: silent, because JAX drops the update
import jax
import jax.numpy as jnp

VOCABULARY = 100
PAD = VOCABULARY


def init_table(key, features):
    table = jax.random.normal(key, (VOCABULARY, features))
    return table.at[PAD].set(0.0)  # error: JXL908


def run():
    return init_table(jax.random.key(0), 4)
