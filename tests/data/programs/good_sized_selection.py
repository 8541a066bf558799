"""Selections of a fixed size: `size=`, `fill_value=`, `where`, masks as weights."""
# expect: ok
import jax
import jax.numpy as jnp


@jax.jit
def top_events(scores, threshold):
    (indices,) = jnp.nonzero(scores > threshold, size=3, fill_value=0)
    kept = jnp.where(jnp.arange(3) < jnp.sum(scores > threshold), scores[indices], 0.0)
    values, counts = jnp.unique(jnp.round(scores), size=4, return_counts=True, fill_value=-1)
    weights = (scores > threshold).astype(scores.dtype)
    mean = jnp.sum(weights * scores) / jnp.maximum(jnp.sum(weights), 1.0)
    inside = jnp.mean(scores, where=scores > threshold)
    repeated = jnp.repeat(scores, jnp.array([1, 0, 2, 1]), total_repeat_length=4)
    return kept, values, counts, mean, inside, repeated, jax.lax.top_k(scores, 2)


def run():
    return top_events(jnp.array([0.1, 2.0, 3.0, 0.5]), 1.0)
