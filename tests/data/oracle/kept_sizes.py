# What is put before an array and taken away again, and the same bits of another dtype, keep its size.
# refused: 17 TypeError
# refused: 23 ValueError
# refused: 29 TypeError
# refused: 34 TypeError
# runs
import jax
import jax.numpy as jnp
import numpy as np

WEIGHTS = jnp.array([0.5, -1.0, 2.0])


@jax.jit
def f(x):
    steps = jnp.diff(x, prepend=0.0)
    return steps * x[1:]  # mended: return steps * x


@jax.jit
def g(x):
    bits = jax.lax.bitcast_convert_type(x.astype(jnp.float32), jnp.int32)
    return bits.at[:1].set(bits)  # mended: return bits


@jax.jit
def h(x):
    half = x.astype(jnp.bfloat16)
    return jnp.dot(half[:2], half, preferred_element_type=jnp.float32)  # mended: return half


@jax.jit
def k(x):
    return jnp.asarray(np.asarray(WEIGHTS)) + x[:2]  # mended: return x


def run():
    return [f(jnp.ones(3)), g(jnp.ones(3)), h(jnp.ones(3)), k(jnp.ones(3))]
