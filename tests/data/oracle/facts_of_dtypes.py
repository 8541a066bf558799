# What a dtype says of itself is a number or a text of Python's.
# refused: 22 TypeError
# runs
import jax
import jax.numpy as jnp

WEIGHTS = jnp.array([0.5, -1.0, 2.0])


def f1(x2):
    v3 = jnp.ones((3,), jnp.bfloat16)
    return 1 and v3.dtype.itemsize  # mended: return x2.sum()


def f4(x5):
    v6 = WEIGHTS.dtype.name
    return x5.sum() if v6 == "float32" else float(v6)


def run():
    results = []
    results.append(jax.grad(f1)(WEIGHTS))  # mended: pass
    results.append(jax.grad(f4)(WEIGHTS))  # mended: pass
    return results
