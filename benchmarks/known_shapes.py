#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = ["flake8-jaxlint"]
# ///
"""How much jaxlint knows of the shapes in a program: of each expression that gives an array, its shape or its rank.

    benchmarks/known_shapes.py FILE_OR_FOLDER ...       one row for each, as a table

An expression counts once, however often it is evaluated; what is known of it is what is known on every visit. A shape
is known if each size is a number or a symbol (`n`, `2*n + 1`), a rank if some sizes are unknown, axes if some are and
the rank is not (`(*batch, 3)`). Expressions that are
never reached (in functions that nobody in view calls, and that are not worth entering) do not count.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jaxlint.domain.origins import Place
from jaxlint.domain.values import Array, NumPyArray, PyTree, Value
from jaxlint.engine.linter import read_file
from jaxlint.engine.program import ProjectProgram
from jaxlint.program import tree
from jaxlint.syntax.gate import SyntaxProblem, parse_ast
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.run import trace_modules

NUMBERS, SYMBOLS, RANK, AXES, NOTHING = (
    "shape, numbers",
    "shape, symbols",
    "rank alone",
    "some axes",
    "nothing",
)
LEVELS = (NOTHING, AXES, RANK, SYMBOLS, NUMBERS)


def level(value: Value) -> str | None:
    """What is known of an array's shape; None for what is no array."""
    if isinstance(value, PyTree):
        return None
    if not isinstance(value, Array | NumPyArray):
        return None
    shape = value.aval.shape
    if shape is None:
        return NOTHING if value.aval.variadic is None else AXES
    if None in shape:
        return RANK
    return NUMBERS if all(isinstance(size, int) for size in shape) else SYMBOLS


def files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def measure(path: Path) -> dict[str, int]:
    """Expressions of a file or folder by what is known of them."""
    known: dict[Place, str] = {}
    evaluate = Tracer.evaluate

    def counted(t: Tracer, node: tree.Expr) -> Value:
        value = evaluate(t, node)
        found = level(value) if t.recording and t.frame is not None else None
        if found is not None:
            place = t.place(node.at)
            before = known.get(place, found)
            known[place] = min(before, found, key=LEVELS.index)
        return value

    patched: Any = Tracer
    patched.evaluate = counted
    try:
        program = ProjectProgram([path if path.is_dir() else path.parent])
        for one in files([path]):
            text, problem = read_file(one)
            parsed = None if text is None or problem is not None else parse_ast(text, str(one))
            if text is None or parsed is None or isinstance(parsed, SyntaxProblem):
                continue
            trace_modules(program, [program.add(str(one), text, parsed)], lambda *_: True)
    finally:
        patched.evaluate = evaluate
    counts = dict.fromkeys(LEVELS, 0)
    for found in known.values():
        counts[found] += 1
    return counts


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE_OR_FOLDER")
    options = parser.parse_args(arguments)
    print(f"| program | arrays | {' | '.join(reversed(LEVELS))} | share known | seconds |")
    print(f"|---|{'--:|' * (len(LEVELS) + 3)}")
    for path in options.paths:
        start = time.process_time()
        counts = measure(path)
        total = sum(counts.values())
        share = (counts[NUMBERS] + counts[SYMBOLS]) / total if total else 0.0
        cells = " | ".join(str(counts[one]) for one in reversed(LEVELS))
        print(f"| {path} | {total} | {cells} | {share:.0%} | {time.process_time() - start:.0f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
