"""grad is given the loss that was just calculated."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def loss_fn(params, x, y):
    return jnp.mean((x @ params - y) ** 2)


def train(params, data, lr=0.1):
    for x, y in data:
        loss = loss_fn(params, x, y)
        grads = jax.grad(loss)(params)  # error: JXL703
        params = params - lr * grads
    return params


def run():
    return train(jnp.zeros(2), [(jnp.ones((3, 2)), jnp.ones(3))])
