"""Verdicts on the terminal: a progress bar while they come, tables when they are there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from jaxlint.verify.verdict import Verdict, Verification
from jaxlint.verify.words import duration, summary_line

_NARROWEST = 100


class Advance(Protocol):
    """Told of each verdict."""

    def __call__(self, verdict: Verdict) -> None:
        """Take note of one verdict."""
        ...


@contextmanager
def progress(stream: TextIO, total: int) -> Iterator[Advance]:
    """A bar on a terminal; nothing elsewhere."""
    console = Console(file=stream)
    bar = Progress(
        TextColumn("verifying"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[last]}"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task("", total=total, last="")

        def advance(verdict: Verdict) -> None:
            bar.update(task, advance=1, last=escape(verdict.fixture.shown))

        yield advance


def show(verification: Verification, stream: TextIO) -> None:
    """The table of verdicts, the table of timings, every disagreement, and one line in sum."""
    console = Console(file=stream)
    if not console.is_terminal:
        # A log has no width; cells are cut to that of a terminal otherwise.
        console = Console(file=stream, width=200)
    elif console.width < _NARROWEST:
        console = Console(file=stream, width=_NARROWEST)
    console.print(_verdicts(verification))
    if any(verdict.timings for verdict in verification.verdicts):
        console.print(_timings(verification))
    for verdict in verification.disagreeing:
        console.print(
            f"\n[bold red]{escape(verdict.fixture.shown)}[/] (expected: {escape(verdict.expected)})"
        )
        for disagreement in verdict.disagreements:
            console.print(f"  - {escape(disagreement)}", highlight=False, soft_wrap=True)
    console.print("\n" + escape(summary_line(verification)), highlight=False, soft_wrap=True)


def _verdicts(verification: Verification) -> Table:
    table = Table(title_justify="left")
    for heading in ("rule", "fixture", "diagnosis", "behaviour", "fix", "device", ""):
        table.add_column(heading, overflow="fold")
    for verdict in verification.verdicts:
        mark = "[green]agrees[/]" if verdict.agrees else "[red]disagrees[/]"
        table.add_row(
            verdict.fixture.group,
            verdict.fixture.path.name,
            escape(verdict.diagnosis),
            escape(verdict.behaviour if verdict.skipped is None else f"skipped: {verdict.skipped}"),
            verdict.fix or "-",
            verification.machine.device,
            mark,
        )
    return table


def _timings(verification: Verification) -> Table:
    table = Table(title="Timings (median, warm, result awaited)", title_justify="left")
    for heading in ("fixture", "", "seconds", "", "seconds", "ratio", "repeats", "device"):
        table.add_column(heading, overflow="fold")
    for verdict in verification.verdicts:
        for timing in verdict.timings:
            table.add_row(
                f"{verdict.fixture.group}/{verdict.fixture.path.name}",
                timing.slow,
                duration(timing.slow_seconds),
                timing.fast,
                duration(timing.fast_seconds),
                f"{timing.ratio:.2f}",
                str(timing.repeats),
                timing.device,
            )
    return table
