"""The rule of a custom_jvp spells out the primals as parameters."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


@jax.custom_jvp
def xlogy(x, y):
    return jnp.where(x == 0, 0.0, x * jnp.log(y))


def xlogy_jvp(x, y, dx, dy):
    return xlogy(x, y), dx * jnp.log(y) + dy * x / y


xlogy.defjvp(xlogy_jvp)  # error: JXL807


def run():
    return jax.grad(xlogy)(2.0, 3.0)
