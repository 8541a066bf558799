"""A contrastive loss gathers the batch, under a vmap that names no axis."""
# expect: raises NameError
import jax
import jax.numpy as jnp
from jax import lax


def contrastive(query, key):
    keys = lax.all_gather(key, "batch")  # error: JXL707
    logits = keys @ query
    return jax.nn.logsumexp(logits) - logits[lax.axis_index("batch")]  # error: JXL707


def loss(queries, keys):
    return jax.vmap(contrastive)(queries, keys).mean()


def run():
    return jax.grad(loss)(jnp.ones((4, 2)), jnp.ones((4, 2)))
