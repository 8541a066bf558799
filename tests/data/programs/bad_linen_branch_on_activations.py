"""A Linen module branches on its input; `apply` is jitted."""
# expect: raises TracerBoolConversionError
# requires: flax
import flax.linen as nn
import jax
import jax.numpy as jnp


class Gate(nn.Module):
    features: int

    @nn.compact
    def __call__(self, x):
        x = nn.Dense(self.features)(x)
        if x.mean() > 0:  # error: JXL401
            x = nn.relu(x)
        return x


def run():
    model = Gate(3)
    variables = model.init(jax.random.key(0), jnp.ones((1, 2)))
    return jax.jit(model.apply)(variables, jnp.ones((1, 2)))
