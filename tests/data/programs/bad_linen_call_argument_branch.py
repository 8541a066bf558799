"""A flag passed through `apply` into a Linen module is traced like any argument."""
# expect: raises TracerBoolConversionError
# requires: flax
import flax.linen as nn
import jax
import jax.numpy as jnp


class Block(nn.Module):
    width: int

    @nn.compact
    def __call__(self, x, train):
        x = nn.Dense(self.width)(x)
        if train:  # error: JXL401
            x = x * 0.5
        return nn.relu(x)


class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train):
        x = Block(4)(x, train)
        return nn.Dense(1)(x)


model = Net()


@jax.jit
def predict(params, x, train):
    return model.apply(params, x, train)


def run():
    x = jnp.ones((2, 3))
    params = model.init(jax.random.key(0), x, False)
    return predict(params, x, True)
