"""Patterns of einops: what the rows say of shapes is what einops makes of arrays, where it is installed."""

from __future__ import annotations

import importlib
import importlib.util
from random import Random
from typing import Any

import numpy as np
import pytest

from jaxlint.domain.avals import Aval
from jaxlint.domain.dims import Dim, Symbol, substitute
from jaxlint.domain.values import Array, Const, TupleValue, Value
from jaxlint.signatures.bind import bind
from jaxlint.signatures.signature import Mismatch, Outcome
from jaxlint.signatures.table import lookup

needs_einops = pytest.mark.skipif(
    importlib.util.find_spec("einops") is None, reason="einops is not installed"
)

REARRANGED = (
    ("b (h w) c -> b h w c", {"h": 2}),
    ("b (h w) c -> b c (w h)", {"w": 3}),
    ("b h w c -> b (h w c)", {}),
    ("... c -> c ...", {}),
    ("b ... -> b (...)", {}),
    ("b 1 c -> b c", {}),
    ("b c -> b 1 c 1", {}),
    ("(a b) (c d) -> a c (b d)", {"a": 2, "c": 2}),
    ("a -> a", {}),
    ("a b -> b", {}),
    ("(a b) -> b a", {"a": 0}),
)
REDUCED = (("b (h 2) c -> b h c", {}), ("b h c -> b", {}), ("b h c -> 1 1 c", {}), ("... c -> ...", {}))
REPEATED = (("b c -> b c k", {"k": 3}), ("b c -> (b 2) c", {}), ("... -> k ...", {"k": 2}))
CONTRACTED = ("b i, i o -> b o", "b i, b i -> b", "b i, b o -> b i o", "b h i, b h o -> b i o", "i, i -> ")


def say(name: str, *positional: Value, **keywords: Value) -> Outcome:
    signature = lookup(f"einops.{name}")
    assert signature is not None
    assert signature.shape is not None
    arguments = bind(signature, positional, keywords)
    return None if arguments is None else signature.shape(arguments)


def array(draw: Random, shape: tuple[int, ...]) -> Array:
    """An array of which some sizes are symbols and some are not known."""
    sizes: list[Dim] = [draw.choice([size, size, Symbol(f"n{size}"), None]) for size in shape]
    return Array(Aval(tuple(sizes), "float32", False))


def holds(outcome: Outcome, actual: Any, *, whole: bool) -> str | None:
    """How the row and einops disagree, if they do; an error of theirs is None."""
    if outcome is None or (isinstance(outcome, Aval) and outcome.shape is None):
        return None
    if isinstance(outcome, Mismatch):
        return None if actual is None else "einops does not raise"
    assert isinstance(outcome, Aval)
    assert outcome.shape is not None
    if actual is None:
        return "einops raises" if whole else None
    sizes = [substitute(size, lambda symbol: int(symbol.name[1:])) for size in outcome.shape]
    same = len(sizes) == actual.ndim and all(
        known is None or known == size for known, size in zip(sizes, actual.shape, strict=True)
    )
    return None if same else f"einops makes {actual.shape}"


@needs_einops
@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("name", ["rearrange", "reduce", "repeat"])
def test_patterns_of_one_array(name: str, seed: int) -> None:
    draw = Random(seed)
    patterns = {"rearrange": REARRANGED, "reduce": REDUCED, "repeat": REPEATED}[name]
    pattern, lengths = draw.choice(patterns)
    shape = tuple(draw.choice((1, 2, 4, 6)) for _ in range(draw.randint(1, 4)))
    function = getattr(importlib.import_module("einops"), name)
    extra = ("mean",) if name == "reduce" else ()
    try:
        actual = function(np.zeros(shape, "float32"), pattern, *extra, **lengths)
    except Exception:
        actual = None
    given = [Const(pattern), *map(Const, extra)]
    options = {key: Const(size) for key, size in lengths.items()}
    for value, whole in ((Array(Aval(shape, "float32", False)), True), (array(draw, shape), False)):
        outcome = say(name, value, *given, **options)
        problem = holds(outcome, actual, whole=whole)
        assert problem is None, f"{name} {value.aval} {pattern} {lengths}: {outcome}; {problem}"


@needs_einops
@pytest.mark.parametrize("seed", range(40))
def test_contractions(seed: int) -> None:
    draw = Random(seed)
    pattern = draw.choice(CONTRACTED)
    sizes = {name: draw.choice((2, 3)) for name in "bioh"}
    terms = [term.split() for term in pattern.partition("->")[0].split(",")]
    shapes = [tuple(5 if draw.random() < 0.1 else sizes[name] for name in term) for term in terms]
    einsum = importlib.import_module("einops").einsum
    try:
        actual = einsum(*(np.zeros(shape, "float32") for shape in shapes), pattern)
    except Exception:
        actual = None
    for make, whole in (
        (lambda shape: Array(Aval(shape, "float32", False)), True),
        (lambda s: array(draw, s), False),
    ):
        outcome = say("einsum", *map(make, shapes), Const(pattern))
        problem = holds(outcome, np.asarray(actual) if actual is not None else None, whole=whole)
        assert problem is None, f"{shapes} {pattern}: {outcome}; {problem}"


def test_a_list_of_arrays_is_stacked_first() -> None:
    pair = TupleValue((Array(Aval((2, 3), "float32")),) * 4)
    outcome = say("rearrange", pair, Const("n h w -> h (n w)"))
    assert isinstance(outcome, Aval)
    assert outcome.shape == (2, 12)
