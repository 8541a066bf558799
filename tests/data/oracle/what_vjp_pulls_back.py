# What `vjp` and `linearize` return are functions; what `vectorize` gives is an array.
# refused: 15 jax.errors.TracerArrayConversionError
# refused: 17 jax.errors.TracerBoolConversionError
# refused: 20 TypeError
# runs
import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def f(x):
    v, back = jax.vjp(jnp.sum, x)
    (w,) = back(v)
    w = w + np.sin(w)  # mended: w = w * 2.0
    u, push = jax.linearize(jnp.sum, x)
    if push(w) > u:  # mended: if True:
        w = w * 2.0
    z = jnp.vectorize(lambda each: each * 2.0)(w)
    z[0] = 1.0  # mended: pass
    return z


def run():
    _, back = jax.vjp(jnp.sum, jnp.ones(3))
    return [f(jnp.ones(3)), np.sin(back(jnp.float32(1.0))[0])]
