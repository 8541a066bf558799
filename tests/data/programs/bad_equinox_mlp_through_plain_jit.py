"""A model of Equinox with an activation function, under jax.jit instead of eqx.filter_jit."""
# expect: raises TypeError
# requires: equinox
import equinox as eqx
import jax
import jax.numpy as jnp


@jax.jit
def predict(model, x):
    return jax.vmap(model)(x)


def run():
    model = eqx.nn.MLP(in_size=2, out_size=1, width_size=8, depth=2, key=jax.random.key(0))
    return predict(model, jnp.ones((3, 2)))  # error: JXL505
