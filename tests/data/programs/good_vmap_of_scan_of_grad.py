"""Transformations in each other, each over a function that asks nothing of values."""
# expect: ok
import jax
import jax.numpy as jnp


def energy(x, centre):
    return jnp.sum((x - centre) ** 2) + jnp.sum(jnp.cos(x))


def descend(x, centre, steps=3):
    def body(x, _):
        g = jax.grad(energy)(x, centre)
        rate = jnp.where(jnp.linalg.norm(g) > 1.0, 0.05, 0.1)
        return x - rate * g, energy(x, centre)

    return jax.lax.scan(body, x, length=steps)


@jax.jit
def batch(xs, centre):
    finals, energies = jax.vmap(descend, in_axes=(0, None))(xs, centre)
    best = jnp.argmin(energies[:, -1])
    return finals[best], jax.vmap(jax.hessian(energy), (0, None))(xs, centre)


def run():
    return batch(jnp.arange(6.0).reshape(3, 2), jnp.zeros(2))
