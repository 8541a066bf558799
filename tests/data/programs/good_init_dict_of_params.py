"""Parameters are made with keys that are zipped with the sizes, or that the names are folded into."""
import jax
import jax.numpy as jnp

SIZES = {"w1": (3, 4), "w2": (4, 2)}


def init(key):
    keys = dict(zip(SIZES, jax.random.split(key, len(SIZES)), strict=True))
    return {name: jax.random.normal(keys[name], size) for name, size in SIZES.items()}


def init_folded(key):
    return {
        name: jax.random.normal(jax.random.fold_in(key, i), size) for i, (name, size) in enumerate(SIZES.items())
    }


def init_list(key, sizes):
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True):
        key, w_key, b_key = jax.random.split(key, 3)
        layers.append((jax.random.normal(w_key, (n_in, n_out)), jax.random.normal(b_key, (n_out,))))
    return layers


def run():
    first, second, third = jax.random.split(jax.random.key(0), 3)
    x = jnp.ones(3)
    for w, b in init_list(third, (3, 4, 2)):
        x = jnp.tanh(x @ w + b)
    return x, init(first)["w1"].sum(), init_folded(second)["w2"].sum()
