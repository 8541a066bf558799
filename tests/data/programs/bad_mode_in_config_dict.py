"""A number in a dict of options that is an argument is traced, and decides about a branch."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp


def penalty(params, options):
    if options["l1"] > 0:  # error: JXL401
        return options["l1"] * jnp.sum(jnp.abs(params))
    return 0.0


@jax.jit
def objective(params, options):
    return jnp.sum(params**2) + penalty(params, options)


def run():
    return objective(jnp.ones(3), {"l1": 0.1, "steps": 10})
