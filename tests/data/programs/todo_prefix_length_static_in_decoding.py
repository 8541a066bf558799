"""Greedy decoding passes the growing length of the prefix as a static argument."""
# expect: retraces
# todo: the function needs the length while it is traced, so that it cannot simply be traced
import jax
import jax.numpy as jnp


class Decoder:
    def __init__(self, table):
        self.table = table
        self._next = jax.jit(self._next_token, static_argnames=("length",))

    def _next_token(self, tokens, length):
        return jnp.argmax(self.table[tokens[:length]].mean(0))

    def generate(self, prompt, total):
        tokens = jnp.zeros(total, jnp.int32).at[: len(prompt)].set(jnp.array(prompt))
        for position in range(len(prompt), total):
            token = self._next(tokens, length=position)  # error: JXL506
            tokens = tokens.at[position].set(token)
        return tokens


def run():
    return Decoder(jnp.eye(5)).generate([1, 2], 9)
