"""Flax folds the names of modules into the keys that it is given, and the step is folded in by the loop."""
# requires: flax
import flax.linen as nn
import jax
import jax.numpy as jnp


class Noisy(nn.Module):
    @nn.compact
    def __call__(self, x):
        key = self.make_rng("noise")
        other = self.make_rng("noise")
        x = nn.Dense(3)(x) + jax.random.normal(key, (3,))
        return nn.Dropout(0.5, deterministic=False)(x) + jax.random.uniform(other, (3,))


def run():
    init_key, dropout_key, noise_key = jax.random.split(jax.random.key(0), 3)
    model = Noisy()
    x = jnp.ones((2, 4))
    variables = model.init({"params": init_key, "dropout": dropout_key, "noise": noise_key}, x)

    @jax.jit
    def step(variables, i):
        rngs = {"dropout": jax.random.fold_in(dropout_key, i), "noise": jax.random.fold_in(noise_key, i)}
        return model.apply(variables, x, rngs=rngs)

    return [step(variables, i) for i in range(3)]
