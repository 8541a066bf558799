"""Shapes through reshapes, unpacking, `newaxis`, transposes and batches, in a small transformer block."""
# expect: ok
import jax
import jax.numpy as jnp


def init(key, d, heads):
    keys = jax.random.split(key, 3)
    shapes = {"qkv": (d, 3 * d), "out": (d, d), "mlp": (d, 4 * d)}
    return {name: jax.random.normal(k, shape) * 0.1 for k, (name, shape) in zip(keys, shapes.items())}


def block(params, x, heads):
    n, d = x.shape
    q, k, v = jnp.split(x @ params["qkv"], 3, axis=-1)
    q, k, v = (t.reshape(n, heads, d // heads).swapaxes(0, 1) for t in (q, k, v))
    weights = jax.nn.softmax(q @ k.swapaxes(-1, -2) / jnp.sqrt(d / heads), axis=-1)
    mixed = (weights @ v).swapaxes(0, 1).reshape(n, d)
    x = x + mixed @ params["out"]
    return x + jax.nn.gelu(x @ params["mlp"]) @ params["mlp"].T


forward = jax.jit(jax.vmap(block, in_axes=(None, 0, None)), static_argnums=2)


def run():
    return forward(init(jax.random.key(0), 8, 2), jnp.ones((3, 5, 8)), 2)
