"""The posterior predictive is drawn with the key of the inference."""
# expect: reuses key
# requires: numpyro
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS


def model(y=None):
    mean = numpyro.sample("mean", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mean, 1.0), obs=y)


def run():
    rng_key = jax.random.key(0)
    y = jax.random.normal(rng_key, (5,))
    rng_key, rng_key_ = jax.random.split(rng_key)  # error: JXL601
    mcmc = MCMC(NUTS(model), num_warmup=2, num_samples=2, progress_bar=False)
    mcmc.run(rng_key_, y=y)
    return jnp.mean(mcmc.get_samples()["mean"])
