"""Print, count and append around the compiled step."""
# expect: ok
import jax
import jax.numpy as jnp

effects = []


@jax.jit
def step(w, x):
    loss, grad = jax.value_and_grad(lambda w: jnp.mean((w * x) ** 2))(w)
    return w - 0.1 * grad, loss


def run():
    w = jnp.float32(1.0)
    for i in range(3):
        w, loss = step(w, jnp.ones(2))
        effects.append(float(loss))
        print(f"step {i}: {loss:.3f}")
    return w
