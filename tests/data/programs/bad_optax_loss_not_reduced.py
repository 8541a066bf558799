"""The cross entropy of optax is per example, and differentiated as it is."""
# expect: raises TypeError
# requires: optax
import jax
import jax.numpy as jnp
import optax


def loss_fn(params, x, labels):
    logits = x @ params
    return optax.softmax_cross_entropy_with_integer_labels(logits, labels)


@jax.jit
def step(params, opt_state, x, labels):
    loss, grads = jax.value_and_grad(loss_fn)(params, x, labels)  # error: JXL804
    updates, opt_state = optax.sgd(0.1).update(grads, opt_state, params)
    return optax.apply_updates(params, updates), opt_state, loss


def run():
    params = jnp.ones((3, 2))
    return step(params, optax.sgd(0.1).init(params), jnp.ones((4, 3)), jnp.array([0, 1, 0, 1]))
