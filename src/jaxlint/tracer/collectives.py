"""Collectives whose result is traced by the axis that they name, with no traced operand."""

from __future__ import annotations

from dataclasses import replace

from jaxlint.domain.origins import Origin
from jaxlint.domain.values import UNKNOWN, Array, Tracedness, Value
from jaxlint.program import tree
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.axes import axis_names
from jaxlint.tracer.builtins import handles
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.library import apply_row


@handles("jax.lax.axis_index")
def axis_index_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """The number of the element of a mapped axis, which differs from element to element."""
    found = apply_row(t, "jax.lax.axis_index", args, node)
    names = axis_names(args.get(0, "axis_name") or UNKNOWN)
    mapping = [region for region in t.regions if names and names & (region.transform.axes or frozenset())]
    if not isinstance(found, Array) or found.traced is not Tracedness.NO or not mapping:
        return found
    region = mapping[-1]
    where = f"is mapped in `{region.function_name}`, which `{region.transform.name}` traces"
    origin = Origin(t.place(node.at), f"the result of `jax.lax.axis_index` {where}")
    return replace(found, traced=Tracedness.DEFINITE, level=region.level, origin=origin)
