"""A truth value is carried, and multiplied into a float."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def episode(env_step, state, horizon):
    def body(carry, _):
        state, alive = carry
        state, reward, done = env_step(state)
        alive = alive * (1.0 - done)
        return (state, alive), reward * alive

    (state, _), rewards = jax.lax.scan(body, (state, True), length=horizon)  # error: JXL701
    return rewards.sum()


def env_step(state):
    state = 0.5 * state
    return state, state.sum(), state[0] < 0.1


def run():
    return episode(env_step, jnp.ones(2), 5)
