"""The message of an exception formats the traced value."""
# expect: raises TypeError "unsupported format string"
import jax
import jax.numpy as jnp


def describe(name, value):
    return f"{name}={value:.3f}"  # error: JXL402


@jax.jit
def scaled(x):
    names = [describe("sum", x.sum())]
    return x * len(names)


def run():
    return scaled(jnp.ones(2))
