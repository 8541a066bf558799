"""An assertion about values, in a loss whose gradient is compiled."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp


def kl(p, q):
    assert jnp.all(p >= 0), "p is not a distribution"  # error: JXL401
    return jnp.sum(p * (jnp.log(p) - jnp.log(q)))


gradient = jax.jit(jax.grad(kl))


def run():
    return gradient(jnp.array([0.5, 0.5]), jnp.array([0.25, 0.75]))
