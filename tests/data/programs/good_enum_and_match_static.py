"""`match` on an enum and on types, in code that is traced."""
# expect: ok
import enum
from functools import partial

import jax
import jax.numpy as jnp


class Norm(enum.Enum):
    L1 = "l1"
    L2 = "l2"
    MAX = "max"


def norm(x, kind):
    match kind:
        case Norm.L1:
            return jnp.sum(jnp.abs(x))
        case Norm.L2 | None:
            return jnp.sqrt(jnp.sum(x**2))
        case _:
            return jnp.max(jnp.abs(x))


def reduce(tree):
    match tree:
        case {"w": w, "b": b}:
            return norm(w, Norm.L2) + norm(b, Norm.L1)
        case [first, *rest]:
            return norm(first, None) + sum(norm(r, Norm.MAX) for r in rest)
        case _:
            return norm(tree, Norm.L1)


@partial(jax.jit, static_argnames="kind")
def scaled(x, kind):
    return x / norm(x, kind)


def run():
    x = jnp.arange(1.0, 4.0)
    return scaled(x, Norm.L1), jax.jit(reduce)({"w": x, "b": x}), jax.jit(reduce)([x, x, x])
