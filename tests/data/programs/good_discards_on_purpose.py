"""Statements whose values are meant to be dropped: waiting, warming up, displaying, and stores in disguise."""
# expect: ok
import jax
import jax.numpy as jnp


class Log:
    def __init__(self):
        self.at = {}
        self.rows = []

    def set(self, *row):
        self.rows.append(row)


@jax.jit
def square(x):
    return x * x


def run():
    x = jnp.arange(3.0)
    square(x)
    square(x).block_until_ready()
    jax.block_until_ready(x.at[0].set(5.0))
    log = Log()
    log.set("loss", 1.0)
    log.at["loss"] = square(x)
    log.rows.sort()
    return log.at, len(log.rows)
