"""The usual loop: the compiled step is pure, the loop does the rest."""
# expect: ok
# requires: optax
import jax
import jax.numpy as jnp
import optax

optimizer = optax.chain(optax.clip_by_global_norm(1.0), optax.adam(optax.exponential_decay(0.1, 10, 0.9)))


def loss_fn(params, x, y):
    return jnp.mean((params["w"] * x + params["b"] - y) ** 2)


@jax.jit
def step(params, state, x, y):
    loss, grads = jax.value_and_grad(loss_fn)(params, x, y)
    updates, state = optimizer.update(grads, state, params)
    return optax.apply_updates(params, updates), state, loss


def run():
    params = {"w": jnp.float32(0.0), "b": jnp.float32(0.0)}
    state, history = optimizer.init(params), []
    for _ in range(3):
        params, state, loss = step(params, state, jnp.arange(3.0), jnp.arange(3.0))
        history.append(float(loss))
        if loss < 1e-8:
            break
    return params, history
