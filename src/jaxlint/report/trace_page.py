"""What the tracer knows of a program as one HTML page: no scripts, nothing loaded from elsewhere.

A value has the colour of its tone, says on hover why it is what it is, and leads with a click to where it came
from; the browser marks that place (`:target`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING

from jaxlint import __version__
from jaxlint.report.entries import one_line, printable

if TYPE_CHECKING:
    from jaxlint.engine.inspect import Binding, Listing, Part
    from jaxlint.text.span import Span

_TONES = {
    "traced": "a tracer: Python cannot read its numbers",
    "concrete": "an array whose numbers exist",
    "static": "a Python value, known while tracing",
    "unknown": "not known, and nothing is reported of it",
}

_STYLE = """\
:root { color-scheme: light dark; --line: #d7dbe0; --dim: #6b7280; --mark: #fff3b0;
  --traced: #b3261e; --concrete: #1a56b0; --static: #1d6b3a; --unknown: #6b7280; --back: #ffffff; --text: #1b1f24; }
@media (prefers-color-scheme: dark) { :root { --line: #363b42; --dim: #9aa3ad; --mark: #5a4b00;
  --traced: #ff8a80; --concrete: #8ab4f8; --static: #81c995; --unknown: #9aa3ad; --back: #16191d; --text: #e6e8eb; } }
body { margin: 2rem; background: var(--back); color: var(--text); font: 14px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.1rem; margin: 0 0 .5rem; }
.legend { margin: 0 0 1rem; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; list-style: none; }
table { border-collapse: collapse; }
td { padding: 0 .75rem; vertical-align: top; font: 13px/1.6 ui-monospace, Menlo, Consolas, monospace; }
.number { color: var(--dim); text-align: right; user-select: none; border-right: 1px solid var(--line); }
.source { white-space: pre; }
.values, .reason { border-left: 1px solid var(--line); white-space: pre-wrap; }
tr:hover td { background: color-mix(in srgb, var(--text) 5%, transparent); }
.reason { color: var(--dim); font-style: italic; }
.traced { color: var(--traced); } .concrete { color: var(--concrete); }
.static { color: var(--static); } .unknown { color: var(--unknown); }
a { text-decoration: underline dotted; text-underline-offset: 3px; }
[data-why] { position: relative; cursor: help; }
[data-why]:hover::after, [data-why]:focus-visible::after { content: attr(data-why); position: absolute; left: 0;
  top: 1.5em; z-index: 1; width: max-content; max-width: 40em; padding: .3em .6em; white-space: normal;
  font-style: normal; color: var(--back); background: var(--text); border-radius: 4px; }
:target { background: var(--mark); }
footer { margin-top: 1.5rem; color: var(--dim); }
"""


def render_page(listing: Listing) -> Iterator[str]:
    """The page, piece by piece."""
    anchors = _anchors(listing)
    reasons: dict[int, list[str]] = {}
    for line, reason in listing.surrenders:
        reasons.setdefault(line, []).append(reason)
    title = f"{escape(printable(listing.path))} as jax.jit sees it"
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{title}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    yield '<ul class="legend">\n'
    for tone, meaning in _TONES.items():
        yield f'<li><b class="{tone}">{tone}</b> {meaning}</li>\n'
    yield "</ul>\n<table>\n"
    for number, source in listing.lines:
        values = "\n".join(_binding(one, anchors) for one in listing.bindings.get(number, ()))
        yield (
            f'<tr id="L{number}"><td class="number">{number}</td>'
            f'<td class="source">{_source(number, source, anchors)}</td><td class="values">{values}</td></tr>\n'
        )
        for reason in reasons.get(number, ()):
            yield (
                '<tr><td class="number"></td><td></td>'
                f'<td class="reason">gave up: {escape(printable(one_line(reason)))}</td></tr>\n'
            )
    yield f"</table>\n<footer>jaxlint {__version__}</footer>\n</body>\n</html>\n"


def _anchors(listing: Listing) -> Mapping[Span, str]:
    """A name for each shown span that a value came from."""
    numbers = {number for number, _ in listing.lines}
    spans = {
        part.source.span
        for bindings in listing.bindings.values()
        for binding in bindings
        for part in binding.parts
        if part.source is not None and part.source.span is not None and part.source.line in numbers
    }
    return {span: f"from{number}" for number, span in enumerate(sorted(spans), start=1)}


def _binding(binding: Binding, anchors: Mapping[Span, str]) -> str:
    return f"{escape(binding.name)}: {''.join(_part(part, anchors) for part in binding.parts)}"


def _part(part: Part, anchors: Mapping[Span, str]) -> str:
    text = escape(printable(one_line(part.text)))
    if part.tone is None:
        return text
    tone = part.tone.value
    source = part.source
    if source is None:
        return f'<span class="{tone}">{text}</span>'
    place = f"line {source.line}" if source.span is not None else f"{source.path}:{source.line}"
    why = escape(printable(one_line(f"{source.because} ({place})")))
    anchor = None if source.span is None else anchors.get(source.span)
    if anchor is None:
        return f'<span class="{tone}" tabindex="0" data-why="{why}">{text}</span>'
    return f'<a class="{tone}" href="#{anchor}" data-why="{why}">{text}</a>'


def _source(number: int, source: str, anchors: Mapping[Span, str]) -> str:
    """A line with the spans that values came from as targets; those that run over lines end with the first."""
    marks = sorted(
        (span.column, -(span.end_column if span.end_line == number else len(source)), anchor)
        for span, anchor in anchors.items()
        if span.line == number
    )
    found: list[str] = []
    at, open_until = 0, list[int]()

    def say_until(end: int) -> None:
        nonlocal at
        found.append(escape("\t".join(map(printable, source[at:end].split("\t")))))
        at = max(at, end)

    for start, negative_end, anchor in marks:
        while open_until and open_until[-1] <= start:
            say_until(open_until.pop())
            found.append("</span>")
        say_until(start)
        found.append(f'<span id="{anchor}">')
        open_until.append(-negative_end)
    while open_until:
        say_until(open_until.pop())
        found.append("</span>")
    say_until(len(source))
    return "".join(found)
