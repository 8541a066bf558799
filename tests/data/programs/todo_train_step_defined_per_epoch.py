"""A training step that closes over the epoch's learning rate, made anew in each epoch."""
# expect: retraces
# todo: a function that closes over another number each time compiles anew in any case
import jax
import jax.numpy as jnp


def loss_fn(params, batch):
    x, y = batch
    return jnp.mean((x @ params["w"] + params["b"] - y) ** 2)


def fit(params, batches, epochs):
    for epoch in range(epochs):
        lr = 0.1 * 0.5**epoch

        @jax.jit  # error: JXL501
        def train_step(params, batch):
            grads = jax.grad(loss_fn)(params, batch)
            return jax.tree.map(lambda p, g: p - lr * g, params, grads)

        for batch in batches:
            params = train_step(params, batch)
    return params


def run():
    params = {"w": jnp.zeros(3), "b": jnp.zeros(())}
    batches = [(jnp.ones((4, 3)), jnp.ones(4))] * 2
    return fit(params, batches, epochs=3)
