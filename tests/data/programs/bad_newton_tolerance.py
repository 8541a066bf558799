"""Newton's method with a Python loop, inside a jitted objective."""
# expect: raises TracerBoolConversionError
import jax


def newton(f, x, tol):
    df = jax.grad(f)
    for _ in range(20):
        step = f(x) / df(x)
        x = x - step
        if abs(step) < tol:  # error: JXL401
            break
    return x


@jax.jit
def root(guess):
    return newton(lambda x: x**2 - 2.0, guess, tol=1e-6)


def run():
    return root(1.0)
