"""An activation function is passed through jit like an array."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


@jax.jit
def dense(x, w, b, activation=jax.nn.relu):
    return activation(x @ w + b)


def mlp(params, x):
    *hidden, last = params
    for w, b in hidden:
        x = dense(x, w, b)
    return dense(x, *last, activation=jnp.tanh)  # error: JXL505


def run():
    params = [(jnp.ones((2, 3)), jnp.zeros(3)), (jnp.ones((3, 1)), jnp.zeros(1))]
    return mlp(params, jnp.ones((4, 2)))
