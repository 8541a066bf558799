"""Every layer's dropout draws with the key of the step."""
# expect: reuses key
import jax
import jax.numpy as jnp


def dropout(key, x, rate=0.1):
    keep = jax.random.bernoulli(key, 1.0 - rate, x.shape)
    return jnp.where(keep, x / (1.0 - rate), 0.0)


@jax.jit
def forward(params, x, key):
    for w in params:
        x = dropout(key, jax.nn.relu(x @ w))  # error: JXL601
    return x


def run():
    return forward([jnp.eye(3), jnp.eye(3)], jnp.ones((2, 3)), jax.random.key(0))
