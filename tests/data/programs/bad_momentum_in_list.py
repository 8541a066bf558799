"""The list of velocities may be changed; the arrays in it may not."""
# expect: raises TypeError "JAX arrays are immutable"
import jax
import jax.numpy as jnp


def momentum(velocities, grads, beta=0.9):
    for velocity, grad in zip(velocities, grads):
        velocity[...] *= beta  # error: JXL202
        velocity[...] += grad  # error: JXL202
    return velocities


def run():
    params = [jnp.ones(2), jnp.ones(3)]
    grads = jax.grad(lambda ps: sum(jnp.sum(p**2) for p in ps))(params)
    return momentum([jnp.zeros_like(p) for p in params], grads)
