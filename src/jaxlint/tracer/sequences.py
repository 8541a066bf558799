"""Lists and tuples where JAX takes arrays: as arguments, operands and indices (TypeError, JAX 0.10, 0.12)."""

from __future__ import annotations

import enum

from jaxlint.domain.values import Array, TupleValue, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.list_operands import refusing
from jaxlint.signatures.signature import Signature
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.state import Kind

NOT_REPEATED = frozenset("+ - / // ** @ < <= > >=".split())
"""Operators; a list times an array is left out: an integer array repeats it."""


class Where(enum.Enum):
    """Where the sequence stands."""

    ARGUMENT = "argument"
    OPERAND = "operand"
    INDEX = "index"


@dataclass(frozen=True, slots=True)
class SequenceOperand(Event):
    """A list or tuple where JAX wants an array: TypeError."""

    where: Where
    by: str
    """The function, operator or array, as written."""
    kind: str
    """`list` or `tuple`."""
    node: tree.Expr


def kind_of(t: Tracer, value: Value) -> str | None:
    """`list` or `tuple`, where a value is one."""
    if isinstance(value, TupleValue):
        return "tuple"
    contents = t.contents(value)
    return "list" if contents is not None and contents.kind is Kind.LIST else None


def check_sequences(t: Tracer, signature: Signature, args: CallArguments, node: tree.Node) -> None:
    """Report lists that are handed to a function which takes arrays."""
    count = refusing(signature.name)
    if not count or not isinstance(node, tree.Call):
        return
    for value, shown in list(zip(args.positional, args.nodes, strict=False))[:count]:
        kind = kind_of(t, value)
        if kind is not None and shown is not None:
            _report(t, Where.ARGUMENT, t.text(node.func), kind, shown, node)


def check_operands(
    t: Tracer, op: str, left: Value, right: Value, node: tree.Node, operands: tuple[tree.Expr, tree.Expr]
) -> None:
    """Report an array that is added to a list, and the like."""
    for value, other, shown in ((left, right, operands[0]), (right, left, operands[1])):
        kind = kind_of(t, value)
        if kind is not None and isinstance(other, Array) and op in NOT_REPEATED:
            _report(t, Where.OPERAND, op, kind, shown, node)


def check_list_index(t: Tracer, base: Value, index: Value, node: tree.Subscript) -> None:
    """Report a list as the index of an array."""
    if isinstance(base, Array) and kind_of(t, index) == "list":
        _report(t, Where.INDEX, t.text(node.value), "list", node.index, node)


def _report(t: Tracer, where: Where, by: str, kind: str, shown: tree.Expr, node: tree.Node) -> None:
    if t.recording and not t.expects("TypeError", "Exception"):
        t.record(SequenceOperand(t.place(node.at), t.context(), not t.doubt, where, by, kind, shown))
