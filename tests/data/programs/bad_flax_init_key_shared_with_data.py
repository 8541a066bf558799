"""The parameters and the first batch come from one key."""
# expect: reuses key
# requires: flax
import flax.linen as nn
import jax
import jax.numpy as jnp


class MLP(nn.Module):
    features: int

    @nn.compact
    def __call__(self, x, train):
        x = nn.relu(nn.Dense(self.features)(x))
        return nn.Dropout(0.5, deterministic=not train)(x)


def run():
    key = jax.random.key(0)
    x = jax.random.normal(key, (4, 3))
    noise_key, key = jax.random.split(key)  # error: JXL601
    model = MLP(5)
    params = model.init(key, x, train=False)
    y = model.apply(params, x, train=True, rngs={"dropout": noise_key})
    return jnp.mean(y)
