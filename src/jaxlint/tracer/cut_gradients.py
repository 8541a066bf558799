"""Differentiated functions whose result depends on what they are differentiated by, and has no derivative."""

from __future__ import annotations

from jaxlint.domain import dtypes
from jaxlint.domain.tangents import By, Cut, Tangent
from jaxlint.domain.transforms import Transform
from jaxlint.domain.values import Array, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.tracer.arrays import EXACT
from jaxlint.tracer.callees import function_name
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.cuts import known_of, parts
from jaxlint.tracer.events import Context, Derivative


@dataclass(frozen=True, slots=True)
class CutDerivative(Derivative):
    """An operation after which the result of a function, or a number in it, has no derivative: silently zero."""

    by: By
    operation: tree.Expr
    whole: bool
    """Nothing else depends on what the function is differentiated by."""


def check_cuts(
    t: Tracer, region: int, result: Value, transform: Transform, function: Value, node: tree.Node
) -> None:
    """Record what has left the result of a differentiated function, or a number in it, without a derivative."""
    if not t.recording:
        return
    leaves = list(parts((result,)))
    known = [one for leaf in leaves if (one := known_of(leaf)) is not None and one.region == region]
    cuts = [one for one in known if isinstance(one, Cut)]
    numbers = [one.without for one in known if isinstance(one, Tangent) and one.without is not None]
    whole = bool(cuts) and len(cuts) == len(leaves)
    found = cuts[0] if whole else numbers[0] if numbers else None
    if found is None or dtypes.kind_of(_dtype_of(leaves[0])) in EXACT:
        return
    # Who differentiates `jnp.round` itself asks what its derivative is.
    if not isinstance(found.node, tree.Expr) or found.node is node:
        return
    context = Context(found.function, found.calls)
    name = function_name(t, function)
    head = (found.place, context, not t.doubt, transform.name, name, transform.applied_at)
    t.record(CutDerivative(*head, found.by, found.node, whole))


def _dtype_of(value: Value) -> str | None:
    return value.aval.dtype if isinstance(value, Array) else None
