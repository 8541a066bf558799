"""Equinox's filter_jit wraps a closure in each iteration of the training loop."""
# expect: silent, because what is compiled bears no name of the program
# requires: equinox
import equinox as eqx
import jax
import jax.numpy as jnp


def evaluate(model, x):
    return jnp.mean(jax.vmap(model)(x) ** 2)


def train(model, batches):
    values = []
    for x in batches:
        value, grads = eqx.filter_jit(eqx.filter_value_and_grad(lambda m: evaluate(m, x)))(model)  # error: JXL501
        model = eqx.apply_updates(model, jax.tree.map(lambda g: -0.1 * g, grads))
        values.append(value)
    return jnp.stack(values)


def run():
    model = eqx.nn.Linear(2, 1, key=jax.random.key(0))
    return train(model, [jnp.ones((3, 2)), jnp.zeros((3, 2))])
