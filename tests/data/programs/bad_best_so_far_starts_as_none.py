"""The best candidate of a search starts as None."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def random_search(key, f, n):
    def body(best, key):
        x = jax.random.normal(key, (2,))
        value = f(x)
        if best is None:
            return value, x
        return jnp.minimum(best, value), x

    return jax.lax.scan(body, None, jax.random.split(key, n))  # error: JXL701


def run():
    return random_search(jax.random.key(0), lambda x: jnp.sum(x**2), 4)
