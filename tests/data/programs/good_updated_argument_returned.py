"""A dict that is changed and returned: functional once it is under jit."""
# expect: ok
import jax
import jax.numpy as jnp


@jax.jit
def update(params, grads):
    new = dict(params)
    for name, grad in grads.items():
        new[name] = new[name] - 0.1 * grad
    return new


@jax.jit
def with_noise(batch, key):
    batch = {**batch}
    batch["x"] = batch["x"] + jax.random.normal(key, batch["x"].shape)
    batch.setdefault("weight", jnp.ones(2))
    return batch


def run():
    params = update({"w": jnp.ones(2), "b": jnp.zeros(1)}, {"w": jnp.ones(2)})
    return params, with_noise({"x": jnp.ones(2)}, jax.random.key(0))
