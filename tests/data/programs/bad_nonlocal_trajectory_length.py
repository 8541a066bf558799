"""A counter in the enclosing function, increased by the body of a scan."""
# expect: effects 1 of 4
import jax
import jax.numpy as jnp

calls = {"n": 0}


def effects():
    return calls["n"]


def simulate(x0, length):
    count = 0

    def body(x, _):
        nonlocal count
        count += 1  # error: JXL104
        return x * 0.9, x

    out = jax.lax.scan(body, x0, None, length=length)[1]
    calls["n"] = count
    return out


def run():
    return simulate(jnp.float32(1.0), 4)
