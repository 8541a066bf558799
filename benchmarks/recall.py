#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = ["flake8-jaxlint"]
# ///
"""What jaxlint finds in faulty programs that were written without a look at its rules, code by code.

    benchmarks/recall.py                                    prints the table
    benchmarks/recall.py --output benchmarks/recall.md      and writes it
    benchmarks/recall.py FOLDER                             of other programs that follow the contract of the fixtures

A mark (`# error: JXL401`) counts as found if a finding of its code begins on its line. Rules that are off by default
are on for the programs that mark their codes. `jaxlint verify tests/data/programs` shows that the programs are faulty.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from jaxlint.engine.config import Config, Selection
from jaxlint.engine.linter import lint_text
from jaxlint.verify.contract import read_contract

PROGRAMS = Path(__file__).parents[1] / "tests" / "data" / "programs"
FIRST = """\
The first programs of the families 5xx to 9xx were written before a look at how the rules work, from their summaries
alone, and were run on JAX before they were counted. The first time, jaxlint found {first} of their {marks} marks."""
FIRST_FOUND, FIRST_MARKS = 122, 162


@dataclass(frozen=True)
class Judged:
    """One program: what is marked, what is reported, and why it is missed where that is known."""

    name: str
    marks: frozenset[tuple[int, str]]
    found: frozenset[tuple[int, str]]
    reason: str | None


def judge(path: Path) -> Judged:
    """Lint a program under the rules that are on by default and those that it marks."""
    text = path.read_text(encoding="utf-8")
    contract = read_contract(text)
    marked = tuple({code for _, code in contract.marks})
    config = Config(root=path.parent, selections=(Selection(extend_select=marked),))
    findings = lint_text(text, str(path), config).findings
    found = frozenset((finding.span.line, finding.code) for finding in findings)
    return Judged(path.stem, contract.marks, found, contract.todo)


def report(programs: list[Judged]) -> str:
    """The table by code, and the misses with their reasons."""
    marks: defaultdict[str, int] = defaultdict(int)
    found: defaultdict[str, int] = defaultdict(int)
    missed: list[str] = []
    for program in programs:
        for mark in sorted(program.marks):
            marks[mark[1]] += 1
            found[mark[1]] += mark in program.found
            if mark not in program.found:
                missed.append(f"- {mark[1]} `{program.name}`: {program.reason or 'no reason known'}")
    lines = ["| code | marks | found |", "| --- | ---: | ---: |"]
    lines += [f"| {code} | {marks[code]} | {found[code]} |" for code in sorted(marks)]
    lines.append(f"| all | {sum(marks.values())} | {sum(found.values())} |")
    false = [
        f"- {code} `{program.name}`, line {line}"
        for program in programs
        for line, code in sorted(program.found - program.marks)
    ]
    return "\n".join(
        [
            *lines,
            "",
            f"Missed ({len(missed)}):",
            "",
            *sorted(missed),
            "",
            f"Reported and not marked: {len(false) or 'nothing'}",
            *false,
        ]
    )


def main() -> int:
    """Judge every program, print the table and write it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=PROGRAMS)
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    programs = [judge(path) for path in sorted(arguments.folder.glob("*.py"))]
    table = report(programs)
    print(table)
    if arguments.output:
        count = sum(bool(program.marks) for program in programs)
        heading = f"# Recall\n\n{count} faulty programs and {len(programs) - count} sound look-alikes, "
        heading += "of `tests/data/programs`; this table is written by `benchmarks/recall.py`.\n\n"
        first = FIRST.format(first=FIRST_FOUND, marks=FIRST_MARKS)
        arguments.output.write_text(f"{heading}{first}\n\n{table}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
