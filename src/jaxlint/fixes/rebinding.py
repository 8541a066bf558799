"""Whether what holds an array may be bound to a new one, where the program meant to change the old one."""

from __future__ import annotations

import enum

from jaxlint.fixes.callers import look_again
from jaxlint.fixes.flow import Flow
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.tracer.events import Holder, Holding


class Rebinding(enum.Enum):
    """What binding to a new array does to the program."""

    SAME = "same"
    """Whoever was to see the change sees it."""
    MAYBE = "maybe"
    """Something else may hold the old array, and keeps it."""


def rebinding(
    held: Holding, module: Module, statement: tree.Stmt, ndim: int | None = None
) -> Rebinding | None:
    """What binding the holder of an array anew does; None where it cannot be bound, or to no effect."""
    if held.elsewhere:
        return None
    match held.holder:
        case Holder.OUTER | Holder.NOTHING:
            return None
        case Holder.ATTRIBUTE | Holder.ENTRY | Holder.DECLARED:
            return Rebinding.MAYBE
    assert isinstance(held.node, tree.Name)
    name = held.node.id
    flow = Flow(module, held.function, statement)
    alone = not held.shared and not _is_shared(flow, name, held, ndim)
    if held.holder is Holder.PARAMETER:
        if not flow.uses(name):
            return None
        alone = alone and (held.through or _callers_do_without(flow, held, module, name))
    return Rebinding.SAME if alone else Rebinding.MAYBE


def _callers_do_without(flow: Flow, held: Holding, module: Module, name: str) -> bool:
    """Whether no caller here expects its own array to change; unseen callers take what is returned."""
    assert held.function is not None
    again = look_again(module, held.function, name)
    return flow.returns(name) if again is None else not again


def _is_shared(flow: Flow, name: str, held: Holding, ndim: int | None) -> bool:
    """Whether another name may stand for the same array, or a part of it, and be read afterwards."""
    others = flow.sharing(name, items_are_scalars=ndim == 1) | held.names
    parameters = set() if held.function is None else {p.name for p in held.function.parameters}
    if others & parameters and not held.through:
        return True
    return flow.keeps(name) or any(flow.uses(other) for other in others)
