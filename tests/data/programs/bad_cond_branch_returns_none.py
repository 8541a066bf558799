"""The branch that has nothing to do returns nothing."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def maybe_reset(done, state, initial):
    def reset(_):
        return jax.tree.map(jnp.zeros_like, initial)

    def keep(state):
        state["steps"] + 1

    return jax.lax.cond(done, reset, keep, state)  # error: JXL702


def run():
    state = {"x": jnp.ones(2), "steps": jnp.int32(3)}
    return jax.jit(maybe_reset)(jnp.bool_(True), state, state)
