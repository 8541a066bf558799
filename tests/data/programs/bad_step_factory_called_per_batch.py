"""A factory of compiled steps, called for every batch instead of once."""
# expect: retraces
import jax
import jax.numpy as jnp
import optax


def make_step(optimizer):
    @jax.jit  # error: JXL501
    def step(params, opt_state, x):
        loss, grads = jax.value_and_grad(lambda p: jnp.sum((p - x) ** 2))(params)
        updates, opt_state = optimizer.update(grads, opt_state, params)
        return optax.apply_updates(params, updates), opt_state, loss

    return step


def train(params, xs):
    optimizer = optax.sgd(0.1)
    opt_state = optimizer.init(params)
    losses = []
    for x in xs:
        step = make_step(optimizer)
        params, opt_state, loss = step(params, opt_state, x)
        losses.append(loss)
    return params, jnp.stack(losses)


def run():
    return train(jnp.zeros(3), [jnp.ones(3), 2 * jnp.ones(3), 3 * jnp.ones(3)])
