"""Wrapping the function of a call in `vmap`."""

from __future__ import annotations

from jaxlint.domain.origins import Place
from jaxlint.fixes.imports import spell
from jaxlint.program import tree
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.text.span import Span
from jaxlint.tracer.events import Batching
from jaxlint.tracer.view import View


def wrap_in_vmap(batching: Batching, view: View, home: Place) -> Fix | None:
    """`f(w, xs)` as `jax.vmap(f, in_axes=(None, 0))(w, xs)`; None where the call stands in another file."""
    if batching.place.module != home.module or not isinstance(batching.call.func, tree.Name | tree.Attribute):
        return None
    module = view.module(batching.place)
    spelling = spell(module, "jax.vmap", batching.call.at)
    if spelling is None:
        return None
    span = module.span_of(batching.call.func.at)
    start = Span(span.line, span.column, span.line, span.column)
    end = Span(span.end_line, span.end_column, span.end_line, span.end_column)
    axes = ", ".join(str(axis) for axis in batching.in_axes)
    shown = f"({axes},)" if len(batching.in_axes) == 1 else f"({axes})"
    edits = (Edit(start, f"{spelling.text}("), Edit(end, f", in_axes={shown})"), *spelling.edits)
    return Fix(f"map `{batching.function_name}` over the batch", edits, Applicability.UNSAFE)
