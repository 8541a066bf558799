"""Functions that jaxlint may have seen in a context that the run of the program did not come to."""

from __future__ import annotations

import re

from jaxlint.records import dataclass
from jaxlint.verify.oracle.observed import Observed
from jaxlint.verify.oracle.program import Program

_DEFINITION = re.compile(
    r"def (\w+)\(|(\w+) = (?:lambda |(?:jax\.(?:jit|vmap|grad|checkpoint)|functools\.partial)\(\w)"
)


@dataclass(frozen=True, slots=True)
class _Function:
    """A function, a lambda or a transformed function, and its lines (from 1)."""

    name: str
    header: int
    body: frozenset[int]


def unsettled(program: Program, observed: Observed) -> frozenset[int]:
    """The lines of functions that are called, besides, where the run did not come: what is certain there is not
    borne out and not refuted. jaxlint follows every call, and starts from functions that nobody calls.
    """
    functions = list(_functions(program))
    waiting = [each for each in functions if not _is_entered(each, program, observed)]
    elsewhere = frozenset(range(1, len(program.lines) + 1)) - observed.reached
    waiting += _mentioned(elsewhere - {each.header for each in functions}, functions, program)
    found: set[_Function] = set()
    while waiting:
        function = waiting.pop()
        if function not in found:
            found.add(function)
            waiting += _mentioned(function.body, functions, program)
    return frozenset(line for each in found for line in each.body)


def _functions(program: Program) -> list[_Function]:
    found = []
    for start, line in enumerate(program.lines):
        match = _DEFINITION.match(line.text)
        if match is not None:
            suite = range(start + 1, program.suite(start))
            body = frozenset(index + 1 for index in suite if program.lines[index].text)
            found.append(_Function(match[1] or match[2], start + 1, body or frozenset({start + 1})))
    return found


def _is_entered(function: _Function, program: Program, observed: Observed) -> bool:
    text = program.lines[function.header - 1].text
    if "= jax." in text or "= functools." in text:
        lines = observed.reached - {function.header}
        return any(re.search(rf"\b{function.name}\b", program.lines[number - 1].text) for number in lines)
    return bool(function.body & observed.reached)


def _mentioned(lines: frozenset[int], functions: list[_Function], program: Program) -> list[_Function]:
    words = {word for number in lines for word in re.findall(r"\w+", program.lines[number - 1].text)}
    return [each for each in functions if each.name in words]
