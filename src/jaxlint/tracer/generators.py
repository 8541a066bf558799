"""Generators of the program: what calling a generator function gives."""

from __future__ import annotations

from collections.abc import Sequence

from jaxlint.domain.lattice import join
from jaxlint.domain.values import UNKNOWN, UNREACHED, IteratorValue, Value
from jaxlint.program import tree
from jaxlint.tracer.core import FrameInfo, Tracer
from jaxlint.tracer.evidence import walk
from jaxlint.tracer.iteration import MAX_UNROLLED
from jaxlint.tracer.state import State


def generated(t: Tracer, info: FrameInfo, function: tree.Function, before: State) -> Value:
    """What calling a generator function gives. Its body runs as far as it is asked to: to the end, to any of its
    `yield`s, or not at all.
    """
    ends = [state for _, state in (*info.yields, *info.returns)]
    t.state = t.join_all([before, *ends])
    items = tuple(value for value, _ in info.yields)
    known = not info.undecided and len(info.returns) == 1 and len(items) <= MAX_UNROLLED
    if known and _is_straight(function.body):
        return IteratorValue(items)
    element: Value = UNREACHED
    for item in items:
        element = join(element, item)
    return IteratorValue(None, UNKNOWN if element is UNREACHED else element)


def _is_straight(statements: Sequence[tree.Stmt]) -> bool:
    """Whether each `yield` of the statements gives one item, as often as it is executed: nothing is caught."""
    for statement in statements:
        match statement:
            case tree.For(body=body, orelse=orelse) | tree.If(body=body, orelse=orelse):
                if _is_straight(body) and _is_straight(orelse):
                    continue
            case tree.ExprStmt(value=tree.Yield(value=given)):
                if given is None or _is_plain(given):
                    continue
            case tree.Assign(value=given) | tree.ExprStmt(value=given) | tree.AugAssign(value=given):
                if _is_plain(given):
                    continue
            case tree.Pass() | tree.Break() | tree.Continue() | tree.Return():
                continue
        return False
    return True


def _is_plain(node: tree.Expr) -> bool:
    return not any(isinstance(part, tree.Yield) for part in walk((node,)))
