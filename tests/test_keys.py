"""Keys where paths join, and values that are followed in case they are keys."""

from __future__ import annotations

from textwrap import dedent

import pytest

from jaxlint.domain.keys import Key
from jaxlint.engine.config import Config
from jaxlint.engine.linter import lint_text

HEAD = """\
import jax
from jax import random


"""
START = HEAD.count("\n")


def findings(text: str, pedantic: bool = True) -> list[tuple[int, str]]:
    """Lines, counted from the end of the imports, and codes."""
    result = lint_text(HEAD + dedent(text).lstrip(), "model.py", Config(pedantic=pedantic))
    return [(finding.span.line - START, finding.code) for finding in result.findings]


ONE_PATH = """
    def f(key, flag):
        if flag:
            key, sub = random.split(key)
            x = random.normal(sub)
        else:
            x = random.normal(key)
        return random.normal(key)
"""
BOTH_PATHS = """
    def f(key, flag):
        if flag:
            key, sub = random.split(key)
            x = random.normal(key)
        else:
            x = random.normal(key)
        return random.normal(key)
"""
RETURNED = """
    def pick(key, flag):
        if flag:
            return random.split(key)[0]
        x = random.normal(key)
        return key


    def f(key, flag):
        return random.normal(pick(key, flag))
"""
ALIAS = """
    def f(seed, flag):
        a, b = random.split(random.key(seed))
        key = a if flag else b
        x = random.normal(a)
        return random.normal(key)
"""
BOTH_ALIASES = """
    def f(seed, flag):
        a, b = random.split(random.key(seed))
        key = a if flag else b
        x = random.normal(a)
        x = random.normal(b)
        return random.normal(key)
"""
AFTER_THE_ALIAS = """
    def f(seed, flag):
        a, b = random.split(random.key(seed))
        key = a if flag else b
        x = random.normal(key)
        return random.normal(a)
"""
ROWS = """
    def f(a, flag):
        left, right = random.split(a), random.split(random.fold_in(a, 1))
        x = random.normal(left[0])
        x = random.normal(right[0])
        keys = left if flag else right
        x = random.normal(keys[1])
        return random.normal(keys[0])
"""
HELD = """
    def f(key, flag):
        held = {"a": (key, 1)}
        if flag:
            held = {"a": (random.split(key)[0], 1)}
        else:
            x = random.normal(key)
        return random.normal(held["a"][0])
"""
OF_A_BRANCH = """
    @jax.jit
    def f(key, x):
        x = jax.lax.cond(x > 0, lambda: random.normal(key), lambda: x)
        return x + random.normal(key)
"""


@pytest.mark.parametrize(
    ("text", "line", "certain"),
    [
        (ONE_PATH, 7, False),
        (BOTH_PATHS, 7, True),
        (RETURNED, 9, False),
        (ALIAS, 5, False),
        (BOTH_ALIASES, 6, True),
        (AFTER_THE_ALIAS, 5, False),
        (ROWS, 7, True),
        (OF_A_BRANCH, 4, True),
    ],
)
def test_after_paths_a_key_is_used_up_as_far_as_on_each(text: str, line: int, certain: bool) -> None:
    assert findings(text) == [(line, "JXL601")]
    assert findings(text, pedantic=False) == [(line, "JXL601")] * certain


SWAPPED = """
    def f(key, flag):
        a, b = random.split(key)
        if flag:
            a, b = b, a
        return random.normal(a) + random.normal(b)
"""
CHOSEN_TWICE = """
    def f(seed, flag, other):
        a, b = random.split(random.key(seed))
        one = a if flag else b
        x = random.normal(one)
        two = random.fold_in(a, 1) if other else random.fold_in(b, 1)
        return random.normal(two)
"""
REPLACED = """
    def f(key, flag, count):
        for _ in range(count):
            if flag:
                key, sub = random.split(key)
                x = random.normal(sub)
        return random.normal(key)
"""


@pytest.mark.parametrize("text", [SWAPPED, CHOSEN_TWICE, REPLACED])
def test_what_is_fresh_on_each_path_is_fresh_after_them(text: str) -> None:
    assert findings(text) == []


CARRIED = """
    @jax.jit
    def newton(f, x0):
        return jax.lax.fori_loop(0, 10, lambda _, x: x - f(x) / 2, x0)
"""


def test_a_carry_of_which_nothing_is_known_is_taken_for_no_key() -> None:
    assert findings(CARRIED) == []


def test_parts_of_one_key_are_parts_of_another() -> None:
    whole, part = Key(1, 1, 2, 5), Key(2, 2, 2, 5)
    assert whole.within(part) == part
    row = whole.row(3)
    assert row is not None
    assert row.within(part) == part.row(3)
    window = whole.slice(1, 4)
    assert window is not None
    assert window.within(part) == part.slice(1, 4)


def test_a_use_is_seen_from_the_key_that_it_is_a_use_of() -> None:
    keys, joined = Key(1, 1, 2, 5), Key(9, 9, 1)
    row = keys.row(2)
    window = keys.slice(2, 4)
    assert row is not None
    assert window is not None
    inner = row.row(1)
    assert inner is not None
    assert inner.seen_from(row, joined).rows == (1,)
    assert keys.seen_from(row, joined) == joined
    third = keys.row(3)
    assert third is not None
    assert third.seen_from(window, joined).rows == (1,)
    rest = keys.slice(3, None)
    assert rest is not None
    assert rest.seen_from(window, joined).window == (1, 3)


AFTER_A_LOOP = """
    def f(key, xs):
        key = random.fold_in(key, 1)
        for x in xs:
            key, sub = random.split(key)
            x + random.normal(sub)
        held = [key]
        y = random.normal(held[0])
        return y + random.uniform(key)
"""
PARTED_IN_A_LOOP = """
    def f(seed, xs):
        one = two = random.key(seed)
        for x in xs:
            one = two = random.fold_in(two, 1)
            if x:
                one, two = random.split(one)
        return random.normal(one) + random.uniform(one)
"""
SWAPPED_IN_A_LOOP = """
    def f(seed, xs):
        one, two = random.split(random.key(seed))
        for x in xs:
            one, two = two, random.fold_in(one, x)
        return random.normal(one) + random.uniform(two)
"""


def test_a_key_that_a_loop_replaces_is_one_key_after_it() -> None:
    assert findings(AFTER_A_LOOP, pedantic=False) == [(8, "JXL601")]
    assert findings(PARTED_IN_A_LOOP, pedantic=False) == [(7, "JXL601")]
    assert findings(SWAPPED_IN_A_LOOP) == []


SOME_KEY = """
    def f(seed, flag):
        key = random.key(seed)
        rest = iter(random.split(key))
        other = key if flag else next(rest)
        return random.normal(other)
"""


def test_a_key_of_which_nothing_is_known_is_fresh_on_its_path() -> None:
    assert findings(SOME_KEY) == [(5, "JXL601")]
    assert findings(SOME_KEY, pedantic=False) == []
