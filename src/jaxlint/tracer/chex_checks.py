"""Checks of chex that raise where they are: assertions on values of tracers, counters of traces around a trace."""

from __future__ import annotations

from jaxlint.domain.values import Array, PyTree, Tracedness, Transformed, Value
from jaxlint.program import tree
from jaxlint.signatures.framework_needs import (
    CHEX,
    COUNTED,
    COUNTS_TRACES,
    REFUSES,
    SETTLED_BY,
    VALUE_ASSERTIONS,
)
from jaxlint.tracer.applied import Lack, UnmetNeed
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.builtins import first_of, handles
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.library import apply_row, decorate
from jaxlint.tracer.trees import leaves_of


@handles(COUNTS_TRACES)
def count_traces(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`chex.assert_max_traces(n=1)(jax.jit(f))`: it counts calls of `f` with tracers, and refuses what is traced."""
    match first_of(args):
        case Transformed(transform=transform) if transform.name in COUNTED:
            _record(t, Lack.ORDER, node, transform.name)
    return decorate(COUNTS_TRACES, args)


def _assertion(name: str) -> None:
    @handles(name)
    def check(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        """A value of a tracer is not there to be tested; `chexify` has it tested when the function runs."""
        traced = any(_has_tracer(t, value) for value in args.all_values())
        if traced and not any(word in text for text in t.program.texts() for word in SETTLED_BY):
            _record(t, Lack.CHEXIFY, node, name)
        return apply_row(t, name, args, node)


for _name in VALUE_ASSERTIONS:
    _assertion(_name)


def _has_tracer(t: Tracer, value: Value) -> bool:
    """Whether a leaf of a tree is certainly a tracer."""
    return any(
        isinstance(leaf, (Array, PyTree)) and leaf.traced is Tracedness.DEFINITE
        for leaf in leaves_of(t, value) or (value,)
    )


def _record(t: Tracer, lack: Lack, node: tree.Node, name: str) -> None:
    raises = REFUSES[CHEX, lack.value]
    if not t.expects(raises, "Exception"):
        t.record(UnmetNeed(t.place(node.at), t.context(), not t.doubt, lack, CHEX, name, None, raises))
