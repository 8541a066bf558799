# A staged call of a function with a rule of its own traces all its arguments, static ones of its caller as well.
# refused: 16 jax.errors.TracerArrayConversionError
# refused: 27 jax.errors.TracerBoolConversionError
# refused: 50 jax.errors.TracerBoolConversionError
# runs
import functools

import jax
import jax.numpy as jnp
import numpy as np


@jax.custom_vjp
def f(x, y):
    # Called outside of every trace as well.
    return x * np.sin(y)  # mended: return x * jnp.sin(y)


def f_fwd(x, y):
    return f(x, y), (x, y)


f.defvjp(f_fwd, lambda saved, g: (g, g))

@jax.custom_jvp
def h(x):
    if 0.5 in [0.25, x]:  # mended: if True:
        return x * 0.5
    return 2.0


h.defjvp(lambda primals, tangents: (h(*primals), tangents[0]))


@functools.partial(jax.custom_vjp, nondiff_argnums=(1,))
def k(x, n):
    return x if n > 2 else -x


k.defvjp(lambda x, n: (k(x, n), None), lambda n, saved, g: (g,))


@functools.partial(jax.jit, static_argnums=(1,))
def both(x, y):
    return f(x, y) + k(x, n=3) + k(x, 2)


@functools.partial(jax.jit, static_argnums=(0,))
def static(x):
    if h(x) > 0.0:  # mended: if True:
        return 1.0
    return 2.0


def run():
    return [f(0.5, 0.25), jax.vmap(lambda x: f(x, 0.5))(jnp.ones(2)), both(0.5, 0.25), static(0.5)]
