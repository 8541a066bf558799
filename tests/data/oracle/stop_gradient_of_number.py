# `stop_gradient` makes an array of a number, which is traced where constants are.
# refused: 10 jax.errors.TracerBoolConversionError
# runs
import jax


@jax.jit
def f(x):
    y = jax.lax.stop_gradient(0.5)
    return y or x  # mended: return x


def run():
    return [f(3.0), jax.lax.stop_gradient(0.5) or 1.0]
