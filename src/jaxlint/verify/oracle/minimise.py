"""Shorter programs with the same disagreement."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jaxlint.verify.oracle.harness import Oracle
from jaxlint.verify.oracle.judge import Disagreement, judge
from jaxlint.verify.oracle.program import Program


def minimise(found: Disagreement, program: Program, oracle: Oracle) -> Disagreement:
    """The disagreement in a program from which no statement can be left out; `program` is where it was found."""

    def again(candidate: Program) -> Disagreement | None:
        if not candidate.parses:
            return None
        judgement = judge(candidate, oracle.observe(candidate))
        return next((each for each in judgement.disagreements if each.kind == found.kind), None)

    best, program = _pass(found, program, again, _top_level)
    before = None
    while before != program:
        before = program
        best, program = _pass(best, program, again, Program.simpler)
    return best


def _top_level(program: Program, start: int) -> Iterator[Program]:
    if not program.lines[start].indent:
        yield program.without(start)


def _pass(
    best: Disagreement,
    program: Program,
    again: Callable[[Program], Disagreement | None],
    candidates: Callable[[Program, int], Iterator[Program]],
) -> tuple[Disagreement, Program]:
    """Try every statement once, the last first: what uses a name goes before what binds it."""
    start = len(program.lines) - 1
    while start >= 0:
        for candidate in candidates(program, start):
            repeated = again(candidate)
            if repeated is not None:
                best, program = repeated, candidate
                break
        start = min(start, len(program.lines)) - 1
    return best, program
