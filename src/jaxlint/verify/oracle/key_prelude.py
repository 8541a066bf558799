"""What programs that deal in keys begin with: the helpers, records and classes that they call."""

from __future__ import annotations

PRELUDE = """\
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax, random


class Pair(NamedTuple):
    first: jax.Array
    second: jax.Array


class State(NamedTuple):
    key: jax.Array
    count: int


@dataclass
class Chain:
    key: jax.Array
    count: int


def draw(key):
    return random.bits(key)


def named(scale=1, *, key):
    return random.bits(key)


def early(key, skip):
    if skip is None:
        return jnp.uint32(0)
    if key is None:
        return jnp.uint32(1)
    return random.bits(key)


def noisy(key, x):
    return x + random.bits(key)


def same(key):
    return key


def second(key):
    return random.split(key)[1]


def several(key, count):
    return random.split(key, count)


def maybe(key, other):
    if other:
        return random.split(key)[0]
    return key


def either(key, left):
    one, two = random.split(key)
    return one if left else two


def advanced(state):
    key, sub = random.split(state.key)
    return state._replace(key=key, count=state.count + 1), random.bits(sub)


def of_dict(keys):
    return random.bits(keys["a"]) + draw(keys["b"])


def advance(key):
    key, sub = random.split(key)
    return key, random.bits(sub)


def folded(key, i):
    return random.bits(random.fold_in(key, i))


def both(key, other):
    return draw(key) + draw(other)


def of_pair(pair):
    return random.bits(pair.first) + random.bits(pair.second)


def step(key, i):
    key, sub = random.split(key)
    return key, random.bits(sub)


jitted = jax.jit(draw)
jitted_advance = jax.jit(advance)


class Source:
    def __init__(self, key):
        self.key = key

    def next(self):
        self.key, sub = random.split(self.key)
        return sub

    def draw(self):
        return random.bits(self.key)

"""
