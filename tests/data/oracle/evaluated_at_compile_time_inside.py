# Inside `ensure_compile_time_eval`, functions that are traced stage no operations on constants either.
# runs
import jax
import jax.numpy as jnp


def f(x):
    with jax.ensure_compile_time_eval():
        constants = jnp.array([0.5, -1.0, 2.0])

        def step(i, c):
            if constants[0] > 0.0:
                return c * jnp.asarray(float(jnp.sin(constants[1])), jnp.float32)
            return c

        return jax.lax.fori_loop(0, 2, step, jnp.float32(1.0)) * x


def run():
    return [f(2.0), jax.jit(f)(2.0)]
