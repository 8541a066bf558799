"""A timer as a context manager around a jitted call."""
# expect: silent, because the clock measures the dispatch
import time
from contextlib import contextmanager

import jax
import jax.numpy as jnp


@contextmanager
def timer(name):
    start = time.perf_counter()
    yield
    print(f"{name}: {time.perf_counter() - start:.4f} s")


@jax.jit
def attention(q, k, v):
    return jax.nn.softmax(q @ k.T) @ v


def run():
    q = jnp.ones((4, 8))
    with timer("attention"):
        out = attention(q, q, q)  # error: JXL903
    return out
