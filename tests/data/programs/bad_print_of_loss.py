"""`print` of the loss in the compiled step."""
# expect: effects 1 of 3
import jax
import jax.numpy as jnp


@jax.jit
def step(w, x):
    loss = jnp.mean((w * x - 1.0) ** 2)
    print("loss", loss)  # error: JXL107
    return w - 0.1 * loss


def run():
    w = jnp.float32(0.5)
    for _ in range(3):
        w = step(w, jnp.ones(4))
    return w
