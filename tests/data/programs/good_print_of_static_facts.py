"""A trace may say that it happens, and with which shapes."""
# expect: ok
# unchecked: effects, because what is printed while tracing is about the trace
import jax
import jax.numpy as jnp


@jax.jit
def forward(x):
    print(f"tracing forward for {x.shape} {x.dtype}")
    return x * 2


def run():
    return forward(jnp.ones(2)), forward(jnp.zeros(2))
