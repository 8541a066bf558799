"""The loss leaves the trace through a global: what stays behind is a tracer."""
# expect: leaks
import jax
import jax.numpy as jnp

last_loss = None


def evaluate(params):
    global last_loss
    loss = jnp.sum(params**2)
    last_loss = loss  # error: JXL104
    return loss


@jax.jit
def step(params):
    return params - 0.1 * jax.grad(evaluate)(params)


def run():
    return step(jnp.ones(2))
