"""The loss takes a list of regularizers, which value_and_grad's jit traces."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def l1(params):
    return jnp.abs(params).sum()


def l2(params):
    return jnp.square(params).sum()


def objective(params, data, penalties):
    return jnp.mean((data - params) ** 2) + sum(p(params) for p in penalties)


grad_objective = jax.jit(jax.value_and_grad(objective))


def run():
    return grad_objective(jnp.ones(3), jnp.zeros(3), [l1, l2])  # error: JXL505
