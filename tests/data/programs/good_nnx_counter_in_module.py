"""nnx.jit hands changes of a module's variables back."""
# expect: ok
# requires: flax
# unchecked: eager, because nnx.jit under disable_jit keeps its own accounts
import jax.numpy as jnp
from flax import nnx


class Counter(nnx.Module):
    def __init__(self):
        self.count = nnx.Variable(jnp.zeros((), jnp.int32))

    def __call__(self, x):
        self.count[...] += 1
        return x * 2


@nnx.jit
def step(module, x):
    return module(x)


def run():
    module = Counter()
    for _ in range(3):
        step(module, jnp.ones(2))
    return module.count[...]
