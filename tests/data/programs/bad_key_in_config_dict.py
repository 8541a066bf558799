"""A key lies in a dict of settings, and two helpers take it from there."""
# expect: silent, because jax.debug_key_reuse follows typed keys alone
import jax
import jax.numpy as jnp


def make_data(config):
    return jax.random.normal(config["key"], (config["n"], 2))


def make_params(config):
    return jax.random.normal(config["key"], (2,))


def run():
    config = {"key": jax.random.PRNGKey(0), "n": 4}
    x = make_data(config)
    w = make_params(config)  # error: JXL601
    return jnp.mean(x @ w)
