"""References (`jax.new_ref`, the parameters of Pallas kernels) that are taken for the arrays that they hold."""

from __future__ import annotations

import enum

from jaxlint.domain.origins import Place
from jaxlint.domain.values import Array, RefValue, TupleValue, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.transforms import transform_row
from jaxlint.tracer.callees import function_name, underlying
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.uses import nodes


class Misuse(enum.Enum):
    """What is done with a reference."""

    OPERAND = "operand"
    """It is calculated with: AttributeError in a kernel or a trace, TypeError outside (JAX 0.10, 0.12)."""
    REBOUND = "rebound"
    """The parameter of a kernel is given another value: nothing is written."""
    RETURNED = "returned"
    """A kernel returns a value: ValueError."""


@dataclass(frozen=True, slots=True)
class RefMisuse(Event):
    """A reference is used as an array, or a kernel as a function."""

    misuse: Misuse
    node: tree.Expr
    """The operand, the target, what is returned."""
    statement: tree.Stmt | None
    function: str


def check_operand(t: Tracer, value: Value, node: tree.Expr) -> None:
    """An operand of an operator."""
    if isinstance(value, RefValue) and not t.expects("AttributeError", "TypeError", "Exception"):
        _record(t, t.place(node.at), Misuse.OPERAND, node, None)


def check_rebinding(t: Tracer, target: tree.Name, value: Value) -> None:
    """`o_ref = x`: of a parameter of a kernel, an array."""
    function = t.current.function
    if not t.regions or function is None or not isinstance(value, Array) or not t.stack:
        return
    if not _is_kernel(t):
        return
    names = {parameter.name for parameter in function.parameters}
    old = t.live.read(t.current.serial, target.id)
    if target.id in names and old is not None and isinstance(old.value, RefValue):
        if isinstance(t.running, tree.Assign):
            _record(t, t.place(target.at), Misuse.REBOUND, target, t.running)


def check_returned(t: Tracer, function: Value, result: Value) -> None:
    """What a kernel returns, which must be None."""
    found = underlying(function)[0]
    if found is None or not isinstance(result, (Array, TupleValue, RefValue)):
        return
    if t.expects("ValueError", "Exception"):
        return
    definition = t.functions[found.place][0]
    for node in nodes(definition.body):
        if isinstance(node, tree.Return) and node.value is not None:
            place = found.place._replace(at=node.value.at)
            name = function_name(t, function)
            t.record(RefMisuse(place, t.context(), not t.doubt, Misuse.RETURNED, node.value, node, name))
            return


def _is_kernel(t: Tracer) -> bool:
    """Whether the function under way is the kernel itself, and not a helper of it."""
    region = t.regions[-1]
    row = transform_row(region.transform.name)
    return row is not None and row.runs_kernels and len(t.stack) > 0 and t.stack[-1].frame is t.current


def _record(t: Tracer, place: Place, misuse: Misuse, node: tree.Expr, statement: tree.Stmt | None) -> None:
    name = t.current.function.name if t.current.function is not None else ""
    t.record(RefMisuse(place, t.context(), not t.doubt, misuse, node, statement, name))
