"""What rules say of objects of Flax NNX that change under a transformation."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.origins import Place
from jaxlint.fixes.other_transformation import other_transformation
from jaxlint.rules.immutable import MOST_QUOTED, certainty
from jaxlint.signatures.framework_changes import (
    ALL_KNOWN_TO_JAX,
    CARRIES_CHANGES,
    EVALUATES,
    KNOWN_TO_JAX,
    TAKEN_FOR,
    WITHOUT_GRAPH,
)
from jaxlint.text.findings import Finding, Note
from jaxlint.tracer.trace_levels import ObjectChange
from jaxlint.tracer.view import View


def object_change(event: ObjectChange, view: View) -> Iterator[Finding]:
    if is_known_to_jax(view, event.place, event.applied_at):
        return
    doubts = (EVALUATES if event.evaluates else ()) + (WITHOUT_GRAPH if event.apart else ())
    if any(map(view.mentions, doubts)):
        return
    transform, name = event.transform.removeprefix("flax."), event.name or "the object"
    written = _short(view.text(event.place))
    notes: tuple[Note, ...] = (view.note("applied here", event.applied_at, event.place),)
    fix = None
    if event.itself:
        message = f"`{written}` transforms a module that changes when it is called"
        cure = "transform a function that is given it: `nnx.jit(lambda module, x: module(x))`"
        notes = ()
    elif event.lost:
        message = f"`{transform}` drops what `{written}` changes in `{name}`: it works on a copy"
        better = CARRIES_CHANGES.get(event.transform, "").removeprefix("flax.")
        cure = f"return the state of `{name}`"
        if better:
            cure = f"use `{better}`, or {cure}"
        if event.transform in TAKEN_FOR:
            better = CARRIES_CHANGES[event.transform]
            fix = other_transformation(view.module(event.applied_at), event.applied_at.at, better)
    elif event.apart:
        message = f"`{written}` takes apart `{name}`, which is made outside of `{transform}`"
        cure = f"pass `{name}` to the function as an argument, under the transformation of NNX"
    else:
        message = f"`{written}` changes `{name}`, which is made outside of `{transform}`"
        cure = f"pass `{name}` to the function as an argument, under the transformation of NNX"
    yield Finding(
        "JXL910",
        message,
        view.span(event.place),
        notes,
        help=cure,
        predicts=event.raises,
        fix=fix if event.applied_at.module == event.place.module else None,
        certainty=certainty(event),
    )


def is_known_to_jax(view: View, *places: Place) -> bool:
    """Whether there may be variables of NNX at these places that JAX itself knows to be mutable."""
    texts = {view.module(place).text for place in places}
    near = any(word in text for text in texts for word in KNOWN_TO_JAX)
    return near or any(map(view.mentions, ALL_KNOWN_TO_JAX))


def _short(text: str) -> str:
    return text if len(text) <= MOST_QUOTED and "\n" not in text else f"{text.partition('(')[0]}(...)"
