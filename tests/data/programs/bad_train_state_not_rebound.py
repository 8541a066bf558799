"""The new train state of Flax is not kept."""
# expect: silent, because the state stays as it was
# requires: flax, optax
import flax.linen as nn
import jax
import jax.numpy as jnp
import optax
from flax.training import train_state


def fit(state, x, n):
    for _ in range(n):
        grads = jax.grad(lambda p: jnp.mean(state.apply_fn({"params": p}, x) ** 2))(state.params)
        state.apply_gradients(grads=grads)  # error: JXL909
    return state


def run():
    model = nn.Dense(1)
    x = jnp.ones((2, 3))
    params = model.init(jax.random.key(0), x)["params"]
    state = train_state.TrainState.create(apply_fn=model.apply, params=params, tx=optax.sgd(0.1))
    return fit(state, x, 2).params
