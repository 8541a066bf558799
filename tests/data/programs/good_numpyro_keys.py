"""Numpyro's tutorials: the key is split for inference and for prediction; handlers seed the rest."""
# requires: numpyro
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro import handlers


def model(y=None):
    mean = numpyro.sample("mean", dist.Normal(0.0, 1.0))
    with numpyro.plate("data", 3):
        return numpyro.sample("y", dist.Normal(mean, 1.0), obs=y)


def run():
    rng_key = jax.random.key(0)
    rng_key, rng_key_ = jax.random.split(rng_key)
    first = handlers.seed(model, rng_key_)()
    rng_key, rng_key_ = jax.random.split(rng_key)
    with handlers.seed(rng_seed=rng_key_):
        second = model()
    third = dist.Normal(0.0, 1.0).sample(rng_key, (3,))
    return first + second + third, jnp.zeros(1)
