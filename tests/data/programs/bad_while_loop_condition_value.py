"""The condition of a while loop is a value."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def collatz(n):
    return jax.lax.while_loop(n != 1, lambda n: jnp.where(n % 2 == 0, n // 2, 3 * n + 1), n)  # error: JXL703


def run():
    return collatz(jnp.int32(6))
