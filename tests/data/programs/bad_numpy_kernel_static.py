"""A convolution kernel of NumPy passed as a static argument."""
# expect: raises ValueError
import jax
import jax.numpy as jnp
import numpy as np

SOBEL = np.array([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]])


def filter2d(image, kernel):
    return jax.scipy.signal.convolve2d(image, kernel, mode="same")


filter2d_jit = jax.jit(filter2d, static_argnums=1)


def edges(image):
    gx = filter2d_jit(image, SOBEL)  # error: JXL502
    return jnp.abs(gx)


def run():
    return edges(jnp.ones((5, 5)))
