# Where a differentiation is innermost, the rule runs in the function's place, on what the arguments are outside of it.
# refused: 19 jax.errors.TracerBoolConversionError
# refused: 20 jax.errors.TracerArrayConversionError
# refused: 29 jax.errors.ConcretizationTypeError
# refused: 44 jax.errors.TracerBoolConversionError
# refused: 43 jax.errors.ConcretizationTypeError
# runs
import jax
import jax.numpy as jnp
import numpy as np


@jax.custom_vjp
def f(x):
    return jnp.sin(np.sin(x))  # mended: return jnp.sin(x)


def f_fwd(x):
    if x > 0.0:  # mended: if True:
        return jnp.sin(x), (x, np.cos(x))  # mended: return jnp.sin(x), (x, 0.5)
    return jnp.sin(x), (x, 0.5)


def f_bwd(saved, g):
    return (g * math_of(saved[0]),)


def math_of(x):
    return float(x)  # mended: return 0.5


f.defvjp(f_fwd, f_bwd)


@jax.custom_jvp
def g(x):
    return x * float(x)


@g.defjvp
def g_jvp(primals, tangents):
    (x,), (dx,) = primals, tangents
    slope = 2.0 * float(x)  # mended: slope = 1.0
    if dx > 0.0:  # mended: if True:
        return x * x, dx * slope
    return x * x, dx * 0.5


def run():
    return [
        jax.grad(f)(0.5),
        jax.jvp(g, (0.5,), (0.25,)),
        jax.vmap(jax.grad(f))(jnp.ones(3)),
        jax.grad(g)(0.5),
        jax.jit(jax.grad(g))(0.5),
        jax.jit(jax.grad(lambda x: f(x) * 2.0))(0.5),
    ]
