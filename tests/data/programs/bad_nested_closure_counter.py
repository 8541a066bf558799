"""A cell two functions up, rebound by a third function between them."""
# expect: differs
import jax
import jax.numpy as jnp


def make_model(depth):
    width = 1.0

    def make_forward():
        def forward(x):
            for _ in range(depth):
                x = jnp.tanh(width * x)  # error: JXL101
            return x

        return jax.jit(jax.value_and_grad(forward))

    def widen(by):
        nonlocal width
        width += by

    return make_forward(), widen


def run():
    forward, widen = make_model(2)
    narrow = forward(0.5)
    widen(4.0)
    return narrow, forward(0.5)
