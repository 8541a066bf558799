"""The array that an operation gives: traced if one of its operands is, or if the code around it is staged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, surely_different
from jaxlint.domain.origins import Origin
from jaxlint.domain.tangents import Tangent, of_operation
from jaxlint.domain.values import UNKNOWN, Array, PyTree, Tracedness, Value

EXACT = (dtypes.Kind.BOOL, dtypes.Kind.SIGNED, dtypes.Kind.UNSIGNED)


def concrete(array: Array) -> Array:
    """The same array with its numbers at hand."""
    return replace(array, traced=Tracedness.NO, level=0, answers=False, tangent=None)


def result_of(
    aval: Aval, made: Origin, inputs: Sequence[Value], staged: int | None, operator: bool, inside: int = 0
) -> Array:
    """What an operation on `inputs` gives. `staged` is the level of the trace that stages every operation on
    arrays here; an `operator` of Python stages nothing where its operands may all be Python numbers. `inside` is the
    level of the traces under way: what is not known may be a tracer of one.
    """
    traced, level, answers, surely = Tracedness.NO, 0, True, False
    origin: Origin | None = None
    for value in inputs:
        if not isinstance(value, (Array, PyTree)):
            continue
        surely = surely or value.traced is not Tracedness.POSSIBLE
        if value.traced is Tracedness.NO:
            continue
        if traced is not Tracedness.DEFINITE:
            traced, origin = value.traced, origin or value.origin
        level, answers = max(level, value.level), answers and value.answers
    if traced is Tracedness.NO and inside and UNKNOWN in inputs:
        traced, level = Tracedness.POSSIBLE, inside
    if answers and dtypes.kind_of(aval.dtype) in EXACT:
        # What has no tangent leaves a differentiation as a concrete array: `x > 0`, `x.astype(int)` (JAX 0.10, 0.12).
        traced = Tracedness.NO
    if staged is not None and (surely or not operator):
        traced, level, answers = Tracedness.DEFINITE, max(level, staged), False
    return Array(aval, traced, level, origin or made, answers and traced is not Tracedness.NO)


def with_tangent(made: Array, inputs: Sequence[Value]) -> Array:
    """What an operation gives that has a derivative by each of `inputs` that is an array of numbers."""
    found = [v.tangent for v in inputs if isinstance(v, (Array, PyTree)) and isinstance(v.tangent, Tangent)]
    if not found or dtypes.kind_of(made.aval.dtype) in EXACT:
        return made
    return replace(made, tangent=of_operation(found))


def if_changed(made: Array, given: Value) -> Array:
    """What a function gives that returns `given` itself where nothing is to be changed, and else `made`."""
    if given is not UNKNOWN and not isinstance(given, Array):
        return made
    if isinstance(given, Array):
        old, new = given.aval, made.aval
        if _surely_changed(old, new):
            return made
        if given.traced is Tracedness.DEFINITE:
            return replace(made, handed=given.handed) if given.handed else made
        if old == new and None not in (old.shape, old.dtype, old.weak, *(old.shape or ())):
            return given
    return replace(made, traced=Tracedness.POSSIBLE)


def _surely_changed(old: Aval, new: Aval) -> bool:
    if dtypes.surely_different_dtypes(old.dtype, new.dtype):
        return True
    if old.weak is not None and new.weak is not None and old.weak != new.weak:
        return True
    if old.shape is None or new.shape is None:
        return False
    return len(old.shape) != len(new.shape) or any(map(surely_different, old.shape, new.shape))
