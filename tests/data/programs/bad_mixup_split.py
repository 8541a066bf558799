"""Cutting a batch in two at a traced share of it."""
# expect: raises ConcretizationTypeError
import jax
import jax.numpy as jnp


def mix(x, y, share):
    cut = int(share * len(x))  # error: JXL402
    return jnp.concatenate([x[:cut], y[cut:]])


@jax.jit
def loss(params, x, y, share):
    return jnp.mean((params * mix(x, y, share)) ** 2)


def run():
    return jax.grad(loss)(jnp.float32(2.0), jnp.ones(4), jnp.zeros(4), 0.5)
