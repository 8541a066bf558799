"""Two sites are sampled with one key through the distributions of numpyro."""
# expect: reuses key
# requires: numpyro
import jax
import numpyro.distributions as dist


def simulate(key, n):
    slope = dist.Normal(0.0, 1.0).sample(key)
    noise = dist.Normal(0.0, 0.1).sample(key, (n,))  # error: JXL601
    return slope + noise


def run():
    return simulate(jax.random.key(0), 4)
