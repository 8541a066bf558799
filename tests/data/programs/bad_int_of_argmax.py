"""The action of a policy as a Python int, in a vmapped environment."""
# expect: raises ConcretizationTypeError
import jax
import jax.numpy as jnp


def policy(logits):
    return int(jnp.argmax(logits))  # error: JXL402


def act(params, observation):
    return policy(observation @ params)


def run():
    return jax.vmap(act, in_axes=(None, 0))(jnp.ones((3, 4)), jnp.ones((2, 3)))
