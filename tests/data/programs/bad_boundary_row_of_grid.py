"""A boundary condition is set one row behind the grid."""
# expect: silent, because JAX drops the update
import jax
import jax.numpy as jnp

NX, NY = 6, 8


@jax.jit
def apply_boundary(u):
    u = u.at[0, :].set(0.0)
    u = u.at[NX, :].set(0.0)  # error: JXL908
    return u.at[:, NY - 1].set(1.0)


def run():
    return apply_boundary(jnp.ones((NX, NY)))
