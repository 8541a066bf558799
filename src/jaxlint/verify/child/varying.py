"""Calls a function of the program on inputs that hypothesis draws, traced and eagerly."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import hypothesis
import jax
import jax.numpy as jnp
import numpy as np
from hypothesis import strategies as st

from jaxlint.verify.child.program import load, thrown
from jaxlint.verify.child.pytrees import encode
from jaxlint.verify.compare import describe, difference
from jaxlint.verify.observation import Disagreement, Thrown, Tree, Varied
from jaxlint.verify.variation import FLOATS, Argument, Variation

_EXAMPLES = 25
_SHRINKING_SECONDS = 5.0
_LARGEST = 8.0


class _DifferenceError(AssertionError):
    """The two calls disagree."""


def vary(path: str, variation: Variation, reference: str | None) -> Varied:
    """Compare the traced call with the eager one, of the reference program where there is one."""
    traced = getattr(load(path), variation.function, None)
    eager = getattr(load(reference), variation.function, None) if reference else traced
    if not callable(traced) or not callable(eager):
        return Varied(0, detail=f"`vary: {variation}`: the program has no function `{variation.function}`")
    worst: Disagreement | None = None
    first_failure = 0.0
    examples = 0

    @hypothesis.settings(
        max_examples=_EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=(hypothesis.Phase.generate, hypothesis.Phase.shrink),
    )
    @hypothesis.given(_calls(variation))
    def agree(call: tuple[list[Any], dict[str, Any]]) -> None:
        nonlocal worst, first_failure, examples
        examples += 1
        if worst is not None and time.monotonic() - first_failure > _SHRINKING_SECONDS:
            return
        arguments, keywords = call
        ours = _outcome(traced, arguments, keywords, path)
        with jax.disable_jit():
            theirs = _outcome(eager, arguments, keywords, reference or path)
        problem = _compare(ours, theirs)
        if problem is not None:
            first_failure = first_failure or time.monotonic()
            worst = Disagreement(_show(arguments, keywords), problem)
            raise _DifferenceError

    try:
        agree()
    except (_DifferenceError, hypothesis.errors.Flaky):
        # Where shrinking is cut short, the last replay passes and hypothesis calls the function flaky.
        assert worst is not None
    return Varied(examples, worst)


def _outcome(
    function: Callable[..., Any], arguments: list[Any], keywords: dict[str, Any], path: str
) -> Tree | Thrown:
    try:
        return encode(function(*arguments, **keywords))
    except Exception as error:
        return thrown(error, path)


def _compare(ours: Tree | Thrown, theirs: Tree | Thrown) -> str | None:
    if isinstance(ours, Tree) and isinstance(theirs, Tree):
        return difference(ours, theirs)
    if isinstance(ours, Thrown) and isinstance(theirs, Thrown) and ours.name == theirs.name:
        return None
    return f"traced, it {_ending(ours)}; eagerly, it {_ending(theirs)}"


def _ending(outcome: Tree | Thrown) -> str:
    return f"raises {outcome.name}" if isinstance(outcome, Thrown) else f"returns {describe(outcome)}"


@st.composite
def _calls(draw: st.DrawFn, variation: Variation) -> tuple[list[Any], dict[str, Any]]:
    """Positional and keyword arguments of one call."""
    names = {size for each in variation.arguments for size in each.dimensions or () if isinstance(size, str)}
    sizes = {name: draw(st.integers(1, 4)) for name in sorted(names)}
    arguments: list[Any] = []
    keywords: dict[str, Any] = {}
    for each in variation.arguments:
        value = draw(_values(each, sizes))
        if each.keyword is None:
            arguments.append(value)
        else:
            keywords[each.keyword] = value
    return arguments, keywords


def _values(argument: Argument, sizes: dict[str, int]) -> st.SearchStrategy[Any]:
    elements = _elements(argument)
    if argument.dimensions is None:
        return elements
    shape = tuple(size if isinstance(size, int) else sizes[size] for size in argument.dimensions)
    count = int(np.prod(shape, dtype=int))
    dtype = "uint32" if argument.dtype == "key" else argument.dtype

    def build(values: list[Any]) -> Any:
        array = jnp.asarray(np.asarray(values).reshape(shape), dtype)
        if argument.dtype != "key":
            return array
        return jnp.reshape(jax.vmap(jax.random.key)(jnp.ravel(array)), shape)

    return st.lists(elements, min_size=count, max_size=count).map(build)


def _elements(argument: Argument) -> st.SearchStrategy[Any]:
    if argument.dtype == "bool":
        return st.booleans()
    if argument.dtype == "key":
        return st.integers(0, 2**16)
    low = argument.low if argument.low is not None else -_LARGEST
    high = argument.high if argument.high is not None else _LARGEST
    if argument.dtype == "float" or argument.dtype in FLOATS:
        # XLA flushes subnormal numbers to zero; NumPy does not.
        return st.floats(low, high, width=32, allow_subnormal=False)
    return st.integers(max(int(low), 0) if argument.dtype.startswith("uint") else int(low), int(high))


def _show(arguments: list[Any], keywords: dict[str, Any]) -> str:
    words = [*map(_word, arguments), *(f"{name}={_word(value)}" for name, value in keywords.items())]
    return ", ".join(words)


def _word(value: Any) -> str:
    return describe(encode(value))
