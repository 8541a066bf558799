"""Indices that lie outside of the array: JAX clamps what reads, and drops what writes (0.10, 0.12)."""

from __future__ import annotations

from jaxlint.domain.values import Array, AtIndexer, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.indexing import Outside, outside
from jaxlint.signatures.updates import BOUNDS
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import CallFrame, Event
from jaxlint.tracer.reached import holds_always


@dataclass(frozen=True, slots=True)
class OutOfBounds(Event):
    """An int that is known indexes a dimension of an array that is not that long."""

    node: tree.Expr
    """`x[3]` or `x.at[3]`."""
    outside: Outside
    update: str | None
    """The method of `.at`; None where the array is read."""
    frames: tuple[CallFrame, ...]
    """Calls that lead here, outermost first."""


def check_bounds(t: Tracer, base: Array, index: Value, node: tree.Expr, update: str | None = None) -> None:
    """`base[index]`, or an update there, where the index surely selects nothing."""
    if not t.recording or t.unsized or base.aval.shape is None:
        return
    found = outside(base.aval.shape, index)
    if found is not None and isinstance(node, tree.Subscript) and holds_always(t, node.index, node):
        frames = t.call_frames()
        t.record(OutOfBounds(t.place(node.at), t.context(), not t.doubt, node, found, update, frames))


def check_update(t: Tracer, base: AtIndexer, name: str, args: CallArguments, node: tree.Node) -> None:
    """`base.name(...)` of `x.at[i]`, unless it says what becomes of an index outside."""
    says = args.more_keywords or any(keyword in BOUNDS for keyword, _ in args.keywords)
    match node:
        case tree.Call(func=tree.Attribute(value=shown)) if base.index is not None and not says:
            if isinstance(base.array, Array):
                check_bounds(t, base.array, base.index, shown, None if name == "get" else name)
