"""A module-level choice of activation that is replaced after the first call."""
# expect: differs
import jax
import jax.numpy as jnp

activation = jnp.tanh


def layer(w, x):
    return activation(w @ x)  # error: JXL101


@jax.jit
def network(params, x):
    for w in params:
        x = layer(w, x)
    return x


def run():
    global activation
    params, x = [2 * jnp.eye(2), jnp.eye(2)], jnp.ones(2)
    first = network(params, x)
    activation = jax.nn.relu
    return first, network(params, x)
