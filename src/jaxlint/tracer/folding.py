"""`functools.reduce` and `jax.tree.reduce`: the function is called on one item after the other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from jaxlint.domain.values import UNKNOWN, Value
from jaxlint.program import tree
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.builtins import handles
from jaxlint.tracer.calls import call
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.iteration import MAX_UNROLLED, unpack
from jaxlint.tracer.trees import leaves_of


@handles("functools.reduce")
def reduce_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    return _folded(t, args, unpack(t, args.positional[1]) if len(args.positional) > 1 else None, node)


@handles("jax.tree.reduce", "jax.tree_util.tree_reduce")
def tree_reduce_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    known = len(args.positional) > 1 and not args.keywords
    return _folded(t, args, leaves_of(t, args.positional[1]) if known else None, node)


def _folded(t: Tracer, args: CallArguments, items: Sequence[Value] | None, node: tree.Node) -> Value:
    if items is None or len(items) > MAX_UNROLLED:
        return UNKNOWN
    values = [*args.positional[2:3], *items]
    return (
        reduce(lambda a, b: call(t, args.positional[0], CallArguments((a, b)), node), values)
        if values
        else UNKNOWN
    )
