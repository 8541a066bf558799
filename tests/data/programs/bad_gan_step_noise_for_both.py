"""Generator and discriminator are trained on the same noise, by a key that is split too late."""
# expect: reuses key
import jax
import jax.numpy as jnp


def generator(params, key, n):
    return params * jax.random.normal(key, (n,))


def d_loss(d, g, key, real):
    fake = generator(g, key, real.shape[0])
    return jnp.mean(d * fake) - jnp.mean(d * real)


def g_loss(g, d, key, n):
    return -jnp.mean(d * generator(g, key, n))


@jax.jit
def step(d, g, key, real):
    d = d - 0.1 * jax.grad(d_loss)(d, g, key, real)
    g = g - 0.1 * jax.grad(g_loss)(g, d, key, real.shape[0])  # error: JXL601
    key, _ = jax.random.split(key)  # error: JXL601
    return d, g, key


def run():
    d, g, _ = step(1.0, 2.0, jax.random.key(0), jnp.ones(3))
    return d, g
