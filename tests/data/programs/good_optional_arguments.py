"""Arguments that may be None are structure, not values."""
# expect: ok
import jax
import jax.numpy as jnp


def attention(query, key, value, mask=None, bias=None, *, scale=None):
    if scale is None:
        scale = query.shape[-1] ** -0.5
    logits = scale * query @ key.T
    if bias is not None:
        logits = logits + bias
    if mask is not None:
        logits = jnp.where(mask, logits, -1e9)
    return jax.nn.softmax(logits) @ value


@jax.jit
def both(x, mask):
    plain = attention(x, x, x)
    return plain + attention(x, x, x, mask, scale=0.5) + attention(x, x, x, bias=jnp.eye(x.shape[0]))


def run():
    return both(jnp.ones((3, 2)), jnp.tri(3) > 0)
