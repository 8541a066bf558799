"""A bound method is jitted in the constructor under a parameter that it does not have."""
# expect: raises ValueError
import jax
import jax.numpy as jnp


class Policy:
    def __init__(self, weights):
        self.weights = weights
        self._jit_act = jax.jit(self._act, static_argnames="deterministic")  # error: JXL503

    def _act(self, obs, key, greedy=False):
        logits = obs @ self.weights
        if greedy:
            return jnp.argmax(logits, -1)
        return jax.random.categorical(key, logits)

    def act(self, obs, key):
        return self._jit_act(obs, key)


def run():
    return Policy(jnp.eye(3)).act(jnp.ones((2, 3)), jax.random.key(1))
