"""Hidden activations are kept for later in a dict of the enclosing function."""
# expect: leaks
import jax
import jax.numpy as jnp


def make_network(w1, w2):
    activations = {}

    @jax.jit
    def forward(x):
        activations["hidden"] = jnp.tanh(x @ w1)  # error: JXL105
        return activations["hidden"] @ w2

    return forward, activations


def run():
    forward, activations = make_network(jnp.ones((2, 3)), jnp.ones((3, 1)))
    y = forward(jnp.ones((4, 2)))
    return y, activations
