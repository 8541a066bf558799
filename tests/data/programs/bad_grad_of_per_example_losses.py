"""A loss that forgets to average is differentiated."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def loss(params, batch):
    x, y = batch
    pred = jnp.tanh(x @ params["w"]) @ params["v"]
    return (pred - y) ** 2


@jax.jit
def step(params, batch):
    grads = jax.grad(loss)(params, batch)  # error: JXL804
    return jax.tree.map(lambda p, g: p - 0.1 * g, params, grads)


def run():
    params = {"w": jnp.ones((2, 3)), "v": jnp.ones(3)}
    return step(params, (jnp.ones((4, 2)), jnp.ones(4)))
