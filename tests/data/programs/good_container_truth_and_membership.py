"""Lists and dicts of tracers have a length; keys are static."""
# expect: ok
import jax
import jax.numpy as jnp


@jax.jit
def combine(params, extras):
    total = params["w"].sum()
    if "b" in params:
        total = total + params["b"].sum()
    if extras:
        total = total + sum(e.sum() for e in extras)
    if not params.get("missing"):
        total = total * 2
    return total


def run():
    return combine({"w": jnp.ones(2), "b": jnp.ones(1)}, []), combine({"w": jnp.ones(2)}, [jnp.ones(3)])
