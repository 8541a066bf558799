"""The branch is two helpers below what is vmapped."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp


def relu(x):
    return x if x > 0 else 0.0  # error: JXL401


def layer(w, x):
    return relu(jnp.dot(w, x))


def network(ws, x):
    for w in ws:
        x = layer(w, x) * jnp.ones_like(x)
    return x


def run():
    ws = [jnp.ones(2), -jnp.ones(2)]
    return jax.vmap(network, in_axes=(None, 0))(ws, jnp.ones((3, 2)))
