"""Module state is filled in by a set-up function, which runs before anything is compiled."""
# expect: ok
import jax
import jax.numpy as jnp
import numpy as np

table = None
options = {}


def setup(size):
    global table
    table = np.linspace(0.0, 1.0, size).astype(np.float32)
    options["size"] = size
    options.update(scale=2.0)


@jax.jit
def lookup(index):
    return options["scale"] * jnp.asarray(table)[index]


def main():
    setup(5)
    return lookup(2), lookup(4)


def run():
    return main()
