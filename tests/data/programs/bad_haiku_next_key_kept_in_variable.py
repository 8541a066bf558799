"""One key of the sequence is kept in a variable, and drawn from twice."""
# expect: reuses key
# requires: haiku
import haiku as hk
import jax


def run():
    rng = hk.PRNGSequence(jax.random.key(0))
    key = next(rng)
    x = jax.random.normal(key, (2,))
    y = jax.random.normal(key, (2,))  # error: JXL601
    return x @ y
