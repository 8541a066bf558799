"""The body of a scan asks for its place on an axis of a pmap that is gone."""
# expect: raises NameError
import jax
import jax.numpy as jnp

AXIS = "replica"


def rollout(key, x, n):
    key = jax.random.fold_in(key, jax.lax.axis_index(AXIS))  # error: JXL707

    def body(x, key):
        return 0.9 * x + jax.random.normal(key, x.shape), x

    return jax.lax.scan(body, x, jax.random.split(key, n))


def run():
    return jax.jit(rollout, static_argnums=2)(jax.random.key(0), jnp.zeros(2), 3)
