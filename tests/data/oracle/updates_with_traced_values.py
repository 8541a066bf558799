# What `x.at[i]` gives is traced where what is put in is.
# refused: 10 jax.errors.ConcretizationTypeError
# runs
import jax
import jax.numpy as jnp


def f(x):
    y = jnp.full((3,), 0.25)
    return y.at[1].set(x).tolist()[1]  # mended: return y.at[1].set(x)[1]


def run():
    return [jax.grad(f)(0.5)]
