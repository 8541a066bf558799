#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = ["flake8-jaxlint"]
# ///
"""Faulty shapes side by side: jaxlint, pyrefly with JAX's shape stubs, and jaxtyc on the same forty programs.

    benchmarks/shapes.py --peers VENV --output benchmarks/shapes.md

VENV is a virtual environment of Python 3.13 with `pyrefly`, `jax-pyrefly-stubs`, `jaxtyc` and `jaxtyping`. A fault is
found where a tool says something of the faulty program that it does not say of the mended one. What it says of shapes
in the mended program is a false alarm.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from shape_programs import PROGRAMS, Program

ORACLE = """
import importlib, json, sys
sys.path.insert(0, sys.argv[1])
outcome = {}
for name in sys.argv[2:]:
    try:
        importlib.import_module(name).run()
        outcome[name] = "runs"
    except Exception as error:
        outcome[name] = type(error).__name__
print(json.dumps(outcome))
"""
ANNOTATION = re.compile(r'(Float|Int)\[Array, "([^"]*)"\]')
NAME = re.compile(r"[A-Za-z_]\w*")
CONFIG = """preset = "strict"
project-includes = ["*.py"]
python-interpreter-path = "{python}"
"""


@dataclass
class Tool:
    """A tool, and what it says by file: each saying as kind and message, without its place."""

    name: str
    version: str
    said: dict[str, Counter[str]] = field(default_factory=dict)
    seconds: float = 0.0

    def finds(self, program: Program) -> bool:
        faulty, mended = (self.said.get(_file(program, f), Counter()) for f in (True, False))
        return bool(faulty - mended)

    def shape_kinds(self) -> set[str]:
        """Kinds of sayings by which it has found faults."""
        return {
            key.partition(":")[0]
            for program in PROGRAMS
            for key in self.said.get(_file(program, True), Counter())
            - self.said.get(_file(program, False), Counter())
        }

    def false_alarms(self) -> int:
        kinds = self.shape_kinds()
        return sum(
            any(key.partition(":")[0] in kinds for key in self.said.get(_file(program, False), ()))
            for program in PROGRAMS
        )


def _file(program: Program, faulty: bool) -> str:
    return f"{program.name}_{'faulty' if faulty else 'mended'}.py"


def _run(command: list[str], folder: Path) -> tuple[str, float]:
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout, time.perf_counter() - begun


def _jaxlint(folder: Path) -> Tool:
    command = [
        sys.executable,
        "-m",
        "jaxlint",
        "check",
        "--isolated",
        "--no-cache",
        "--output-format",
        "json",
        ".",
    ]
    out, seconds = _run(command, folder)
    version = subprocess.run(
        [sys.executable, "-m", "jaxlint", "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[-1]
    tool = Tool("jaxlint", version, seconds=seconds)
    for one in json.loads(out):
        tool.said.setdefault(Path(one["filename"]).name, Counter())[f"{one['code']}: {one['message']}"] += 1
    return tool


def _in_pyreflys_words(text: str) -> str:
    """Jaxtyping's annotations, which pyrefly reads as arrays of any shape, as `Shaped` and `shape_vars`."""
    lines: list[str] = []
    for line in text.splitlines():
        shapes = [shape.split() for _, shape in ANNOTATION.findall(line)]
        if shapes:
            names = dict.fromkeys(name for shape in shapes for part in shape for name in NAME.findall(part))
            lines.append(f'@shape_vars("{", ".join(names)}")')
        line = ANNOTATION.sub(lambda m: f'Shaped[Array, "[{", ".join(m[2].split())}]"]', line)
        if line.startswith("from jaxtyping"):
            line = "from jax import Array\nfrom shape_extensions import Shaped, shape_vars"
        lines.append(line)
    return "\n".join(lines) + "\n"


def _pyrefly(folder: Path, peers: Path) -> Tool:
    folder = folder.with_name("pyrefly")
    folder.mkdir(exist_ok=True)
    for program in PROGRAMS:
        for faulty in (True, False):
            text = _in_pyreflys_words(program.written(faulty))
            (folder / _file(program, faulty)).write_text(text, encoding="utf-8")
    (folder / "pyrefly.toml").write_text(CONFIG.format(python=peers / "bin/python"), encoding="utf-8")
    out, seconds = _run([str(peers / "bin/pyrefly"), "check", "--output-format", "json"], folder)
    tool = Tool("pyrefly with jax-pyrefly-stubs", _version(peers, "pyrefly"), seconds=seconds)
    for one in json.loads(out)["errors"]:
        key = f"{one['name']}: {one['description']}"
        tool.said.setdefault(Path(one["path"]).name, Counter())[key] += 1
    return tool


def _jaxtyc(folder: Path, peers: Path) -> Tool:
    out, seconds = _run([str(peers / "bin/jaxtyc"), "check", "--format", "json", "."], folder)
    tool = Tool("jaxtyc", _version(peers, "jaxtyc"), seconds=seconds)
    for one in json.loads(out)["diagnostics"]:
        tool.said.setdefault(Path(one["file"]).name, Counter())[f"{one['rule']}: {one['message']}"] += 1
    return tool


def _version(peers: Path, package: str) -> str:
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    command = [str(peers / "bin/python"), "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _check_programs(folder: Path, peers: Path) -> dict[str, str]:
    """What JAX makes of each program; a mended one that does not run is a fault of this benchmark."""
    names = [Path(_file(program, faulty)).stem for program in PROGRAMS for faulty in (True, False)]
    out, _ = _run([str(peers / "bin/python"), "-c", ORACLE, str(folder), *names], folder)
    outcome: dict[str, str] = json.loads(out.splitlines()[-1])
    broken = [name for name in names if name.endswith("_mended") and outcome[name] != "runs"]
    if broken:
        raise SystemExit(f"mended programs that do not run: {', '.join(broken)}")
    return outcome


def _table(tools: list[Tool], outcome: dict[str, str], peers: Path) -> str:
    lines = [
        "# Faulty shapes, side by side",
        "",
        "Made by `benchmarks/shapes.py --peers VENV --output benchmarks/shapes.md`; the programs are in",
        "`benchmarks/shape_programs.py`. A fault is found where a tool says something of the faulty program that it",
        "does not say of its mended twin; a false alarm is a mended program of which it says the same kind of thing.",
        "",
        f"Python {sys.version.split()[0]} for jaxlint, 3.13 and jax {_version(peers, 'jax')} for the others. pyrefly",
        'runs with `preset = "strict"`, without which it says nothing of shapes, and with the annotations in its own',
        "words (`Shaped`, `shape_vars`), as it takes those of jaxtyping for arrays of any shape; parameters without",
        "annotations may be anything to it. jaxtyc imports the programs and traces annotated functions; the other two",
        "run nothing. Who wrote the programs wrote jaxlint too, and mended what it missed first: `plain_wrong_size`.",
        "",
        "| found | " + " | ".join(f"{tool.name} {tool.version}" for tool in tools) + " |",
        "| --- |" + " --- |" * len(tools),
    ]
    for kind in ("plain", "annotated"):
        for family in ("dot", "vmap", "reshape", "broadcast"):
            chosen = [p for p in PROGRAMS if p.family == family and p.name.startswith(kind)]
            cells = [f"{sum(map(tool.finds, chosen))} of {len(chosen)}" for tool in tools]
            lines.append(f"| {family}, {kind} | " + " | ".join(cells) + " |")
    total = [f"**{sum(map(tool.finds, PROGRAMS))} of {len(PROGRAMS)}**" for tool in tools]
    lines.append("| all | " + " | ".join(total) + " |")
    lines.append("| false alarms | " + " | ".join(str(tool.false_alarms()) for tool in tools) + " |")
    lines.append("| seconds for 80 files | " + " | ".join(f"{tool.seconds:.1f}" for tool in tools) + " |")
    lines += ["", "| program | JAX | " + " | ".join(tool.name.split()[0] for tool in tools) + " |"]
    lines.append("| --- | --- |" + " --- |" * len(tools))
    for program in PROGRAMS:
        cells = ["found" if tool.finds(program) else "" for tool in tools]
        said = outcome[Path(_file(program, True)).stem]
        lines.append(f"| {program.name} | {said} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--peers", type=Path, required=True, help="virtual environment of the other tools")
    parser.add_argument("--output", type=Path, help="file of the table; standard output when not given")
    parser.add_argument("--keep", type=Path, help="folder in which the programs are left")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = (options.keep or Path(scratch)).absolute() / "programs"
        folder.mkdir(parents=True, exist_ok=True)
        for program in PROGRAMS:
            for faulty in (True, False):
                (folder / _file(program, faulty)).write_text(program.written(faulty), encoding="utf-8")
        peers = options.peers.absolute()
        outcome = _check_programs(folder, peers)
        tools = [_jaxlint(folder), _pyrefly(folder, peers), _jaxtyc(folder, peers)]
        table = _table(tools, outcome, peers)
    if options.output is None:
        print(table)
    else:
        options.output.write_text(table, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
