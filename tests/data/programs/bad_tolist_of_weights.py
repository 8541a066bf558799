"""`.tolist()` in a helper that is shared with host code."""
# expect: raises ConcretizationTypeError
import jax
import jax.numpy as jnp


def mixture(weights, components):
    total = 0.0
    for weight, component in zip(weights.tolist(), components):  # error: JXL402
        total = total + weight * component
    return total


def on_host(components):
    return mixture(jnp.array([0.5, 0.5]), components)


def run():
    on_host([1.0, 2.0])
    return jax.jit(lambda w: mixture(w, [1.0, 2.0]))(jnp.array([0.25, 0.75]))
