# What `vjp`, `value_and_grad` and `vmap` give is a tracer of a `vmap` around them where it was made of one, and else none.
# refused: 17 jax.errors.TracerBoolConversionError
# refused: 20 jax.errors.TracerBoolConversionError
# runs
import jax
import jax.numpy as jnp
import numpy as np

WEIGHTS = jnp.array([0.5, -1.0, 2.0])


def f(x):
    constants = jax.vmap(lambda _: WEIGHTS.mean())(jnp.stack([x, x]))
    weights = jax.jit(lambda _: WEIGHTS)(x)
    x = x * np.sin(constants).sum() + np.sin(weights).sum()
    out, back = jax.vjp(lambda y: y * x, 2.0)
    if out > 0.0:  # mended: if False:
        x = x * 2.0
    value, slope = jax.value_and_grad(lambda y: y * x)(2.0)
    if value > 0.0:  # mended: if False:
        x = x * 2.0
    other = jax.value_and_grad(lambda y: y * 2.0)(2.0)[0]
    if other > 0.0:
        x = x * 2.0
    return x


def run():
    return [jax.vmap(f)(WEIGHTS)]
