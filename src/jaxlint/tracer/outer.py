"""Differences of a column and a vector of the same size, which broadcast to a square."""

from __future__ import annotations

from jaxlint.domain.avals import Aval, Dim, Shape
from jaxlint.domain.values import Array, NumPyArray, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.evidence import walk


@dataclass(frozen=True, slots=True)
class OuterDifference(Event):
    """`predictions - targets` of shapes (n, 1) and (n,): the result is (n, n)."""

    column: tree.Expr
    vector: tree.Expr
    size: Dim


def note_difference(
    t: Tracer, op: str, values: tuple[Value, Value], node: tree.Node, operands: tuple[tree.Expr, tree.Expr]
) -> None:
    """Report `left - right` where each size of a vector meets each size of a column."""
    if op != "-" or not t.recording:
        return
    left, right = values
    a, b = _shape(left), _shape(right)
    if a is None or b is None or {len(a), len(b)} != {1, 2}:
        return
    column, vector = (a, b) if len(a) == 2 else (b, a)
    if column[1] != 1 or column[0] != vector[0] or column[0] in (None, 0, 1):
        return
    if any(_makes_axis(t, operand) for operand in operands):
        return
    shown = operands if len(a) == 2 else (operands[1], operands[0])
    t.record(OuterDifference(t.place(node.at), t.context(), True, *shown, column[0]))


def _shape(value: Value) -> Shape | None:
    aval: Aval | None = value.aval if isinstance(value, (Array, NumPyArray)) else None
    return None if aval is None else aval.shape


def _makes_axis(t: Tracer, node: tree.Expr, depth: int = 2) -> bool:
    """Whether the operand is written with a new axis, here or where the function binds it: that is what was meant."""
    match node:
        case tree.Name(id=name) if depth and t.current.function is not None:
            return any(
                isinstance(part, tree.Assign)
                and any(isinstance(target, tree.Name) and target.id == name for target in part.targets)
                and _makes_axis(t, part.value, depth - 1)
                for part in walk(t.current.function.body)
            )
        case tree.Subscript(index=index):
            parts = index.elements if isinstance(index, tree.Sequence) else (index,)
            return any(isinstance(p, tree.Constant) and p.value is None for p in parts) or any(
                isinstance(p, tree.Attribute) and p.attr == "newaxis" for p in parts
            )
        case tree.Call(func=tree.Attribute(attr=attr)):
            return attr in ("reshape", "expand_dims")
    return False
