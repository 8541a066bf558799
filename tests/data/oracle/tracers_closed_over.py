# What a differentiation gives depends on the tracers that its function closes over; `argnums` counts from the end as well.
# refused: 14 jax.errors.ConcretizationTypeError
# refused: 19 jax.errors.TracerArrayConversionError
# runs
import jax
import jax.numpy as jnp
import numpy as np


@jax.grad
def f(x):
    value, _ = jax.jvp(lambda y: jnp.sum(x), (jnp.ones(3),), (jnp.ones(3),))
    number, _ = jax.jvp(jnp.sum, (jnp.ones(3),), (jnp.ones(3),))
    text = "%.2f" % value  # mended: text = ""
    return value * float(number) * len(text)


def g(x, y):
    return jnp.asarray(np.sin(y)) * np.sin(x)  # mended: return y * np.sin(x)


def run():
    return [f(jnp.ones(3)), jax.grad(g, argnums=-1)(0.5, 2.0), jax.jit(lambda x: x)(1.0)]
