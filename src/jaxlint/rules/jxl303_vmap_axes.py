"""JXL303: `in_axes` or `out_axes` that do not fit what a mapped function is given or returns."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.batching import axes_text, change_in_axes
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import quoted
from jaxlint.rules.shapes import call_notes
from jaxlint.text.findings import Finding
from jaxlint.tracer.events import AxesKind, AxesMismatch, MappedAxis
from jaxlint.tracer.mapped_axes import OTHER_KEYS
from jaxlint.tracer.mismatch import shape_of
from jaxlint.tracer.view import View


class VmapAxes(Rule[AxesMismatch]):
    """Length, structure, rank and sizes of the axes of a `vmap`."""

    code = "JXL303"
    name = "vmap-axes"
    summary = "`in_axes` or `out_axes` of a `vmap` do not fit its arguments or results"
    watches = (AxesMismatch,)
    predicts = "ValueError"

    def check(self, event: AxesMismatch, view: View) -> Iterator[Finding]:
        yield Finding(
            self.code,
            _message(event, view),
            view.span(event.place),
            call_notes(event.frames, event, view),
            _help(event),
            "ValueError",
            change_in_axes(event, view.module(event.place)),
        )


def _message(event: AxesMismatch, view: View) -> str:
    transform, function = f"`{event.transform}`", f"`{event.function}`"
    many, few = event.counts or (0, 0)
    what, whole = event.found or ("", "")
    match event.kind:
        case AxesKind.LENGTH:
            entries, arguments = _count(many, "entry", "entries"), _count(few, "argument", "arguments")
            return f"`in_axes` of {transform} has {entries} for {arguments} of {function}"
        case AxesKind.STRUCTURE if what == OTHER_KEYS:
            return f"`in_axes` of {transform} has {what} than {_name(event.axes[0], event, view)}"
        case AxesKind.STRUCTURE:
            return f"`in_axes` of {transform} is {what} for {_name(event.axes[0], event, view)}, which is {whole}"
        case AxesKind.RANK:
            axis = event.axes[0]
            given = f"{_name(axis, event, view)} {shape_of(axis.value) or '()'}"
            if axis.by_keyword:
                return f"{transform} maps keyword arguments along axis 0, and {given} has none"
            return f"{transform} maps along axis {axis.axis}, which {given} does not have"
        case AxesKind.SIZES:
            first, second = (
                f"{_name(a, event, view)} has {a.size} along axis {a.axis}" for a in event.axes[:2]
            )
            return f"{transform} maps axes of different sizes: {first}, {second}"
        case AxesKind.NOTHING:
            return f"{transform} maps no argument of {function}: every entry of `in_axes` is None"
        case AxesKind.OUT_STRUCTURE:
            return f"`out_axes` of {transform} is {what}, and {function} returns {whole}"
        case AxesKind.OUT_MAPPED:
            return f"`out_axes` of {transform} is None for a result of {function} that is mapped"
        case AxesKind.OUT_RANK:
            return f"`out_axes` of {transform} is {many}, and the batched result has {_count(few, 'axis', 'axes')}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _name(axis: MappedAxis, event: AxesMismatch, view: View) -> str:
    """The argument as the caller wrote it, or its parameter."""
    if axis.node is not None and not axis.by_keyword:
        return f"`{quoted(axis.node, event.place, view)}`"
    return f"`{axis.label}`" if axis.label else "an argument"


def _help(event: AxesMismatch) -> str | None:
    if event.in_axes:
        return f"`in_axes={axes_text(event.in_axes)}` gives {event.result}"
    match event.kind:
        case AxesKind.LENGTH:
            return "one entry for each positional argument; arguments by keyword are mapped along axis 0"
        case AxesKind.RANK if event.axes[0].by_keyword:
            return "bind what is not mapped beforehand, by `functools.partial`"
        case AxesKind.RANK:
            return "the entry of an argument that is not mapped is None"
        case AxesKind.OUT_MAPPED:
            return (
                "None is for results that depend on nothing mapped; `axis_name=` and `jax.lax.pmean` make one"
            )
        case AxesKind.NOTHING:
            return "map an argument, or say how often to run: `axis_size=...`"
    return None
