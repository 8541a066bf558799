"""Distributions of NumPyro as objects of their library, of which the rows know the methods."""

from __future__ import annotations

from jaxlint.domain.values import UNKNOWN, External, Object, Value
from jaxlint.program import tree
from jaxlint.signatures.distribution_rows import DISTRIBUTION, DRAWING, WRAPPING
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.builtins import handles
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.state import Contents, Kind


@handles(*DRAWING)
def make(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`dist.Normal(0.0, 1.0)`: what it holds is not followed."""
    contents = Contents(Kind.INSTANCE, {}, complete=False, rest=UNKNOWN, class_value=External(DISTRIBUTION))
    return t.allocate(contents, node.at, part=t.new_serial())


@handles(*WRAPPING)
def wrap(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`dist.Normal(loc, scale).to_event(1)`: draws if what it is made of does."""
    inner = args.get(0, "base_dist") or args.get(0, "base_distribution") or UNKNOWN
    contents = t.contents(inner) if isinstance(inner, Object) else None
    draws = contents is not None and contents.class_value == External(DISTRIBUTION)
    return make(t, args, node) if draws else UNKNOWN
