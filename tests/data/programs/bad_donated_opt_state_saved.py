"""A checkpoint is taken of the optimizer state that was donated."""
# expect: raises RuntimeError
# requires: optax
import jax
import jax.numpy as jnp
import optax

tx = optax.sgd(0.1, momentum=0.9)


def update(params, opt_state, x):
    grads = jax.grad(lambda p: jnp.sum((p - x) ** 2))(params)
    updates, opt_state = tx.update(grads, opt_state)
    return optax.apply_updates(params, updates), opt_state


update = jax.jit(update, donate_argnums=(0, 1))


def run():
    initial = jnp.zeros(3)
    params, opt_state = update(initial, tx.init(initial), jnp.ones(3))
    return params - initial, opt_state  # error: JXL802
