# The union of two dicts has the items of both, those of the second for keys that both have.
# refused: 12 TypeError
# refused: 13 TypeError
# runs
import jax
import jax.numpy as jnp


@jax.jit
def f(params, x):
    merged = params | {"w": x[:2]}
    b = merged["b"] + merged["w"]  # mended: b = merged["b"]
    return b + ({"w": x} | merged)["w"]  # mended: return b


def run():
    return [f({"w": 0.5, "b": jnp.ones(3)}, jnp.ones(3))]
