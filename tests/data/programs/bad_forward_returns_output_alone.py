"""The forward rule returns the output without residuals."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


@jax.custom_vjp
def reverse_gradient(x):
    return x


reverse_gradient.defvjp(lambda x: x, lambda _, g: (-g,))  # error: JXL807


def domain_loss(features):
    return jnp.sum(reverse_gradient(features) ** 2)


def run():
    return jax.grad(domain_loss)(jnp.ones(3))
