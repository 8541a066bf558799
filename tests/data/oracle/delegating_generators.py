# A generator that delegates gives the items of what it delegates to.
# refused: 15 jax.errors.ConcretizationTypeError
# runs
import jax
import jax.numpy as jnp


@jax.jit
def f(x):
    def parts(each):
        yield from (each, 0.5)
        yield each

    total = sum(parts(x))
    return float(total) * x  # mended: return total * x


def run():
    return [f(1.5)]
