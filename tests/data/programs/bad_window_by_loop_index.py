"""A slice with a traced start, in the body of a `fori_loop`."""
# expect: raises IndexError
import jax
import jax.numpy as jnp


def moving_sum(signal, width=3):
    count = signal.shape[0] - width + 1

    def body(i, out):
        window = signal[i : i + width]  # error: JXL404
        return out.at[i].set(jnp.sum(window))

    return jax.lax.fori_loop(0, count, body, jnp.zeros(count))


def run():
    return moving_sum(jnp.arange(6.0))
