"""An axis given its name where a transformation maps over it."""

from __future__ import annotations

from jaxlint.fixes.source import Source
from jaxlint.program import tree
from jaxlint.text.edits import Applicability, Fix
from jaxlint.tracer.axes import UnboundAxis
from jaxlint.tracer.view import View


def name_axis(event: UnboundAxis, view: View) -> Fix | None:
    """`jax.vmap(f)` as `jax.vmap(f, axis_name="batch")`, where it is the only one that maps and has no name yet."""
    if event.mapped is None or event.bound or event.mapped[1].module != event.place.module:
        return None
    module, place = view.module(event.place), event.mapped[1]
    source = Source(module)
    node = tree.Node(place.at)
    text = source.of(node)
    inner = text[:-1].rstrip()
    if (
        not module.is_faithful(place.at)
        or not text.endswith(")")
        or inner.endswith((",", "("))
        or "#" in text
    ):
        return None
    edit = source.insert(source.start(node) + len(inner), f', axis_name="{event.axis}"')
    return Fix(f"Name the axis `{event.axis}`", (edit,), Applicability.SAFE)
