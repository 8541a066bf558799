"""Which functions of JAX hand a tangent on, as JAX itself says."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import jax
import jax.numpy as jnp
import pytest

from jaxlint.signatures.array_facts import SMOOTH, STEPS, has_tangent, shape_of

TWO = frozenset(
    """
    dot vdot matmul inner outer tensordot add subtract multiply divide true_divide maximum minimum power logaddexp sub
    mul div max min
    """.split()
)
X = jnp.array([[0.5, 0.25], [0.125, 0.75]])


def _has_tangent(function: Callable[[jax.Array], object]) -> bool:
    """Under a differentiation alone JAX traces what has a tangent, and nothing else."""
    seen = []

    def probe(x: jax.Array) -> jax.Array:
        seen.append(isinstance(function(x), jax.core.Tracer))
        return jnp.sum(x)

    jax.grad(probe)(X)
    return seen == [True]


@pytest.mark.parametrize("name", sorted(SMOOTH))
def test_smooth_functions_hand_tangents_on(name: str) -> None:
    _, home, rest = name.split(".", 2)
    assert has_tangent(name)
    if home == "Array":
        assert _has_tangent(lambda x: getattr(x, rest)(*(X,) * (rest in TWO)))
        return
    function = reduce(getattr, rest.split("."), getattr(jax, home))
    if rest not in TWO:
        assert _has_tangent(function)
        return
    assert _has_tangent(lambda x: function(x, X))
    assert _has_tangent(lambda x: function(X, x))


def test_functions_without_a_tangent_are_told_apart() -> None:
    assert not _has_tangent(jnp.round)
    assert not has_tangent("jax.numpy.round")
    assert not _has_tangent(jnp.zeros_like)
    assert shape_of("jax.numpy.zeros_like") == "a"


@pytest.mark.parametrize("name", sorted(STEPS))
def test_staircases_have_a_derivative_of_zero(name: str) -> None:
    home, _, short = name.rpartition(".")

    def stairs(x: jax.Array) -> jax.Array:
        if home == "builtins":
            return jnp.sum(jnp.asarray(round(x[0, 0]), float))
        if home == "jax.Array":
            return jnp.sum(getattr(x, short)())
        function = getattr(reduce(getattr, home.split(".")[1:], jax), short)
        return jnp.sum(function(x, 0.3) if short == "floor_divide" else function(x))

    assert stairs(X) != stairs(X - 1.2)
    assert not jnp.any(jax.grad(stairs)(X))
