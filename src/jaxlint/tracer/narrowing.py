"""What a test that Python can answer says of the variables in it, on the path where it holds and where it does not.

An argument of unknown structure may be None, a container or an array; a test that looks at it knows more than the
tracer does, so behind the test it is what the test says, or unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    Array,
    External,
    NumPyArray,
    Object,
    PyTree,
    Tracedness,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures.signature import Makes
from jaxlint.signatures.table import lookup
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.evidence import walk
from jaxlint.tracer.operators import as_leaf
from jaxlint.tracer.size_tests import learn_equal
from jaxlint.tracer.state import Slot

ARRAY_CLASSES = frozenset({"jax.Array", "jax.numpy.ndarray"})


ASKS_NO_SIZE = frozenset({External("builtins.callable")})
"""Functions whose answer is the same for arrays of every shape."""
QUESTIONS = re.compile("trac(er|ing|ed)|concrete", re.IGNORECASE)
"""Names by which programs ask whether a value is traced: `isinstance(x, jax.core.Tracer)`, `is_concrete(x)`."""


def doubts(t: Tracer, test: tree.Expr) -> tuple[bool, bool]:
    """Whether what a traced function does where a test holds, and where it does not, may never happen in a trace.

    The test asks if something is traced and its answer is not known; or it asks if an argument is left out
    of which nothing is known: the calls in a trace may be those that pass it.
    """
    if not t.regions:
        return False, False
    match test:
        case tree.Compare(
            left=tree.Name() as name, rest=((("is" | "is not") as op, tree.Constant(value=None)),)
        ):
            value = _quietly(t, name)
            unknown = value is UNKNOWN or (
                isinstance(value, (PyTree, Array)) and value.traced is Tracedness.POSSIBLE
            )
            return unknown and op == "is", unknown and op == "is not"
    asks = any(
        isinstance(node, (tree.Name, tree.Attribute)) and QUESTIONS.search(_label(node)) is not None
        for node in walk((test,))
    )
    return asks, asks


def asks_size(t: Tracer, test: tree.Expr) -> bool:
    """Whether a test may ask for a shape or a length: behind it shapes are not what they are elsewhere. A function
    of an array may do so: `is_scalar(x)`, `is_prng_key(key)`.
    """
    return any(_asks_size(t, node) for node in walk((test,)))


def _asks_size(t: Tracer, node: tree.Node) -> bool:
    match node:
        case tree.Name() | tree.Attribute():
            return _label(node) in ("shape", "ndim", "size", "len")
        case tree.Call(func=func, args=args):
            function = _quietly(t, func)
            if _calculates(function) or function in ASKS_NO_SIZE:
                return False
            named = [a.value for a in args if isinstance(a.value, (tree.Name, tree.Attribute))]
            return any(isinstance(_quietly(t, each), (Array, NumPyArray, PyTree)) for each in named)
    return False


def _calculates(function: Value) -> bool:
    """Whether a function is known to give arrays that are calculated from the elements of others."""
    row = lookup(function.name) if isinstance(function, External) else None
    return row is not None and row.makes in (Makes.ARRAY, Makes.NUMPY, Makes.DELEGATES, Makes.BY_KIND)


def _label(node: tree.Name | tree.Attribute) -> str:
    return node.id if isinstance(node, tree.Name) else node.attr


def narrow(t: Tracer, test: tree.Expr, holds: bool) -> None:
    """Apply to the current state what `test` says where it `holds`, or does not."""
    match test:
        case tree.Unary(op="not", operand=inner):
            narrow(t, inner, not holds)
        case tree.Boolean(op=op, left=left, right=right):
            if (op == "and") is holds:
                narrow(t, left, holds)
                narrow(t, right, holds)
            else:
                for part in (left, right):
                    _forget(t, part)
        case tree.Compare(left=left, rest=((("is" | "is not") as op, tree.Constant(value=None)),)):
            _be_none(t, left, (op == "is") is holds)
        case tree.Call(func=tree.Name(id="isinstance"), args=(subject, classes)):
            _be_instance(t, subject.value, classes.value, holds)
        case tree.Compare(left=left, rest=((("==" | "!=") as op, right),)):
            _forget(t, test)
            if (op == "==") is holds:
                learn_equal(t, left, right)
        case _:
            _forget(t, test)


def _be_none(t: Tracer, node: tree.Expr, is_none: bool) -> None:
    if is_none:
        _bind(t, node, lambda value: NONE)


def _be_instance(t: Tracer, node: tree.Expr, classes: tree.Expr, holds: bool) -> None:
    named = _quietly(t, classes)
    if holds and isinstance(named, External) and named.name in ARRAY_CLASSES:
        _bind(t, node, lambda value: as_leaf(value) if isinstance(value, PyTree) else value)
    else:
        _bind(t, node, lambda value: UNKNOWN)


def _forget(t: Tracer, test: tree.Expr) -> None:
    """Variables that a call, a membership test or a comparison in the test looks at are no longer known."""
    for name, strongly in _looked_at(t, test):
        _bind(t, name, lambda value: UNKNOWN, strongly)


def _looked_at(t: Tracer, node: tree.Expr) -> Iterator[tuple[tree.Name, bool]]:
    """Variables in a test, and whether a function that is not a library's looks at them.

    Such a function may ask whether it is given a tracer: behind `if is_concrete(x)` nothing is known of `x`.
    """
    match node:
        case tree.Call(func=function, args=args):
            strongly = not isinstance(_quietly(t, function), External)
            for argument in args:
                for name, _ in _looked_at(t, argument.value):
                    yield name, strongly
        case tree.Compare(left=left, rest=rest):
            for part in (left, *(right for _, right in rest)):
                yield from _looked_at(t, part)
        case tree.Boolean(left=left, right=right) | tree.Binary(left=left, right=right):
            yield from _looked_at(t, left)
            yield from _looked_at(t, right)
        case tree.Unary(operand=operand) | tree.Starred(value=operand):
            yield from _looked_at(t, operand)
        case tree.Sequence(elements=elements):
            for element in elements:
                yield from _looked_at(t, element)
        case tree.Name():
            yield node, False


def _quietly(t: Tracer, node: tree.Expr) -> Value:
    """The value of a name or attribute, read once more."""
    if not isinstance(node, (tree.Name, tree.Attribute)):
        return UNKNOWN
    recording, t.recording = t.recording, False
    try:
        return t.evaluate(node)
    finally:
        t.recording = recording


def _bind(t: Tracer, node: tree.Expr, change: Callable[[Value], Value], strongly: bool = False) -> None:
    if not isinstance(node, tree.Name) or t.state is None:
        return
    home = t.home_of(node.id)
    slot = None if home is None else t.live.read(home.serial, node.id)
    if home is None or slot is None or not (_is_open(slot.value) or (strongly and _holds_array(slot.value))):
        return
    t.live.write(home.serial, node.id, Slot(change(slot.value), slot.version))


def _is_open(value: Value) -> bool:
    """Whether a test of Python's may tell what a value is: its structure, or whether it is a tracer at all."""
    return isinstance(value, PyTree) or (isinstance(value, Array) and value.traced is Tracedness.POSSIBLE)


def _holds_array(value: Value) -> bool:
    match value:
        case Array(traced=traced):
            return traced is not Tracedness.NO
        case TupleValue(items=items):
            return any(_holds_array(item) for item in items)
    return isinstance(value, Object)
