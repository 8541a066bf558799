"""A training loop that hands everything to the jitted step, the step number and the rate included."""
# expect: ok
import jax
import jax.numpy as jnp

BASE_RATE = 0.1
rate = BASE_RATE


@jax.jit
def step(params, batch, rate, number):
    gradient = jax.grad(lambda p: jnp.mean((batch @ p) ** 2))(params)
    return params - rate * gradient / (1.0 + number)


def train(params, batch):
    global rate
    for number in range(3):
        params = step(params, batch, rate, number)
        rate = rate * 0.5
    return params


def run():
    return train(jnp.ones(2), jnp.eye(2))
