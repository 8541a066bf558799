"""The backward rule takes the static argument last, where JAX passes it first."""
# expect: raises TypeError
from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.custom_vjp, nondiff_argnums=(1,))
def clip_grad(x, limit):
    return x


def clip_grad_fwd(x, limit):
    return x, ()


def clip_grad_bwd(residuals, g):
    limit = 1.0
    return (jnp.clip(g, -limit, limit),)


clip_grad.defvjp(clip_grad_fwd, clip_grad_bwd)  # error: JXL807


def run():
    return jax.grad(lambda x: jnp.sum(5.0 * clip_grad(x, 1.0)))(jnp.ones(2))
