"""The rule of a custom_jvp returns the tangent alone."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


@jax.custom_jvp
def softplus(x):
    return jnp.log1p(jnp.exp(x))


@softplus.defjvp
def softplus_jvp(primals, tangents):
    (x,) = primals
    (dx,) = tangents
    return jax.nn.sigmoid(x) * dx  # error: JXL807


def run():
    return jax.vmap(jax.grad(softplus))(jnp.arange(3.0))
