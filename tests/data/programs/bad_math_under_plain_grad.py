"""Under grad alone `if` works; `math` does not."""
# expect: raises ConcretizationTypeError
import math

import jax


def potential(r):
    if r > 2.0:
        return 0.0 * r
    return math.cos(r)  # error: JXL402


def run():
    return jax.grad(potential)(1.0)
