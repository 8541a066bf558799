"""The hidden state of a recurrent network gains an axis by the batch of its inputs."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def rnn(params, inputs, hidden_size):
    def step(h, x):
        h = jnp.tanh(x @ params["wx"] + h @ params["wh"])
        return h, h

    h0 = jnp.zeros(hidden_size)
    return jax.lax.scan(step, h0, inputs)  # error: JXL701


def run():
    params = {"wx": jnp.ones((3, 4)), "wh": jnp.ones((4, 4))}
    return rnn(params, jnp.ones((6, 2, 3)), 4)
