"""Newton's method with NumPy's linear algebra."""
# expect: raises TracerArrayConversionError
import jax
import jax.numpy as jnp
import numpy as np


def objective(x):
    return jnp.sum((x - 1.0) ** 4 + x**2)


@jax.jit
def newton(x):
    gradient, hessian = jax.grad(objective)(x), jax.hessian(objective)(x)
    return x - np.linalg.solve(hessian, gradient)  # error: JXL403


def run():
    return newton(jnp.zeros(2))
