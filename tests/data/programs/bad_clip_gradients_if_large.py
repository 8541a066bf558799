"""Clipping by the global norm, with an `if` over the norm, inside the compiled step."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp


def global_norm(tree):
    return jnp.sqrt(sum(jnp.sum(leaf**2) for leaf in jax.tree.leaves(tree)))


def clip(grads, max_norm):
    norm = global_norm(grads)
    if norm > max_norm:  # error: JXL401
        grads = jax.tree.map(lambda g: g * (max_norm / norm), grads)
    return grads


def make_step(loss, rate=0.1, max_norm=1.0):
    @jax.jit
    def step(params, batch):
        value, grads = jax.value_and_grad(loss)(params, batch)
        grads = clip(grads, max_norm)
        return jax.tree.map(lambda p, g: p - rate * g, params, grads), value

    return step


def squared(params, batch):
    x, y = batch
    return jnp.mean((params["w"] * x + params["b"] - y) ** 2)


def run():
    step = make_step(squared)
    return step({"w": jnp.float32(1.0), "b": jnp.float32(0.0)}, (jnp.ones(3), jnp.zeros(3)))
