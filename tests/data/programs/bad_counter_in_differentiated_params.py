"""The dict of parameters also holds the step counter."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def init(key):
    return {"w": jax.random.normal(key, (3,)), "step": jnp.zeros((), jnp.int32)}


def loss(state, x):
    return jnp.sum((state["w"] * x) ** 2)


@jax.jit
def update(state, x):
    grads = jax.grad(loss)(state, x)  # error: JXL805
    return {"w": state["w"] - 0.1 * grads["w"], "step": state["step"] + 1}


def run():
    return update(init(jax.random.key(0)), jnp.ones(3))
