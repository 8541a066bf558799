"""`fori_loop` and `while_loop` take traced bounds."""
# expect: ok
import jax
import jax.numpy as jnp


@jax.jit
def fibonacci(n):
    a, b = jax.lax.fori_loop(0, n, lambda _, ab: (ab[1], ab[0] + ab[1]), (0, 1))
    return a


@jax.jit
def collatz(n):
    def body(state):
        n, steps = state
        return jnp.where(n % 2 == 0, n // 2, 3 * n + 1), steps + 1

    return jax.lax.while_loop(lambda state: state[0] > 1, body, (n, 0))[1]


def run():
    return fibonacci(10), collatz(6)
