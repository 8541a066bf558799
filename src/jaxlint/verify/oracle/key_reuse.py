"""What jaxlint says of programs that deal in keys, against JAX's own checker."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from random import Random

from jaxlint.engine.program import ProjectProgram
from jaxlint.records import dataclass
from jaxlint.syntax.gate import SyntaxProblem, parse_ast
from jaxlint.tracer.keys import KeyReuse
from jaxlint.tracer.run import trace_modules
from jaxlint.verify.oracle.keys import key_program
from jaxlint.verify.pool import QUICK_COMPILATION, environment

_COMMAND = (sys.executable, "-P", "-m", "jaxlint.verify.child.keys")
PATH = "generated_keys.py"
_PROGRAMS_PER_CHILD = 300


@dataclass(frozen=True, slots=True)
class Run:
    """One run: the line of `run` at which JAX refuses it, if it does, and those that it has reached."""

    refused: int | None
    reached: frozenset[int]


@dataclass(frozen=True, slots=True)
class Said:
    """The lines of `run` at which jaxlint sees keys used again, in the order of the execution."""

    certain: tuple[int, ...]
    possible: tuple[int, ...]


class KeyOracleError(Exception):
    """A generated program fails for other reasons than its keys."""


def ask_jax(programs: Sequence[str]) -> list[tuple[Run, ...]]:
    """What JAX makes of each program, run with each answer to its tests; in one child process.

    Raises:
        KeyOracleError: where a program is no good.
    """
    with tempfile.TemporaryDirectory(prefix="jaxlint-keys-") as folder:
        done = subprocess.run(
            _COMMAND,
            input="".join(json.dumps(each) + "\n" for each in programs),
            env=environment("cpu", folder) | QUICK_COMPILATION,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(programs):
        raise KeyOracleError(done.stderr[-2000:])
    found = []
    for answer, program in zip(answers, programs, strict=True):
        for run in answer:
            if run["failed"]:
                raise KeyOracleError(f"{run['failed']}\n{program}")
        found.append(tuple(Run(run["refused"], frozenset(run["reached"])) for run in answer))
    return found


def ask_jaxlint(text: str) -> Said:
    """What jaxlint sees in a program."""
    parsed = parse_ast(text, PATH)
    assert not isinstance(parsed, SyntaxProblem), text
    program = ProjectProgram(())
    name = program.add(PATH, text, parsed)
    module = program.module(name)
    assert module is not None
    trace, faults, _ = trace_modules(program, [name], lambda *_: True)
    if faults:
        raise faults[0].error
    start = next(i for i, line in enumerate(text.splitlines(), 1) if line.startswith("def run("))
    certain: list[int] = []
    possible: list[int] = []
    for event in trace.events:
        if not isinstance(event, KeyReuse) or event.again.value == "rows":
            continue
        lines = [module.line_of(place.at) for place in (*event.context.call_sites, event.place)]
        inside = [line for line in lines if line > start]
        if inside:
            (certain if event.certain else possible).append(inside[0])
    return Said(tuple(certain), tuple(possible))


def disagreement(runs: Sequence[Run], said: Said) -> str | None:
    """How the two differ. JAX stops at the first reuse of a run, of which jaxlint must speak; a run that JAX does
    not stop passes nothing that is certain.
    """
    for run in runs:
        if run.refused is not None and run.refused not in (*said.certain, *said.possible):
            return f"JAX refuses line {run.refused}, of which nothing is said"
    refused = {run.refused for run in runs}
    if len(refused) == 1 and None not in refused and not refused & set(said.certain):
        return f"JAX refuses line {refused.pop()} in every run, which is only possible"
    for run in runs:
        passed = run.reached.intersection(said.certain)
        if run.refused is None and passed:
            return f"line {min(passed)} is certain, and JAX takes a run that passes it"
    if refused == {None} and said.possible:
        return f"line {said.possible[0]} is possible, and JAX takes every run"
    return None


def examine(seeds: Sequence[str]) -> Iterator[tuple[str, str, Sequence[Run], str | None]]:
    """Each seed with its program, what JAX makes of it, and how jaxlint differs."""
    programs = [key_program(Random(seed)) for seed in seeds]
    for seed, text, runs in zip(seeds, programs, ask_jax(programs), strict=True):
        said = ask_jaxlint(text)
        yield seed, text, runs, disagreement(runs, said) or disparity(said, ask_jaxlint(as_words(text)))


def as_words(text: str) -> str:
    """The same program on keys that are arrays of words, which JAX's checker does not see."""
    return text.replace("random.key(", "random.PRNGKey(")


def disparity(typed: Said, words: Said) -> str | None:
    """How what jaxlint says of keys of words differs from what it says of typed keys."""
    return None if typed == words else f"{typed} of typed keys, and {words} of keys of words"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 1 if there is a disagreement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=1000, metavar="N")
    parser.add_argument("--seed", default="0", help="of the run, or `SEED:INDEX` for that program alone")
    options = parser.parse_args(arguments)
    alone = ":" in options.seed
    seeds = [options.seed] if alone else [f"{options.seed}:{index}" for index in range(options.programs)]
    refused = differing = 0
    for first in range(0, len(seeds), _PROGRAMS_PER_CHILD):
        for seed, text, runs, problem in examine(seeds[first : first + _PROGRAMS_PER_CHILD]):
            refused += any(run.refused is not None for run in runs)
            differing += problem is not None
            if problem is not None or alone:
                print(f"seed {seed}: {problem or 'agreed'}\n{_numbered(text)}\n", flush=True)
        done = min(first + _PROGRAMS_PER_CHILD, len(seeds))
        print(f"{done} programs, {refused} refused by JAX, {differing} disagreements", flush=True)
    return 1 if differing else 0


def _numbered(text: str) -> str:
    lines = list(enumerate(text.splitlines(), 1))
    start = next(number for number, line in lines if line.startswith("def run("))
    return "\n".join(f"{number:4}  {line}" for number, line in lines if number >= start)
