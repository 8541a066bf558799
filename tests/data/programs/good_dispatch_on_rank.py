"""Dispatch on the rank by `match`, by a dict, and by recursion."""
# expect: ok
import jax
import jax.numpy as jnp

BY_RANK = {1: lambda w, x: w @ x, 2: lambda w, x: x @ w.T}


@jax.jit
def by_match(w, x):
    match x.ndim:
        case 1:
            return w @ x
        case 2:
            return x @ w.T
        case _:
            return jax.vmap(by_match, in_axes=(None, 0))(w, x)


def by_dict(w, x):
    return BY_RANK[x.ndim](w, x)


def by_recursion(w, x):
    return w @ x if x.ndim == 1 else jnp.stack([by_recursion(w, row) for row in x])


def run():
    w, x = jnp.ones((3, 2)), jnp.ones((4, 5, 2))
    one = by_match(w, x[0, 0]), by_dict(w, x[0, 0]), by_recursion(w, x[0, 0])
    return one, by_match(w, x[0]), by_match(w, x), by_dict(w, x[0]), by_recursion(w, x[0])
