"""A Flax module is handed to a jitted function beside its parameters."""
# expect: raises TypeError
# requires: flax
import flax.linen as nn
import jax
import jax.numpy as jnp


class MLP(nn.Module):
    width: int

    @nn.compact
    def __call__(self, x):
        return nn.Dense(1)(nn.relu(nn.Dense(self.width)(x)))


@jax.jit
def predict(model, params, x):
    return model.apply(params, x)


def run():
    model = MLP(width=8)
    x = jnp.ones((2, 3))
    params = model.init(jax.random.key(0), x)
    return predict(model, params, x)  # error: JXL505
