"""Epsilon greedy: both branches draw, one from the key itself and one from a half of it, and it is used after them."""
# expect: reuses key
import jax
import jax.numpy as jnp


def act(key, values, epsilon, greedy):
    if greedy:
        action = jnp.argmax(values + 1e-3 * jax.random.normal(key, values.shape))
    else:
        key, sub = jax.random.split(key)
        action = jax.random.randint(sub, (), 0, values.shape[0])
        epsilon = epsilon * jax.random.uniform(key)
    flip = jax.random.bernoulli(key, epsilon)  # error: JXL601
    return jnp.where(flip, 0, action)


def run():
    values = jnp.arange(3.0)
    return [act(jax.random.key(0), values, 0.1, greedy) for greedy in (True, False)]
