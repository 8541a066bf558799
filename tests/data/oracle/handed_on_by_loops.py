# A loop hands on what its body returns untouched: the argument itself, concrete outside; `map` and `scan` rows, too.
# refused: 19 jax.errors.TracerArrayConversionError
# runs
import jax
import jax.numpy as jnp
import numpy as np

WEIGHTS = jnp.array([0.5, -1.0, 2.0])


@jax.jit
def f(x):
    y, _ = jax.lax.scan(lambda c, _: (jnp.asarray(c, jnp.float32), None), WEIGHTS.astype(jnp.float32), None, length=2)
    (z, n), rows = jax.lax.scan(lambda c, each: ((c[0][:], c[1] + 1), each), (WEIGHTS, 0.0), WEIGHTS)
    kept = jax.lax.fori_loop(0, 3, lambda i, c: {"a": c["a"], "b": c["b"] + i}, {"a": 0.5, "b": 0})
    last = jax.lax.while_loop(lambda c: c[1] < 3, lambda c: (c[0], c[1] + 1), (WEIGHTS, 0))
    inner = jax.lax.cond(x > 0.0, lambda a: a, lambda a: a, WEIGHTS)
    total = np.sin(y) + np.sin(z) + np.sin(rows) + np.sin(kept["a"]) + np.sin(last[0]) + np.sin(inner)
    total = total + np.sin(jax.lax.scan(lambda c, _: (c * 1.0, None), WEIGHTS, None, length=2)[0])  # mended: total = total + 1.0
    return x + n + kept["b"] + total + np.sin(jax.lax.map(lambda each: each, WEIGHTS))


def run():
    return [f(0.5)]
