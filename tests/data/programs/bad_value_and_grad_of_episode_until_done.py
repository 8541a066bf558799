"""A policy gradient that differentiates the return of an episode of unknown length."""
# expect: raises ValueError
import jax
import jax.numpy as jnp


class Env:
    def step(self, x, action):
        x = x + 0.1 * action
        return x, -jnp.sum(x**2), jnp.linalg.norm(x) < 0.1


class Trainer:
    def __init__(self, env):
        self.env = env

    def episode_return(self, params, x):
        def keep_going(state):
            _, _, done, t = state
            return ~done & (t < 50)

        def advance(state):
            x, total, _, t = state
            x, reward, done = self.env.step(x, params @ x)
            return x, total + reward, done, t + 1

        state = (x, jnp.float32(0.0), jnp.bool_(False), 0)
        return jax.lax.while_loop(keep_going, advance, state)[1]  # error: JXL706

    def update(self, params, x):
        value, grads = jax.value_and_grad(self.episode_return)(params, x)
        return params + 0.01 * grads, value


def run():
    return Trainer(Env()).update(-jnp.eye(2), jnp.ones(2))
