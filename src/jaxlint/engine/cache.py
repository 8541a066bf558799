"""Findings kept from one run to the next: a project in which nothing has changed is not traced again.

An entry holds the results of one command over one project, and a digest of everything that they hang on: the texts
of the files that were read, those that a call or an import led to included, and the names in the folders in which a
module was looked for. It holds for one version of jaxlint and of Python and one configuration, which its name is made
of. Entries are JSON: a repository that brings its own cannot have anything executed.

This module is all that an unchanged project needs; the engine is imported where there is something to lint.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from jaxlint import __version__
from jaxlint.engine.config import Config
from jaxlint.engine.folders import importable_names
from jaxlint.engine.result import FileResult, Problem, ProblemKind
from jaxlint.text.decoding import UndecodableError, decode
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.text.findings import Certainty, Finding, Note
from jaxlint.text.span import Span

MAX_ENTRIES = 64
"""Entries that stay when another is written; the oldest go first."""
TICK_NS = 20_000_000
"""Nanoseconds by which a file system's clock may be behind."""
PASSING = {ProblemKind.UNREADABLE, ProblemKind.INTERNAL}
"""Problems that another run may not have although no text has changed."""


class Cache:
    """A folder of entries. What cannot be read or written there costs time and nothing else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def lint(self, paths: Sequence[Path], config: Config) -> Iterator[FileResult]:
        """Findings of each file, in the order of the paths: those of the last run where they still hold."""
        file = self._folder / f"{_digest(_question(paths, config).encode())}.json"
        kept = _read(file, paths)
        if kept is not None:
            yield from kept
            return
        from jaxlint.engine.project import Consulted, lint_paths

        started, consulted = time.time_ns(), Consulted()
        results: list[FileResult] = []
        for result in lint_paths(paths, config, consulted=consulted):
            results.append(result)
            yield result
        if any(problem.kind in PASSING for result in results for problem in result.problems):
            return
        files = _digests(consulted.files, changed_before=started - TICK_NS)
        if files is not None:
            folders = {folder: _names_digest(names) for folder, names in consulted.folders.items()}
            with suppress(OSError):
                self._write(file, {"files": files, "folders": folders, "results": list(_packed(results))})

    def _write(self, file: Path, entry: dict[str, Any]) -> None:
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True)
            (self._folder / ".gitignore").write_text("*\n", encoding="utf-8")
            signature = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by jaxlint; see https://bford.info/cachedir/\n"
            (self._folder / "CACHEDIR.TAG").write_text(signature, encoding="utf-8")
        import tempfile

        descriptor, temporary = tempfile.mkstemp(prefix=".", dir=self._folder)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump(entry, stream, separators=(",", ":"))
            Path(temporary).replace(file)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        entries = sorted(self._folder.glob("*.json"), key=lambda each: each.stat().st_mtime_ns)
        for old in entries[:-MAX_ENTRIES]:
            old.unlink(missing_ok=True)


def _question(paths: Sequence[Path], config: Config) -> str:
    """What is asked, in words: of whom, from where, with which settings, about which files."""
    package = Path(__file__).parents[1]
    own = sorted(
        (entry.path, entry.stat().st_size, entry.stat().st_mtime_ns)
        for folder in (package, *(each for each in package.iterdir() if each.is_dir()))
        for entry in os.scandir(folder)
        if entry.is_file()
    )
    # A checkout of jaxlint changes without its version.
    return "\n".join([__version__, sys.version, repr(own), str(Path.cwd()), repr(config), *map(str, paths)])


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _names_digest(names: Iterable[str]) -> str:
    return _digest("/".join(sorted(names)).encode(errors="surrogateescape"))


def _digests(paths: Iterable[str], changed_before: int) -> dict[str, str] | None:
    """Digests of the files' contents; None where one may have changed while it was linted."""
    digests: dict[str, str] = {}
    for path in paths:
        try:
            if Path(path).stat().st_mtime_ns >= changed_before:
                return None
            digests[path] = _digest(Path(path).read_bytes())
        except OSError:
            return None
    return digests


def _read(file: Path, paths: Sequence[Path]) -> list[FileResult] | None:
    """The results of an entry that still holds."""
    try:
        entry = json.loads(file.read_bytes())
        for folder, names in entry["folders"].items():
            if _names_digest(importable_names(folder)) != names:
                return None
        for path, digest in entry["files"].items():
            if _digest(Path(path).read_bytes()) != digest:
                return None
        return list(_unpacked(entry["results"], paths))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, UndecodableError):
        return None


def _packed(results: Sequence[FileResult]) -> Iterator[list[Any]]:
    """What there is to say of a file, by its index; most files are not worth a word."""
    for index, result in enumerate(results):
        if result.findings or result.problems:
            problems = [[each.kind.value, each.message, each.line, each.column] for each in result.problems]
            yield [index, problems, [_packed_finding(finding) for finding in result.findings]]


def _packed_finding(finding: Finding) -> list[Any]:
    fix = finding.fix
    return [
        finding.code,
        finding.message,
        _packed_span(finding.span),
        [[note.message, _packed_span(note.span), note.path] for note in finding.notes],
        finding.help,
        finding.predicts,
        finding.certainty.value,
        None
        if fix is None
        else [fix.title, fix.applicability.value, [[_packed_span(e.span), e.text] for e in fix.edits]],
    ]


def _packed_span(span: Span) -> list[int]:
    return [span.line, span.column, span.end_line, span.end_column]


def _unpacked(entries: Sequence[Any], paths: Sequence[Path]) -> Iterator[FileResult]:
    said = {index: (problems, findings) for index, problems, findings in entries}
    for index, path in enumerate(paths):
        if index not in said:
            yield FileResult(str(path), "")
            continue
        problems, findings = said[index]
        yield FileResult(
            str(path),
            _text(path),
            tuple(map(_unpacked_finding, findings)),
            tuple(
                Problem(ProblemKind(kind), str(path), message, line, column)
                for kind, message, line, column in problems
            ),
        )


def _text(path: Path) -> str:
    """The text that the findings are shown in; a file that is no text has none."""
    try:
        return decode(path.read_bytes()).text
    except UndecodableError:
        return ""


def _unpacked_finding(packed: Sequence[Any]) -> Finding:
    code, message, span, notes, help_, predicts, certainty, fix = packed
    return Finding(
        code,
        message,
        Span(*span),
        tuple(Note(said, Span(*place), path) for said, place, path in notes),
        help_,
        predicts,
        None if fix is None else _unpacked_fix(*fix),
        Certainty(certainty),
    )


def _unpacked_fix(title: str, applicability: str, edits: Sequence[Any]) -> Fix:
    return Fix(title, tuple(Edit(Span(*place), text) for place, text in edits), Applicability(applicability))
