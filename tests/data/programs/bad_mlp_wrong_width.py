"""A network from a list of sizes; the last layer was sized by hand."""
# expect: raises TypeError "dot_general requires contracting dimensions"
import jax
import jax.numpy as jnp


def dense(key, n_in, n_out):
    return {"w": jax.random.normal(key, (n_in, n_out)) / jnp.sqrt(n_in), "b": jnp.zeros(n_out)}


def init(key):
    k1, k2 = jax.random.split(key)
    return {"hidden": dense(k1, 4, 16), "out": dense(k2, 8, 1)}


def apply(params, x):
    h = jax.nn.relu(x @ params["hidden"]["w"] + params["hidden"]["b"])
    return h @ params["out"]["w"] + params["out"]["b"]  # error: JXL301


@jax.jit
def loss(params, x, y):
    return jnp.mean((apply(params, x)[:, 0] - y) ** 2)


def run():
    return loss(init(jax.random.key(0)), jnp.ones((5, 4)), jnp.zeros(5))
