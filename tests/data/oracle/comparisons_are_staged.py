# Under grad inside of a staged region a comparison is staged, whatever the tracer of grad could answer itself.
# refused: 23 jax.errors.TracerBoolConversionError
# refused: 24 jax.errors.TracerBoolConversionError
# refused: 33 jax.errors.TracerBoolConversionError
# refused: 35 jax.errors.TracerBoolConversionError
# refused: 37 jax.errors.TracerBoolConversionError
# refused: 44 jax.errors.TracerArrayConversionError
# runs
import bisect
import heapq

import jax
import jax.numpy as jnp
import numpy as np

TABLE = np.array([0.5, 1.5, 2.5], np.float32)


@jax.jit
def f(x):
    def loss(y):
        y = y * 2.0 if y else y
        y = min(1.5, y)  # mended: y = y * 0.5
        return y + bisect.bisect([0.5, 1.5], y)  # mended: return y

    return x + jax.grad(loss)(TABLE[1])


@jax.jit
def g(x):
    queue = []
    heapq.heappush(queue, (x[0], 1))
    heapq.heappush(queue, (x[1], 2))  # mended: queue.append((x[1], 2))
    pairs = sorted([(1, x[0]), (2, x[1])])
    pairs = sorted([(1, x[0]), (1, x[1])])  # mended: pairs = queue
    copy = list(x)
    if copy[2] in copy:  # mended: if True:
        return pairs[0][0]
    return x[0] + np.searchsorted(TABLE, x[0])


@jax.jit
def h(x):
    return np.searchsorted(TABLE, x) + jnp.searchsorted(x, 1.0)  # mended: return x


def run():
    return [f(0.5), g(jnp.ones(3)), h(jnp.ones(2))]
