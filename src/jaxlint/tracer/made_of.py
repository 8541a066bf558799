"""What the result of a traced function was made of, where that says whether its caller has a tracer of it."""

from __future__ import annotations

from dataclasses import replace

from jaxlint.domain.origins import Origin
from jaxlint.domain.transforms import Regime
from jaxlint.domain.values import Array, NumPyArray, Tracedness, Value
from jaxlint.program import tree
from jaxlint.tracer.core import Tracer

MAKING_TRACERS = (Regime.STAGED, Regime.BATCHED, Regime.MAPPED)
"""Under which no tracer answers Python."""


def made_of(
    t: Tracer, value: Array | NumPyArray, inputs: tuple[Value, ...], region: Regime | None, node: tree.Node
) -> tuple[Value, ...]:
    """Of the arguments of the function, and of tracers from further out. `region`: of a transformation that passes
    on the tracers of others where a result was made of them, and there alone.
    """
    if not isinstance(value, Array) or value.traced is Tracedness.NO:
        return inputs if region is None else ()
    if value.level <= t.level:
        return *inputs, value
    # The tracers of a differentiation alone would answer Python.
    foreign = region is Regime.DIFFERENTIATED and value.traced is Tracedness.DEFINITE and not value.answers
    around = (each for each in reversed(t.regions) if each.transform.regime in MAKING_TRACERS)
    owner = next(around, None) if foreign else None
    if owner is None:
        return inputs
    because = f"`{t.text(node)}` is made of what `{owner.transform.name}` traces in `{owner.function_name}`"
    return *inputs, replace(value, level=owner.level, origin=Origin(t.place(node.at), because))


def called(t: Tracer, node: tree.Node) -> str:
    """What the user calls what a call of a transformed function gives."""
    return (
        f"the result of `{t.text(node.func)}`"
        if isinstance(node, tree.Call)
        else "the result of a traced call"
    )
