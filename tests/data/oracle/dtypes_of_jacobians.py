# A jacobian is of the argument's dtype, and of the result's where it is taken forward.
# refused: 22 TypeError
# runs
import jax
import jax.numpy as jnp


@jax.jit
def f(x):
    def widened(each):
        return each.astype(jnp.float32) * 2.0

    def back(carry, _):
        return jax.jacrev(widened)(carry)[0], None

    def twice(carry, _):
        return jax.hessian(widened)(carry)[0, 0], None

    def ahead(carry, _):
        return jax.jacfwd(widened)(carry)[0], None

    forth = jax.lax.scan(ahead, x, None, length=2)[0]  # mended: forth = x
    return jax.lax.scan(back, x, None, length=2)[0], jax.lax.scan(twice, forth, None, length=2)[0]


def run():
    return [f(jnp.ones(3, jnp.bfloat16))]
