"""The accept step of a Metropolis sampler decides in Python, in the body of a scan."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp
from jax import random


def log_density(x):
    return -0.5 * jnp.sum(x**2)


def propose(key, x, scale):
    return x + scale * random.normal(key, x.shape)


def accept(key, old, new):
    ratio = log_density(new) - log_density(old)
    if jnp.log(random.uniform(key)) < ratio:  # error: JXL401
        return new, 1
    return old, 0


def sample(key, start, steps=10, scale=0.5):
    def kernel(carry, key):
        propose_key, accept_key = random.split(key)
        candidate = propose(propose_key, carry, scale)
        carry, taken = accept(accept_key, carry, candidate)
        return carry, (carry, taken)

    return jax.lax.scan(kernel, start, random.split(key, steps))


def run():
    return sample(random.key(0), jnp.zeros(2))
