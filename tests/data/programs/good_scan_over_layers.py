"""Stacked layers under scan; the carry is a dict, the body a method, the flag of the class static."""
# expect: ok
import jax
import jax.numpy as jnp


class Stack:
    def __init__(self, depth, residual=True):
        self.depth, self.residual = depth, residual

    def init(self, key, width):
        keys = jax.random.split(key, self.depth)
        return {"w": jax.vmap(lambda k: jax.random.normal(k, (width, width)) * 0.1)(keys)}

    def layer(self, carry, params):
        y = jnp.tanh(params["w"] @ carry["x"])
        x = carry["x"] + y if self.residual else y
        return {"x": x, "depth": carry["depth"] + 1}, jnp.sum(y)

    def __call__(self, params, x):
        carry, sums = jax.lax.scan(self.layer, {"x": x, "depth": 0}, params)
        return carry["x"], carry["depth"], sums if self.depth > 1 else sums[0]


def run():
    stack = Stack(3)
    params = stack.init(jax.random.key(0), 2)
    return jax.jit(stack)(params, jnp.ones(2))
