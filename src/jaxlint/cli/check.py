"""`jaxlint check`: lint, and fix."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from jaxlint.engine.collecting import not_collecting
from jaxlint.engine.config import Config, ConfigError, Overrides, Selection
from jaxlint.engine.config_file import Configs, check_selectors
from jaxlint.engine.discovery import is_excluded, python_files
from jaxlint.engine.result import FileResult, FixedFile, Problem, ProblemKind
from jaxlint.records import dataclass
from jaxlint.report import Format, render
from jaxlint.report.entries import STDIN
from jaxlint.report.paint import shows_color
from jaxlint.text.decoding import UndecodableError, decode
from jaxlint.text.edits import Applicability

CACHE = ".jaxlint_cache"
"""The folder of kept results, in the root of the project."""


def check(options: argparse.Namespace) -> int:
    """Carry out the command; the exit status."""
    configs = Configs(_overrides(options), explicit=options.config, isolated=options.isolated)
    run = _Run(options, configs)
    paths: list[Path] = options.paths
    if paths == [Path(STDIN)] or (not paths and options.stdin_filename is not None):
        return run.standard_input()
    if Path(STDIN) in paths:
        raise ConfigError("`-` (standard input) does not go together with other paths")
    return run.files(paths or [Path()])


def _overrides(options: argparse.Namespace) -> Overrides:
    def selectors(option: str) -> tuple[str, ...] | None:
        words = getattr(options, option.replace("-", "_"))
        return None if words is None else check_selectors(words, f"`--{option}`")

    return Overrides(
        selection=Selection(
            select=selectors("select"),
            extend_select=selectors("extend-select") or (),
            ignore=selectors("ignore") or (),
        ),
        pedantic=options.pedantic,
        exclude=None if options.exclude is None else tuple(options.exclude),
        extend_exclude=tuple(options.extend_exclude or ()),
        noqa=not options.disable_noqa,
    )


@dataclass(slots=True)
class _Tally:
    """What has been reported, counted as it passes by."""

    files: int = 0
    findings: int = 0
    safe: int = 0
    unsafe: int = 0
    faults: int = 0

    def watch(self, results: Iterable[FileResult]) -> Iterator[FileResult]:
        for result in results:
            self.files += 1
            self.findings += len(result.findings) + len(result.problems)
            self.faults += sum(problem.kind is ProblemKind.INTERNAL for problem in result.problems)
            for finding in result.findings:
                if finding.fix is not None:
                    self.safe += finding.fix.applicability is Applicability.SAFE
                    self.unsafe += finding.fix.applicability is Applicability.UNSAFE
            yield result


class _Run:
    """One run of the command, over files or over standard input."""

    def __init__(self, options: argparse.Namespace, configs: Configs) -> None:
        self._options = options
        self._configs = configs
        self._tally = _Tally()
        self._unsafe: bool = options.unsafe_fixes
        self._started = time.monotonic()

    def files(self, paths: list[Path]) -> int:
        files = list(python_files(paths, self._configs, force_exclude=self._options.force_exclude))
        if not files:
            self._say("warning: no Python files found under the given paths")
        if self._options.diff:
            return self._show_diffs(fixed for fixed, _ in self._fix(files))
        if not self._options.fix:
            with not_collecting(for_good=self._options.ends):
                self._report(self._lint(files), sys.stdout)
            return self._conclude(0)
        applied, written, remaining = 0, True, []
        for fixed, result in self._fix(files):
            remaining.append(result)
            if fixed.after == fixed.before:
                continue
            if _write(fixed):
                applied += fixed.applied
            else:
                written = False
        self._report(remaining, sys.stdout)
        return self._conclude(applied, failed=not written)

    def standard_input(self) -> int:
        from jaxlint.engine.fixer import fix_text
        from jaxlint.engine.linter import lint_text

        path: str = self._options.stdin_filename or STDIN
        config = self._configs.of(Path(path))
        data = sys.stdin.buffer.read()
        try:
            source = decode(data)
        except UndecodableError as error:
            problem = Problem(ProblemKind.UNDECODABLE, path, error.message, error.line)
            if self._options.fix:
                sys.stdout.buffer.write(data)
            self._report([FileResult(path, "", (), (problem,))], self._messages())
            return self._conclude(0)
        if self._options.force_exclude and path != STDIN and is_excluded(Path(path), self._configs):
            if self._options.fix:
                sys.stdout.buffer.write(data)
            return self._conclude(0)
        if not (self._options.fix or self._options.diff):
            self._report([lint_text(source.text, path, config)], self._messages())
            return self._conclude(0)
        fixed = fix_text(source.text, path, config, unsafe=self._unsafe)
        if self._options.diff:
            return self._show_diffs([fixed])
        sys.stdout.buffer.write(source.encode(fixed.after))
        sys.stdout.buffer.flush()
        self._report([_with_problems(lint_text(fixed.after, path, config), fixed)], self._messages())
        return self._conclude(fixed.applied)

    def _messages(self) -> TextIO:
        """Where findings in standard input go: the fixed program has standard output for itself."""
        return sys.stderr if self._options.fix else sys.stdout

    def _projects(self, files: list[Path]) -> Iterator[tuple[Config, list[Path]]]:
        """Each configuration has a project of its own, which is traced as a whole."""
        projects: dict[Config, list[Path]] = {}
        for file in files:
            projects.setdefault(self._configs.of(file), []).append(file)
        yield from projects.items()

    def _lint(self, files: list[Path]) -> Iterator[FileResult]:
        for config, members in self._projects(files):
            folder = self._cache_folder(config)
            if folder is not None:
                from jaxlint.engine.cache import Cache

                yield from Cache(folder).lint(members, config)
            else:
                from jaxlint.engine.project import lint_paths

                yield from lint_paths(members, config)

    def _cache_folder(self, config: Config) -> Path | None:
        """Where the project's results are kept, if they are to be kept."""
        if self._options.no_cache or os.environ.get("JAXLINT_NO_CACHE", "") not in ("", "0"):
            return None
        named = self._options.cache_dir or os.environ.get("JAXLINT_CACHE_DIR")
        return Path(named) if named else config.root / CACHE

    def _fix(self, files: list[Path]) -> Iterator[tuple[FixedFile, FileResult]]:
        """Each file after its fixes, with what there is left to report."""
        from jaxlint.engine.fixer import fix_paths

        for config, members in self._projects(files):
            for fixed, result in fix_paths(members, config, unsafe=self._unsafe):
                yield fixed, _with_problems(result, fixed)

    def _report(self, results: Iterable[FileResult], stream: TextIO) -> None:
        watched = self._tally.watch(results)
        output_format = Format(self._options.output_format)
        stream.writelines(render(watched, output_format, color=shows_color(stream)))
        stream.flush()

    def _show_diffs(self, fixed_files: Iterable[FixedFile]) -> int:
        from jaxlint.report.diff import render_diff

        fixes = 0
        for fixed in fixed_files:
            fixes += fixed.applied
            sys.stdout.writelines(render_diff(fixed))
        sys.stdout.flush()
        self._say(f"Would fix {_count(fixes, 'error')}." if fixes else "No errors would be fixed.")
        return 1 if fixes and not self._options.exit_zero else 0

    def _conclude(self, applied: int, *, failed: bool = False) -> int:
        tally = self._tally
        for line in _summary(tally, applied, unsafe=self._unsafe):
            self._say(line)
        if self._options.verbose:
            seconds = time.monotonic() - self._started
            self._say(f"Checked {_count(tally.files, 'file')} in {seconds:.2f} s.")
        if tally.faults or failed:
            return 2
        return 1 if tally.findings and not self._options.exit_zero else 0

    def _say(self, line: str) -> None:
        if not self._options.quiet:
            print(line, file=sys.stderr)


def _summary(tally: _Tally, applied: int, *, unsafe: bool) -> Iterator[str]:
    if not tally.findings and not applied:
        yield "All checks passed!"
        return
    found = f"Found {_count(tally.findings + applied, 'error')}"
    yield f"{found} ({applied} fixed, {tally.findings} remaining)." if applied else f"{found}."
    fixable = tally.safe + (tally.unsafe if unsafe else 0)
    hidden = 0 if unsafe else tally.unsafe
    if fixable:
        more = f" ({hidden} more with `--unsafe-fixes`)" if hidden else ""
        yield f"{fixable} fixable with `--fix`{more}."
    elif hidden:
        yield f"{hidden} fixable with `--fix --unsafe-fixes`."


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _with_problems(result: FileResult, fixed: FixedFile) -> FileResult:
    return replace(result, problems=(*result.problems, *fixed.problems))


def _write(fixed: FixedFile) -> bool:
    """Put the fixed text into its file; say so where that is not possible."""
    from jaxlint.engine.writing import ChangedMeanwhileError, replace_file

    path = Path(fixed.path)
    try:
        data = path.read_bytes()
        source = decode(data)
        if source.text != fixed.before:
            raise ChangedMeanwhileError("it has changed since it was read")
        replace_file(path, data, source.encode(fixed.after))
    except (OSError, UndecodableError, UnicodeEncodeError) as error:
        print(f"jaxlint: error: {fixed.path} is not fixed: {error}", file=sys.stderr)
        return False
    return True
