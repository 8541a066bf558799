# A generator that is sent a value gives the next of its items.
# refused: 20 jax.errors.TracerArrayConversionError
# refused: 32 jax.errors.ConcretizationTypeError
# runs
import jax
import jax.numpy as jnp
import numpy as np

settings = {"rate": 0.5}


def f1(x2):
    def f3(x4):
        x5 = yield x4
        yield x4  # mended: yield 0.5

    run6 = f3(jnp.sin(settings["rate"]))  # mended: run6 = f3(0.5)
    next(run6)
    v7 = run6.send(1.5)  # mended: v7 = 0.5
    return jnp.asarray(np.stack([1.5, v7, 0.5]))  # mended: return jnp.full((3,), 0.25)


def f8(x9):
    def f10(x11):
        x12 = yield x11
        yield x9  # mended: yield 0.5

    run13 = f10(0.5)
    v14 = run13.send(None)
    v15 = run13.send(1.5)  # mended: v15 = 0.5
    s16 = "%.2f" % v14
    s17 = "%.2f" % v15  # mended: pass
    return x9


g18 = jax.jit(f1)
g19 = jax.jit(f8)


def run():
    results = []
    results.append(g18(0.5))  # mended: pass
    results.append(g19(0.5))  # mended: pass
    return results
