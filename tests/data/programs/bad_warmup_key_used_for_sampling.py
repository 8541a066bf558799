"""Warm-up and sampling start from one key, so the chain repeats the numbers of its warm-up."""
# expect: silent, because jax.debug_key_reuse follows typed keys alone
import jax
import jax.numpy as jnp
from jax import lax


def run_chain(key, position, steps):
    def step(position, key):
        return position + jax.random.normal(key, position.shape), position

    return lax.scan(step, position, jax.random.split(key, steps))


class Sampler:
    def __init__(self, warmup, samples):
        self.num_warmup = warmup
        self.num_samples = samples

    def run(self, rng_key, position):
        position, _ = run_chain(rng_key, position, self.num_warmup)
        _, samples = run_chain(rng_key, position, self.num_samples)  # error: JXL601
        return samples


def run():
    return Sampler(3, 4).run(jax.random.PRNGKey(0), jnp.zeros(2))
