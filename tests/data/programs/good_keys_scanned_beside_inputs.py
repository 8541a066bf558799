"""A recurrent cell is given a key for each step, or one mask for all of them."""
import jax
import jax.numpy as jnp
from jax import lax


def unroll(key, h, xs):
    def step(h, inputs):
        x, key = inputs
        h = jnp.tanh(h * jax.random.bernoulli(key, 0.5, h.shape) + x)
        return h, h

    return lax.scan(step, h, (xs, jax.random.split(key, xs.shape[0])))[1]


def variational(key, h, xs):
    mask = jax.random.bernoulli(key, 0.5, h.shape)
    return lax.scan(lambda h, x: (jnp.tanh(h * mask + x),) * 2, h, xs)[1]


def run():
    one, two = jax.random.split(jax.random.key(0))
    xs = jnp.ones((4, 3))
    return unroll(one, jnp.zeros(3), xs), variational(two, jnp.zeros(3), xs)
