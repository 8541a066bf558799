"""Arrays that a jitted function closes over: they become constants of the compiled program."""

from __future__ import annotations

import math
from collections.abc import Iterator

from jaxlint.domain.dtypes import bytes_of
from jaxlint.domain.origins import Origin, Place
from jaxlint.domain.values import Array, External, NumPyArray, PartialValue, Tracedness, Transformed, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.signature import Makes
from jaxlint.signatures.table import lookup
from jaxlint.signatures.transforms import Applies, TransformRow
from jaxlint.tracer.callees import function_name, parameter_names, underlying
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.evidence import walk
from jaxlint.tracer.records import Read

SMALL = 1 << 16
"""Bytes below which no threshold will ask."""
ALSO_ARRAYS = frozenset({"T", "mT"})
"""Attributes of an array that are the whole array."""


@dataclass(frozen=True, slots=True)
class CapturedConstant(Event):
    """The traced function reads a large array from outside at `place`, or a `functools.partial` brings it along."""

    name: str
    size: int
    """Bytes."""
    function: str
    transform: str
    applied_at: Place
    origin: Origin | None


def note_captures(t: Tracer, value: Transformed, row: TransformRow) -> None:
    """Report the large arrays that the last trace has taken from outside. An inner jit hands them to the outer one,
    which is where they are looked at.
    """
    if row.applies is not Applies.JIT or not row.cached or t.regions or not t.recording:
        return
    function = underlying(value.function)[0]
    record = t.observed[-1] if t.observed else None
    for name, held in _bound(t, value.function):
        _check(t, value, name, held, value.transform.applied_at)
    if record is None or function is None or record.function != function:
        return
    for read in record.reads.values():
        if (_size(read.slot.value) or 0) >= SMALL and _is_taken_whole(t, read):
            _check(t, value, read.name, read.slot.value, read.place)


def _bound(t: Tracer, function: Value) -> Iterator[tuple[str, Value]]:
    """Arguments that a `functools.partial` brings along."""
    if isinstance(function, PartialValue):
        yield from zip(parameter_names(t, function.function), function.args, strict=False)
        yield from function.kwargs


def _check(t: Tracer, value: Transformed, name: str, held: Value, place: Place) -> None:
    size = _size(held)
    if size is None or size < SMALL:
        return
    origin = held.origin if isinstance(held, (Array, NumPyArray)) else None
    transform, function = value.transform, function_name(t, value.function)
    t.record(
        CapturedConstant(
            place,
            t.context(),
            not t.doubt,
            name,
            size,
            function,
            transform.name,
            transform.applied_at,
            origin,
        )
    )


def _size(value: Value) -> int | None:
    """The bytes of a concrete array, where its shape and dtype are known."""
    if not isinstance(value, (Array, NumPyArray)) or (
        isinstance(value, Array) and value.traced is not Tracedness.NO
    ):
        return None
    shape, dtype = value.aval.shape, value.aval.dtype
    if shape is None or dtype is None or not all(isinstance(size, int) for size in shape):
        return None
    return math.prod(size for size in shape if isinstance(size, int)) * bytes_of(dtype)


def _is_taken_whole(t: Tracer, read: Read) -> bool:
    """Whether an array itself goes into the program: not its shape, nor, of a NumPy array, an item or a sum."""
    if read.node is None:
        return False
    for definition, module in t.functions.values():
        if module.name != read.place.module:
            continue
        for node in walk(definition.body):
            match node:
                case tree.Attribute(value=inner, attr=attr) if inner is read.node:
                    is_method = isinstance(read.slot.value, Array) and attr == "at"
                    return attr in ALSO_ARRAYS or is_method
                case tree.Subscript(value=inner) if inner is read.node:
                    return isinstance(read.slot.value, Array)
                case tree.Call(args=args) if any(one.value is read.node for one in args):
                    return isinstance(read.slot.value, Array) or _makes_array(t, node)
                case tree.Binary(left=left, right=right) if read.node in (left, right):
                    return True
    return False


def _makes_array(t: Tracer, call: tree.Call) -> bool:
    """Whether a call hands its arguments to the compiled program: of a function of JAX that makes an array."""
    callee = t.last_callee.get(call.at)
    row = lookup(callee.name) if isinstance(callee, External) and callee.name.startswith("jax.") else None
    return row is not None and row.makes is Makes.ARRAY
