"""The gradient of a network with one output keeps that output's axis."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def mlp(params, x):
    for w, b in params[:-1]:
        x = jnp.tanh(x @ w + b)
    w, b = params[-1]
    return x @ w + b


def pde_residual(params, x):
    u_x = jax.grad(mlp, argnums=1)(params, x)  # error: JXL804
    return jnp.sum(u_x)


def run():
    params = [(jnp.ones((2, 4)), jnp.zeros(4)), (jnp.ones((4, 1)), jnp.zeros(1))]
    return jax.vmap(lambda x: pde_residual(params, x))(jnp.ones((3, 2)))
