"""A moving average kept on an object starts as the number zero."""
# expect: retraces
import jax
import jax.numpy as jnp


@jax.jit
def ema(average, x):
    return 0.9 * average + 0.1 * jnp.mean(x)


def monitor(batches):
    state = {"average": 0.0}
    for x in batches:
        state["average"] = ema(state["average"], x)  # error: JXL507
    return state["average"]


def run():
    return monitor([jnp.ones(3)] * 4)
