"""An NNX module changes its own variables under `nnx.jit`: that is how NNX keeps state."""
# expect: ok
# requires: flax
# unchecked: leaks, because nnx keeps graph references
import jax.numpy as jnp
from flax import nnx


class Count(nnx.Variable):
    pass


class Counter(nnx.Module):
    def __init__(self, rngs):
        self.dense = nnx.Linear(2, 2, rngs=rngs)
        self.calls = Count(jnp.zeros((), int))
        self.train = True

    def __call__(self, x):
        self.calls[...] = self.calls[...] + 1
        y = self.dense(x)
        return nnx.relu(y) if self.train else y


@nnx.jit
def forward(model, x):
    return model(x)


def run():
    model = Counter(nnx.Rngs(0))
    results = [forward(model, jnp.ones((1, 2))) for _ in range(3)]
    return results, model.calls[...]
