"""A rollout acts with the key that it carries on to the next step, and resets with it."""
# expect: reuses key
import jax
import jax.numpy as jnp
from jax import lax


def policy(params, obs, key):
    return params @ obs + jax.random.normal(key, ())


def env_step(obs, action, key):
    fresh = jax.random.uniform(key, obs.shape)
    return jnp.where(jnp.abs(action) > 2, fresh, obs + 0.1 * action)


@jax.jit
def unroll(params, obs, key):
    def step(carry, _):
        obs, key = carry
        key, act_key = jax.random.split(key)
        action = policy(params, obs, act_key)
        obs = env_step(obs, action, act_key)  # error: JXL601
        return (obs, key), action

    return lax.scan(step, (obs, key), None, length=5)


def run():
    return unroll(jnp.ones(3), jnp.zeros(3), jax.random.key(3))[1]
