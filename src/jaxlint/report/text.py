"""The report for people: the finding's line, its source with marks and labels, and the cure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from jaxlint.engine.result import FileResult
from jaxlint.report.concise import place
from jaxlint.report.entries import entries, one_line, printable, shown_path
from jaxlint.report.frame import Label, gutter_width, render_frame, split_lines
from jaxlint.report.paint import Paint
from jaxlint.text.decoding import UndecodableError, decode
from jaxlint.text.edits import Applicability, Fix
from jaxlint.text.findings import Finding

_FIX_HINTS = {
    Applicability.SAFE: " (`--fix`)",
    Applicability.UNSAFE: " (`--fix --unsafe-fixes`)",
    Applicability.DISPLAY: "",
}


def render(results: Iterable[FileResult], *, color: bool = False) -> Iterator[str]:
    report = _Report(Paint(color))
    for result in results:
        report.know(result)
        for finding in entries(result):
            yield "\n".join((*report.lines(result, finding), "", ""))


class _Report:
    """Findings as lines; remembers the text of files that notes point into."""

    def __init__(self, paint: Paint) -> None:
        self._paint = paint
        self._texts: dict[str, str] = {}
        self._sources: dict[str, list[str]] = {}

    def know(self, result: FileResult) -> None:
        self._texts[result.path] = result.text

    def lines(self, result: FileResult, finding: Finding) -> Iterator[str]:
        paint = self._paint
        where = paint.place(f"{place(result.path, finding)}:")
        yield f"{where} {paint.code(finding.code)} {printable(one_line(finding.message))}"
        by_path: dict[str, list[Label]] = {
            result.path: [Label(finding.span, finding.predicts or "", is_primary=True)]
        }
        for note in finding.notes:
            path = result.path if note.path is None else note.path
            by_path.setdefault(path, []).append(Label(note.span, note.message))
        width = max(map(gutter_width, by_path.values()))
        for path, labels in by_path.items():
            if path != result.path:
                first = labels[0].span
                elsewhere = f"{shown_path(path)}:{first.line}:{first.column + 1}"
                yield f"{paint.gutter(' ' * (width + 1) + ':::')} {elsewhere}"
            source = self._lines_of(path)
            if source == [""]:
                continue  # a file that could not be read has nothing to show
            if source is not None:
                yield from render_frame(source, labels, width, paint)
            else:
                yield from (f" {'':{width}} {paint.gutter('= note:')} {label.text}" for label in labels)
        if finding.help is not None:
            yield self._advice(width, "help", finding.help)
        if finding.fix is not None:
            yield self._advice(width, "fix", _fix_line(finding.fix))

    def _advice(self, width: int, kind: str, text: str) -> str:
        return f" {'':{width}} {self._paint.advice(f'= {kind}:')} {printable(one_line(text))}"

    def _lines_of(self, path: str) -> list[str] | None:
        if path not in self._sources:
            try:
                text = self._texts[path] if path in self._texts else decode(Path(path).read_bytes()).text
            except (OSError, UndecodableError):
                return None
            self._sources[path] = split_lines(text)
        return self._sources[path]


def _fix_line(fix: Fix) -> str:
    return f"{fix.title}{_FIX_HINTS[fix.applicability]}"
