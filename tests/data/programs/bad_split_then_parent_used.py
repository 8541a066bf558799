"""A key is split for later, and then used itself."""
# expect: reuses key
import jax
import jax.numpy as jnp


class RandomWalk:
    def __init__(self, dim, scale=0.1):
        self.dim = dim
        self.scale = scale

    def propose(self, key, x):
        noise_key, accept_key = jax.random.split(key)
        step = self.scale * jax.random.normal(key, (self.dim,))  # error: JXL601
        log_u = jnp.log(jax.random.uniform(accept_key))
        return x + step, log_u


def run():
    return RandomWalk(3).propose(jax.random.key(1), jnp.zeros(3))
