"""A dict of parameters is made by a comprehension, all with one key."""
# expect: reuses key
import jax
import jax.numpy as jnp

SIZES = {"w1": (3, 4), "w2": (4, 2)}


def init(key):
    return {name: jax.random.normal(key, size) / size[0] for name, size in SIZES.items()}  # error: JXL601


def run():
    params = init(jax.random.key(0))
    return jnp.tanh(jnp.ones(3) @ params["w1"]) @ params["w2"]
