"""The running sum of a half precision scan is promoted by a full precision weight."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


@jax.jit
def weighted_sum(xs, weights):
    def body(acc, item):
        x, w = item
        return acc + x * w, None

    acc, _ = jax.lax.scan(body, jnp.zeros(xs.shape[1:], xs.dtype), (xs, weights))  # error: JXL701
    return acc


def run():
    return weighted_sum(jnp.ones((4, 3), jnp.bfloat16), jnp.ones((4, 1), jnp.float32))
