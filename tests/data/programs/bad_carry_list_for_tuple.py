"""The body of a scan returns its carry as a list."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


class LSTMCell:
    def __init__(self, hidden):
        self.hidden = hidden

    def __call__(self, params, carry, x):
        h, c = carry
        gates = x @ params["wx"] + h @ params["wh"]
        i, f, g, o = jnp.split(gates, 4, axis=-1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        h = jax.nn.sigmoid(o) * jnp.tanh(c)
        return [h, c], h


def unroll(cell, params, xs):
    init = (jnp.zeros(cell.hidden), jnp.zeros(cell.hidden))
    _, hs = jax.lax.scan(lambda carry, x: cell(params, carry, x), init, xs)  # error: JXL701
    return hs


def run():
    params = {"wx": jnp.ones((3, 8)), "wh": jnp.ones((2, 8))}
    return unroll(LSTMCell(2), params, jnp.ones((5, 3)))
