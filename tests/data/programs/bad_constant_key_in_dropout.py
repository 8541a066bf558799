"""A jitted forward pass makes the key of its dropout itself."""
# expect: silent, because each call draws the same numbers
import jax
import jax.numpy as jnp


@jax.jit
def forward(w, x):
    mask = jax.random.bernoulli(jax.random.PRNGKey(0), 0.9, x.shape)  # error: JXL602
    return jnp.where(mask, x, 0.0) @ w


def run():
    return forward(jnp.eye(2), jnp.ones((3, 2))), forward(jnp.eye(2), jnp.ones((3, 2)))
