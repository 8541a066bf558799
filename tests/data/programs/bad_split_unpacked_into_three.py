"""Three keys are wanted, and split makes two."""
# expect: raises ValueError
import jax
import jax.numpy as jnp


def init_lstm(key, features, hidden):
    k_in, k_rec, k_out = jax.random.split(key)  # error: JXL603
    return {
        "w_in": jax.random.normal(k_in, (features, 4 * hidden)),
        "w_rec": jax.random.normal(k_rec, (hidden, 4 * hidden)),
        "w_out": jax.random.normal(k_out, (hidden, 1)),
    }


def run():
    return init_lstm(jax.random.key(0), 3, 4)
