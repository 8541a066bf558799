"""The body of a fori_loop is called where it is passed."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def smooth(x, rounds):
    def body(i, x):
        return 0.5 * (jnp.roll(x, 1) + jnp.roll(x, -1))

    return jax.lax.fori_loop(0, rounds, body(0, x), x)  # error: JXL703


def run():
    return smooth(jnp.arange(4.0), 3)
