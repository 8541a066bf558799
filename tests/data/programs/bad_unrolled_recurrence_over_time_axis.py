"""A recurrent network that walks over its time axis in Python."""
# expect: silent, because only compilation takes longer
import jax
import jax.numpy as jnp


def rnn_loss(params, xs):
    h = jnp.zeros(4)
    for x in xs:  # error: JXL705
        h = jnp.tanh(params @ h + x)
    return jnp.sum(h**2)


@jax.jit
def step(params, xs):
    return params - 0.1 * jax.grad(rnn_loss)(params, xs)


def run():
    return step(jnp.eye(4), jnp.ones((128, 4)))
