"""A training step in the style of optax's examples reports its loss while tracing."""
# expect: silent, because it prints once where it should three times, to the log
# requires: optax
import logging

import jax
import jax.numpy as jnp
import optax

logger = logging.getLogger(__name__)
tx = optax.chain(optax.clip_by_global_norm(1.0), optax.adam(1e-2))


def loss_fn(params, batch):
    return jnp.mean((batch @ params["w"] + params["b"]) ** 2)


def report(name, value):
    logger.info("%s is %s", name, value)  # error: JXL107


@jax.jit
def train_step(params, opt_state, batch):
    loss, grads = jax.value_and_grad(loss_fn)(params, batch)
    report("loss", loss)
    updates, opt_state = tx.update(grads, opt_state, params)
    return optax.apply_updates(params, updates), opt_state


def run():
    params = {"w": jnp.ones((3, 1)), "b": jnp.zeros(1)}
    opt_state = tx.init(params)
    for _ in range(3):
        params, opt_state = train_step(params, opt_state, jnp.ones((2, 3)))
    return params
