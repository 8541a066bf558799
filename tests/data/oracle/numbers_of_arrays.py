# `x.tolist()` is a list of Python numbers, which are arrays once a trace has returned them; `x.item()` is one of them.
# refused: 17 jax.errors.TracerBoolConversionError
# refused: 18 jax.errors.TracerBoolConversionError
# refused: 20 TypeError
# runs
import jax
import jax.numpy as jnp

WEIGHTS = jnp.array([0.5, -1.0, 2.0])
TOTAL = jnp.zeros(())


@jax.jit
def f(x):
    known = sum(each for each in WEIGHTS.tolist() if each > 0.0) + len(sum([WEIGHTS.tolist(), [x]], []))
    held = jax.checkpoint(lambda: WEIGHTS.tolist())()
    x = x + sum(filter(lambda each: each > 0.0, held))  # mended: x = x + 1.0
    if sum([WEIGHTS.tolist(), [x]], [])[3] > 0.0:  # mended: if False:
        x = x * 2.0
    y = jax.lax.fori_loop(0, 3, lambda i, c: jnp.ones(3), TOTAL.item())  # mended: y = 0.5
    return x + y + known


def run():
    return [f(0.5)]
