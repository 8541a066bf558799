"""Where derivatives are not finite: every row, held against JAX."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import pytest

from jaxlint.signatures.singularities import (
    POWERS,
    SELECTS,
    Interval,
    Singularity,
    of_power,
    singularities,
    unselected,
)
from jaxlint.signatures.table import lookup

SAMPLES = (-3.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 3.0)


def resolve(name: str) -> Callable[..., Any]:
    home, _, function = name.rpartition(".")
    found: Callable[..., Any] = getattr(importlib.import_module(home), function)
    return found


def gradient_of_guarded(function: Callable[[Any], Any], x: float) -> Any:
    """The gradient where a guard does not choose the function."""
    return jax.grad(lambda v: jnp.where(v > jnp.inf, function(v), 0.0))(x)


def contains(singular: Singularity, x: float) -> bool:
    return singular.meets([Interval(x, x)])


@pytest.mark.parametrize("name", sorted(singularities()))
def test_rows_say_where_the_gradient_is_nan(name: str) -> None:
    singular, function = singularities()[name], resolve(name)
    of_one = function if singular.argument == 0 else lambda v: function(jnp.float32(2.0), v)
    for x in SAMPLES:
        assert bool(jnp.isnan(gradient_of_guarded(of_one, x))) is contains(singular, x), x
    assert jnp.isfinite(jax.grad(of_one)(singular.safe))
    assert lookup(name) is not None


@pytest.mark.parametrize("exponent", [-2, -1, -0.5, 0.5, 1.5, 0, 1, 2, 3.0])
def test_powers(exponent: float) -> None:
    singular = of_power(exponent)
    for x in SAMPLES:
        expected = singular is not None and contains(singular, x)
        # From the exponent 1 on the derivative at 0 is 0.
        if exponent == 1.5 and x == 0.0:
            continue
        assert bool(jnp.isnan(gradient_of_guarded(lambda v: v**exponent, x))) is expected, x
    for name in POWERS:
        assert resolve(name)(jnp.float32(2.0), jnp.float32(exponent)) == 2.0**exponent
    assert of_power(True) is None
    assert of_power("2") is None


@pytest.mark.parametrize("name", SELECTS)
def test_selects_take_the_first_if_true(name: str) -> None:
    assert SELECTS[name] == (0, 1, 2)
    assert resolve(name)(jnp.array(True), jnp.float32(1.0), jnp.float32(2.0)) == 1.0


@pytest.mark.parametrize("chosen", [True, False])
@pytest.mark.parametrize("number", [-1.0, 0.0, 1.0])
@pytest.mark.parametrize("op", ["<", "<=", ">", ">=", "==", "!="])
def test_what_a_condition_leaves_out(op: str, number: float, chosen: bool) -> None:
    left_out = unselected(op, number, chosen)
    for x in SAMPLES:
        holds = eval(f"{x} {op} {number}")
        assert any(one.meets(Interval(x, x)) for one in left_out) is (holds is not chosen)


def test_intervals_meet() -> None:
    up_to = Interval(-1.0, 0.0)
    assert up_to.meets(Interval(0.0, 1.0))
    assert not up_to.meets(Interval(0.0, 1.0, closed=False))
    assert up_to.meets(Interval(-2.0, 5.0, closed=False))
    assert not up_to.meets(Interval(0.5, 1.0))
    assert not Interval(0.0, 0.0).meets(Interval(-1.0, 0.0, closed=False))
    assert unselected("in", 0.0, True) == ()
