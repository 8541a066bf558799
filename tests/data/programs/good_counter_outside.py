"""Globals are rebound all the time, by code that no trace reads."""
# expect: ok
import jax
import jax.numpy as jnp

calls = 0
last_loss = None
history = []


@jax.jit
def loss(x):
    return jnp.mean(x**2)


def tracked(x):
    global calls, last_loss
    calls += 1
    last_loss = loss(x)
    history.append(last_loss)
    return last_loss


def run():
    first, second = tracked(jnp.ones(2)), tracked(jnp.arange(3.0))
    return first, second, calls, last_loss, history
