# What `while_loop`, `cond` and `switch` give has the structure of what goes in, part by part: dicts, records, numbers.
# refused: 37 jax.errors.TracerArrayConversionError
# refused: 38 jax.errors.TracerArrayConversionError
# refused: 40 jax.errors.TracerBoolConversionError
# refused: 42 jax.errors.TracerArrayConversionError
# runs
import dataclasses
import functools

import jax
import jax.numpy as jnp
import numpy as np


@functools.partial(jax.tree_util.register_dataclass, data_fields=["w", "n"], meta_fields=[])
@dataclasses.dataclass
class State:
    w: jax.Array
    n: int


def count(carry):
    return carry[0] < 3


def step(carry):
    return carry[0] + 1, {"w": jnp.full((3,), 0.25), "b": 0.25}


def next_state(carry):
    return carry[0] + 1, State(jnp.full((3,), 0.25), 1)


@jax.jit
def f(x):
    made = jax.lax.while_loop(count, step, (0, {"w": x, "b": jnp.float32(0.5)}))[1]
    sines = {key: np.sin(value) for key, value in made.items()}  # mended: sines = made
    array = np.asarray(jax.lax.while_loop(count, next_state, (0, State(x, 1)))[1].w)  # mended: array = x
    chosen = jax.lax.cond(x[0] > 0.0, lambda: {"a": 1.0}, lambda: {"a": 2.0})
    if chosen["a"] > 0.0:  # mended: if True:
        chosen = jax.lax.switch(0, [lambda: [x], lambda: [x * 2.0], lambda: [x + 1.0]])
    return sines["w"] + array + np.exp(chosen[0])  # mended: return sines["w"] + array + chosen[0]


def run():
    return [f(jnp.ones(3))]
