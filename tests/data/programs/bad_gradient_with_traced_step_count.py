"""The number of inner steps of a meta-learner is traced."""
# expect: raises ValueError
import jax
import jax.numpy as jnp


def inner_loss(w, x):
    return jnp.sum((w - x) ** 2)


def adapt(w, x, n_steps):
    return jax.lax.fori_loop(0, n_steps, lambda _, w: w - 0.1 * jax.grad(inner_loss)(w, x), w)  # error: JXL706


@jax.jit
def meta_step(w, x, n_steps):
    outer = lambda w: inner_loss(adapt(w, x, n_steps), 2 * x)
    return w - 0.1 * jax.grad(outer)(w)


def run():
    return meta_step(jnp.ones(2), jnp.zeros(2), 5)
