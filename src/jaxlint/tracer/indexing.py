"""Indices that may be no tracers: of lists, dicts and NumPy arrays, slice bounds, and masks."""

from __future__ import annotations

from jaxlint.domain.values import (
    Array,
    Const,
    IteratorValue,
    NumPyArray,
    Object,
    PyTree,
    SliceValue,
    Tracedness,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures.signature import Conversion
from jaxlint.tracer.classes import has_own
from jaxlint.tracer.concretization import (
    Asker,
    DataDependentShape,
    IndexConversion,
    NumPyConversion,
    ask_hash,
    ask_index,
    asked,
    leaf_of,
    report,
)
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.state import Kind

MASKED = "jax.errors.NonConcreteBooleanIndexError"
CONVERTED = "jax.errors.TracerArrayConversionError"


def check_index(t: Tracer, base: Value, index: Value, node: tree.Subscript) -> None:
    """`base[index]` where an index must be known while tracing."""
    if not t.regions:
        if isinstance(base, Object):
            check_key(t, base, index, node)
        return
    match base:
        case Array() | PyTree():
            # No container takes a mask either, or a slice with a traced bound.
            _check_array_index(t, index, node)
        case NumPyArray() if isinstance(index, SliceValue):
            _check_sequence_index(t, index, node)
        case NumPyArray():
            for part in index.items if isinstance(index, TupleValue) else (index,):
                array = asked(part, Conversion.INDEX)
                if array is not None:
                    report(t, IndexConversion, array, node, Asker.INDEX, "numpy", CONVERTED)
                    break
        case TupleValue() if has_own(t, base, "__getitem__"):
            return
        case TupleValue() | IteratorValue() | Const(value=str() | bytes()):
            _check_sequence_index(t, index, node)
        case Object():
            check_key(t, base, index, node)


def check_key(t: Tracer, base: Value, index: Value, node: tree.Subscript) -> None:
    """`base[index]` of a list, whose index is an integer, or of a dict, whose key has a hash."""
    contents = t.contents(base)
    if contents is None:
        return
    if contents.kind is Kind.DICT:
        ask_hash(t, index, node.index, Asker.INDEX, "dict")
    elif contents.kind is Kind.LIST:
        _check_sequence_index(t, index, node)


def _check_sequence_index(t: Tracer, index: Value, node: tree.Subscript) -> None:
    parts = (index.lower, index.upper, index.step) if isinstance(index, SliceValue) else (index,)
    for part in parts:
        asker = Asker.SLICE if isinstance(index, SliceValue) else Asker.INDEX
        ask_index(t, part, node, asker, "list")


def _check_array_index(t: Tracer, index: Value, node: tree.Subscript) -> None:
    """A JAX array takes traced integers; slices must be static, and masks concrete (JAX 0.10, 0.12)."""
    for part in index.items if isinstance(index, TupleValue) else (index,):
        match part:
            case SliceValue(lower=lower, upper=upper, step=step):
                for bound in (lower, upper, step):
                    array = asked(bound, Conversion.INDEX)
                    # An argument that may be None is a bound that may be absent.
                    if array is not None and not isinstance(bound, PyTree):
                        report(t, IndexConversion, array, node, Asker.SLICE, "slice", "IndexError")
                        return
            case Array() if part.aval.dtype == "bool" and asked(part, Conversion.BOOL) is not None:
                report(t, DataDependentShape, part, node, Asker.MASK, "mask", MASKED)
                return


def check_repeat(t: Tracer, left: Value, right: Value, node: tree.Binary) -> None:
    """`[0] * n`: texts and named tuples ask for an integer; lists and tuples JAX refuses to multiply with (JAX 0.10,
    0.12).
    """
    for sequence, count, shown in ((left, right, node.right), (right, left, node.left)):
        contents = t.contents(sequence)
        text = isinstance(sequence, Const) and isinstance(sequence.value, (str, bytes))
        if text or (isinstance(sequence, TupleValue) and sequence.class_place is not None):
            ask_index(t, count, shown, Asker.REPEAT, "*")
        elif isinstance(sequence, TupleValue) or (contents is not None and contents.kind is Kind.LIST):
            array = asked(count, Conversion.NUMBER)
            if array is not None:
                report(t, IndexConversion, array, shown, Asker.REPEAT, "*", "TypeError")


def check_value(t: Tracer, base: Value, value: Value, target: tree.Subscript) -> None:
    """`base[index] = value` of a NumPy array, which converts what it stores."""
    stored = leaf_of(value)
    if not isinstance(base, NumPyArray) or stored is None or stored.traced is Tracedness.NO:
        return
    index = target.index
    item = (
        isinstance(index, tree.Constant)
        and isinstance(index.value, int)
        and base.aval.shape is not None
        and len(base.aval.shape) == 1
    )
    # Of an argument of unknown structure it is not known how it fails: a tree of tracers is no number either.
    raises = ("ValueError" if item else CONVERTED) if isinstance(value, Array) else None
    report(t, NumPyConversion, stored, target, Asker.STORE, "numpy", raises)
