"""A debugging helper that runs eagerly, where branches see numbers."""
# expect: ok
import jax
import jax.numpy as jnp


def inspect(x):
    if isinstance(x, jax.core.Tracer):
        return "traced"
    return "small" if jnp.abs(x).max() < 1.0 else "large"


def body(x):
    return jnp.sin(x) * 2.0


def run():
    x = jnp.ones(2)
    y = jax.jit(body)(x)
    names = [inspect(x), inspect(y)]
    if bool((y > 0).all()) and float(y[0]) < 10.0:
        y = y + len(names)
    return y, max(y.tolist()), sorted(map(float, y)), int(jnp.argmax(y)), range(int(y.size))[-1]
