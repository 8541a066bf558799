"""The forward rule of a custom derivative branches on its argument, under vmap."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp


@jax.custom_vjp
def safe_log(x):
    return jnp.log(jnp.maximum(x, 1e-6))


def forward(x):
    if x < 1e-6:  # error: JXL401
        return safe_log(x), jnp.zeros_like(x)
    return safe_log(x), x


def backward(saved, g):
    return (jnp.where(saved > 0, g / saved, 0.0),)


safe_log.defvjp(forward, backward)


def run():
    return jax.vmap(jax.grad(safe_log))(jnp.array([0.5, 2.0]))
