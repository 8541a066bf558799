"""A recursive function over a tree of dicts and lists looks at types, not values."""
# expect: ok
import jax
import jax.numpy as jnp


def total_size(tree):
    if isinstance(tree, dict):
        return sum(total_size(branch) for branch in tree.values())
    if isinstance(tree, (list, tuple)):
        return sum(map(total_size, tree))
    return tree.size if hasattr(tree, "size") else 1


def scale(tree, factor):
    if isinstance(tree, dict):
        return {key: scale(value, factor) for key, value in tree.items() if value is not None}
    if isinstance(tree, list):
        return [scale(value, factor) for value in tree]
    return factor * tree


@jax.jit
def normalise(params):
    return scale(params, 1.0 / total_size(params))


def run():
    return normalise({"a": [jnp.ones(2), jnp.ones(3)], "b": {"c": jnp.float32(1.0), "d": None}})
