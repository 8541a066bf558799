"""A static position counts one too far."""
# expect: raises ValueError
import jax
import jax.numpy as jnp


def rollout(params, x0, horizon):
    def body(x, _):
        x = jnp.tanh(params @ x)
        return x, x

    return jax.lax.scan(body, x0, None, length=horizon)[1]


rollout = jax.jit(rollout, static_argnums=(3,))  # error: JXL503


def run():
    return rollout(jnp.eye(2), jnp.ones(2), 5)
