"""A recurrence of traced length."""
# expect: raises TracerIntegerConversionError
import jax


@jax.jit
def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):  # error: JXL404
        a, b = b, a + b
    return a


def run():
    return fibonacci(10)
