"""Langevin dynamics in a scan, whose body draws with a key from outside."""
# expect: reuses key
import jax
import jax.numpy as jnp


def langevin(key, x0, step_size, n):
    def body(x, _):
        noise = jax.random.normal(key, x.shape)  # error: JXL601
        x = x - step_size * x + jnp.sqrt(2 * step_size) * noise
        return x, x

    return jax.lax.scan(body, x0, None, length=n)


def run():
    return langevin(jax.random.key(3), jnp.zeros(2), 0.1, 5)
