# The functions of `operator` give what the operators give: numbers of numbers, tracers where an operand is one.
# refused: 17 jax.errors.TracerBoolConversionError
# refused: 19 jax.errors.TracerBoolConversionError
# refused: 21 jax.errors.TracerBoolConversionError
# runs
import operator

import jax
import jax.numpy as jnp

scale = 1.5


@jax.jit
def f(x):
    y = x + 1.0
    if operator.add(scale, x) < 0.5:  # mended: if True:
        y = -y
    if any([operator.lt(scale, 0.5), jnp.isfinite(y)]):  # mended: if True:
        y = y * 2.0
    if 0.0 < operator.sub(0.5, jnp.tanh(scale)) < 1.0:  # mended: if True:
        y = y + 1.0
    return y


@jax.jit
def g(x):
    for i in range(3):
        match operator.index(i) % 3:
            case 0:
                x = -0.5
            case 1 | 2:
                text = f"{x:.2f}"
    return jnp.full(operator.mul(2, len(text[:1])), x)


def run():
    return [f(0.25), g(0.5)]
