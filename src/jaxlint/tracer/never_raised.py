"""Handlers of exceptions that operations of arrays do not raise: dividing by zero gives `inf`, an index is clamped."""

from __future__ import annotations

from jaxlint.domain import dtypes
from jaxlint.domain.values import Array, Const, Extent, External, Host, Tracedness, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.signature import Makes
from jaxlint.signatures.table import lookup
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.effects import Effect
from jaxlint.tracer.evidence import walk
from jaxlint.tracer.sizes import quietly
from jaxlint.tracer.staging import staging_of, staging_region
from jaxlint.tracer.state import State

DIVISIONS = frozenset({"/", "//", "%", "**"})
DIVIDES, SUBSCRIPTS = "builtins.ZeroDivisionError", "builtins.IndexError"
"""FloatingPointError is not among them: `jax_debug_nans` raises it where the program is run again step by step."""


@dataclass(frozen=True, slots=True)
class IdleHandler(Effect):
    """A handler of what no operation in the block raises; `operation` is one that raises it on Python's numbers."""

    exception: str
    operation: tree.Expr | tree.AugAssign


def note_idle_handlers(t: Tracer, node: tree.Try, inside: State | None) -> None:
    """After a block: report its handlers that only operations of tracers could lead to. `inside` is a state of the
    block that knows its variables.
    """
    region = staging_region(t)
    if region is None or inside is None or t.doubt or not t.recording:
        return
    state, t.state = t.state, inside.fork()
    try:
        for handler in node.handlers:
            exception = None if handler.type is None else quietly(t, handler.type)
            if not isinstance(exception, External) or not isinstance(handler.type, tree.Name):
                continue
            operations = _operations(t, node.body, exception.name)
            if operations:
                first = min(operations, key=lambda one: one.at)
                place = t.place(handler.at)
                t.record(IdleHandler(place, t.context(), True, staging_of(region), handler.type.id, first))
    finally:
        t.state = state


def _operations(t: Tracer, body: tuple[tree.Stmt, ...], exception: str) -> list[tree.Expr | tree.AugAssign]:
    """The operations of tracers in a block that raise an exception on Python's numbers; none where anything else in it
    may raise it.
    """
    found: list[tree.Expr | tree.AugAssign] = []
    for node in walk(body):
        match node:
            case tree.Raise() | tree.With() | tree.Try():
                return []
            case tree.Call() if not _makes_array(t, node):
                return []
            case (
                tree.Binary(op=op, left=left, right=right)
                | tree.AugAssign(target=left, op=op, value=right)
            ) if op in DIVISIONS and exception == DIVIDES:  # fmt: skip
                if not (_is_traced(t, left) or _is_traced(t, right)):
                    return []
                found.append(node)
            case tree.Subscript(value=value, index=index) if exception == SUBSCRIPTS:
                if not _is_clamped(t, value, index):
                    return []
                found.append(node)
    return found


def _makes_array(t: Tracer, call: tree.Call) -> bool:
    """Whether a call only calculates: its function is a library's, and gives an array."""
    function = _value(t, call.func)
    row = lookup(function.name) if isinstance(function, External) else None
    return row is not None and row.makes is Makes.ARRAY


def _is_traced(t: Tracer, node: tree.Expr) -> bool:
    value = _value(t, node)
    return isinstance(value, Array) and value.traced is Tracedness.DEFINITE


def _is_clamped(t: Tracer, node: tree.Expr, index: tree.Expr) -> bool:
    """Whether an item of a tracer with axes is asked for, by one whole number. A wrong number of indices raises
    IndexError, and so do masks and slices that are not known (`NonConcreteBooleanIndexError`; JAX 0.10, 0.12).
    """
    base = _value(t, node)
    if not isinstance(base, Array) or base.traced is not Tracedness.DEFINITE or not base.aval.shape:
        return False
    match _value(t, index):
        case Array(aval=aval):
            return dtypes.kind_of(aval.dtype) in (dtypes.Kind.SIGNED, dtypes.Kind.UNSIGNED)
        case Const(value=number):
            return type(number) is int
        case Extent() | Host("int"):
            return True
    return False


def _value(t: Tracer, node: tree.Expr) -> Value | None:
    """The value of an expression that can be evaluated again without doing anything: names and what is computed."""
    if any(isinstance(each, (tree.Call, tree.Walrus, tree.Comprehension)) for each in walk((node,))):
        return None
    return quietly(t, node)
