#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = ["flake8-jaxlint"]
# ///
"""Time and memory of jaxlint beside what it is measured by: libcst's parse and flake8 without it.

    benchmarks/speed.py FILE_OR_FOLDER ...            medians of three runs, as a table
    benchmarks/speed.py --repeat 5 --json FOLDER      the same as JSON
    benchmarks/speed.py --instructions FOLDER         instructions in place of seconds, counted by valgrind

Every figure comes from a child process of its own on one core, and all of them from one run of this script:
ratios between them mean something, seconds of two machines or two days do not. Seconds are of processor time,
so that a busy machine blurs them less. Instructions are the same in every run, however busy the machine is: they tell
what a small change has brought. No test reads the clock; this is where speed is looked at.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

# Child programs get a file that lists the sources, one per line. Those that time a part of themselves
# print its seconds; of the others the whole life counts, start-up included.
READ = """\
import sys, time
from pathlib import Path
sources = [Path(line).read_bytes() for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
def clock(parse, *errors):
    start = time.process_time()
    for source in sources:
        try:
            parse(source)
        except errors:
            pass
    print(time.process_time() - start)
"""
PARSE_WITH_AST = READ + "import ast\nclock(ast.parse, SyntaxError, ValueError)\n"
PARSE_WITH_LIBCST = (
    READ + "import libcst\nclock(libcst.parse_module, libcst.ParserSyntaxError, UnicodeError)\n"
)

COUNT = (
    READ
    + """\
import ast
statements = characters = 0
def parse(source):
    global statements, characters
    characters += len(source.decode(errors="replace"))
    statements += len(ast.parse(source).body)
clock(parse, SyntaxError, ValueError)
print(statements, characters)
"""
)

# flake8 finds plugins among the installed distributions; leaving one out is the only way to run without it.
FLAKE8 = """\
import importlib.metadata, sys
from pathlib import Path
files, left_out = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines(), sys.argv[2]
installed = importlib.metadata.distributions
importlib.metadata.distributions = lambda **context: (
    found for found in installed(**context) if found.metadata["name"] != left_out
)
from flake8.main.cli import main
sys.exit(main(["--isolated", "-j1", *files]))
"""

JAXLINT = """\
import sys
from pathlib import Path
from jaxlint.cli import run
files = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
sys.argv[1:] = ["check", "--isolated", *sys.argv[2:], *files]
sys.exit(run())
"""

# Counts what libcst is given, while `jaxlint check` runs as ever.
OPENED = """\
import contextlib, io, sys
import libcst
opened = {"statements": 0, "characters": 0}
parse = libcst.parse_module
def counting(source, *arguments, **options):
    module = parse(source, *arguments, **options)
    opened["statements"] += len(module.body)
    opened["characters"] += len(source)
    return module
libcst.parse_module = counting
from pathlib import Path
from jaxlint.cli import main
files = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main(["check", "--isolated", "--no-cache", *files])
print(opened["statements"], opened["characters"])
"""

COUNTING = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")
COUNTED = re.compile(r"I\s+refs:\s+([\d,]+)")

LIBCST = "libcst's parse"
FLAKE8_ALONE = "flake8 alone"
VERSION = "import sys\nfrom jaxlint.cli import main\nsys.exit(main(['--version']))\n"


@dataclass(frozen=True, slots=True)
class Measure:
    """Median seconds and peak memory of one child program over its repeats."""

    name: str
    seconds: float
    spread: float
    """Slowest less fastest repeat."""
    megabytes: float


@dataclass(frozen=True, slots=True)
class Result:
    """All measures of one run; `opened` and `given` are libcst's shares of the statements and of the text."""

    files: int
    lines: int
    statements: int
    opened: float
    given: float
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a child: seconds of all its life, peak memory, what it printed, and instructions where counted."""

    seconds: float
    megabytes: float
    output: str
    instructions: int = 0


class BenchmarkError(Exception):
    """A child program failed; the text says how."""


def child(script: str, *arguments: str, under: Sequence[str] = ()) -> Run:
    """Run a script in a fresh interpreter on one core, `under` another program that watches it.

    Raises:
        BenchmarkError: when it ends with a status that neither flake8 nor jaxlint uses for findings.
    """
    environment = os.environ | {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
    # Installers compile what they install; a checkout is compiled when it is first imported, unless that is forbidden.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [*under, sys.executable, "-c", script, *arguments], stdout=output, stderr=errors, env=environment
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = usage.ru_utime + usage.ru_stime
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        said = errors.read().decode(errors="replace")
        if process.returncode not in (0, 1) or "Traceback (most recent call last)" in said:
            raise BenchmarkError(said[-4000:])
        # Linux counts kilobytes, macOS bytes.
        unit = 1 if sys.platform == "darwin" else 1024
        instructions = 0
        if under:
            counted = COUNTED.search(said)
            if counted is None:
                raise BenchmarkError(f"{under[0]} has counted nothing: {said[-4000:]}")
            instructions = int(counted[1].replace(",", ""))
        return Run(
            seconds, usage.ru_maxrss * unit / 1e6, output.read().decode(errors="replace"), instructions
        )


def measure(name: str, repeat: int, script: str, *arguments: str, inside: bool = False) -> Measure:
    """Median of the repeats; `inside` takes the seconds that the child prints."""
    runs = [child(script, *arguments) for _ in range(repeat)]
    seconds = [float(run.output.split()[-1]) if inside else run.seconds for run in runs]
    spread = max(seconds) - min(seconds)
    return Measure(name, statistics.median(seconds), spread, max(run.megabytes for run in runs))


def kept_measure(repeat: int, names: str, folder: str) -> Measure:
    """`jaxlint check` of files that have not changed since the last one."""
    child(JAXLINT, names, "--cache-dir", folder)
    if not list(Path(folder).glob("*.json")):
        raise BenchmarkError("no results were kept: are the files new?")
    return measure("jaxlint check, unchanged", repeat, JAXLINT, names, "--cache-dir", folder)


def python_files(paths: Sequence[Path]) -> list[Path]:
    """The files named, and the Python files below the folders named."""
    found = [sorted(path.rglob("*.py")) if path.is_dir() else [path] for path in paths]
    return list(dict.fromkeys(file.resolve() for group in found for file in group if file.is_file()))


def run_all(files: Sequence[Path], repeat: int) -> Result:
    """Run every child program on the files."""
    with tempfile.TemporaryDirectory() as folder:
        names = f"{folder}/files.txt"
        Path(names).write_text("\n".join(map(str, files)), encoding="utf-8")
        measures = (
            measure("ast's parse", repeat, PARSE_WITH_AST, names, inside=True),
            measure(LIBCST, repeat, PARSE_WITH_LIBCST, names, inside=True),
            measure(FLAKE8_ALONE, repeat, FLAKE8, names, "flake8-jaxlint"),
            measure("flake8 with jaxlint", repeat, FLAKE8, names, "nothing"),
            measure("jaxlint check", repeat, JAXLINT, names, "--no-cache"),
            kept_measure(repeat, names, f"{folder}/kept"),
            measure("python -c pass", 5 * repeat, "pass"),
            measure("jaxlint --version", 5 * repeat, VERSION),
        )
        statements, characters = map(int, child(COUNT, names).output.split()[-2:])
        opened, given = map(int, child(OPENED, names).output.split()[-2:])
    lines = sum(file.read_bytes().count(b"\n") for file in files)
    return Result(len(files), lines, statements, opened / statements, given / characters, measures)


def count_all(files: Sequence[Path]) -> dict[str, int]:
    """Instructions of the child programs whose ratios the budgets are about."""
    with tempfile.TemporaryDirectory() as folder:
        names, none = Path(folder, "files.txt"), Path(folder, "none.txt")
        names.write_text("\n".join(map(str, files)), encoding="utf-8")
        none.write_text("", encoding="utf-8")

        def count(script: str, *arguments: str) -> int:
            return child(script, *arguments, under=COUNTING).instructions

        child(JAXLINT, str(names), "--no-cache")  # a checkout is compiled before it is counted
        return {
            # What is left without files is the import of libcst.
            LIBCST: count(PARSE_WITH_LIBCST, str(names)) - count(PARSE_WITH_LIBCST, str(none)),
            FLAKE8_ALONE: count(FLAKE8, str(names), "flake8-jaxlint"),
            "flake8 with jaxlint": count(FLAKE8, str(names), "nothing"),
            "jaxlint check": count(JAXLINT, str(names), "--no-cache"),
        }


def as_counts(counts: Mapping[str, int]) -> str:
    """Counted instructions as a Markdown table."""
    rows = ["| | million instructions | of libcst's parse | of flake8 alone |", "|---|--:|--:|--:|"]
    rows += [
        f"| {name} | {number / 1e6:,.0f} | {number / counts[LIBCST]:.2f} | {number / counts[FLAKE8_ALONE]:.2f} |"
        for name, number in counts.items()
    ]
    return "\n".join(rows)


def as_table(result: Result) -> str:
    """The result as a Markdown table, each time beside libcst's parse and flake8 alone."""
    by_name = {row.name: row.seconds for row in result.measures}
    size = f"{result.files} files, {result.lines:,} lines, {result.statements:,} top-level statements"
    rows = [
        f"{size}; libcst opened {result.opened:.1%} of them, {result.given:.1%} of the text",
        "",
        "| | seconds | spread | of libcst's parse | of flake8 alone | peak MB |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    rows += [
        f"| {row.name} | {row.seconds:.3f} | {row.spread:.3f} | {row.seconds / by_name[LIBCST]:.2f} "
        f"| {row.seconds / by_name[FLAKE8_ALONE]:.2f} | {row.megabytes:.0f} |"
        for row in result.measures
    ]
    return "\n".join(rows)


def main() -> int:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=functools.partial(argparse.RawDescriptionHelpFormatter, width=100),
    )
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--repeat", type=int, default=3, help="runs of each; the median counts (3)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--instructions", action="store_true", help="count instructions, which takes minutes")
    options = parser.parse_args()
    files = python_files(options.paths)
    if not files:
        parser.error("no Python files there")
    if options.instructions and shutil.which(COUNTING[0]) is None:
        parser.error("valgrind, which counts the instructions, is not installed")
    try:
        if options.instructions:
            counts = count_all(files)
            print(json.dumps(counts, indent=1) if options.json else as_counts(counts))
            return 0
        result = run_all(files, options.repeat)
    except BenchmarkError as error:
        print(f"speed: {error}", file=sys.stderr)
        return 2
    print(json.dumps(asdict(result), indent=1) if options.json else as_table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
