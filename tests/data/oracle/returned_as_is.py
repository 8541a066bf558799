# Where neither shape nor dtype is to be changed, JAX returns a concrete array itself, also in a staged region.
# refused: 28 jax.errors.TracerArrayConversionError
# refused: 29 jax.errors.TracerArrayConversionError
# refused: 30 jax.errors.TracerArrayConversionError
# refused: 31 jax.errors.TracerArrayConversionError
# refused: 32 jax.errors.TracerArrayConversionError
# refused: 33 jax.errors.TracerArrayConversionError
# runs
import jax
import jax.numpy as jnp
import numpy as np

ROW = jnp.array([0.5, -1.0, 2.0])
SQUARE = jnp.ones((2, 2))
NUMBER = jnp.zeros(())
HOST = np.ones(4)


@jax.jit
def f(x):
    total = np.sin(ROW.reshape(ROW.shape)) + np.sin(jnp.reshape(ROW, (-1,))) + np.sin(ROW.T)
    total = total + np.sin(ROW[:]) + np.sin(ROW[..., 0:3]) + np.sin(jnp.concatenate([ROW]))
    total = total + np.sin(ROW.transpose()) + np.sin(jax.lax.convert_element_type(ROW, jnp.float32))
    total = total.sum() + np.sin(jnp.transpose(SQUARE, (0, 1))).sum()
    total = total + np.sin(jnp.reshape(HOST, (2, 2))).sum()
    total = total + np.sin(jnp.array(ROW, copy=False)).sum()
    x = x + total
    x = x + np.sin(ROW[::-1]).sum()  # mended: x = x + 1.0
    x = x + np.sin(SQUARE.T).sum()  # mended: x = x + 1.0
    x = x + np.sin(NUMBER.reshape(()))  # mended: x = x + 1.0
    x = x + np.sin(jnp.ravel(ROW)).sum()  # mended: x = x + 1.0
    x = x + np.sin(jnp.reshape(SQUARE, (2, 2), order="F")).sum()  # mended: x = x + 1.0
    return x + np.sin(ROW.astype(jnp.float32, copy=True)).sum()  # mended: return x


def run():
    return [f(1.0)]
