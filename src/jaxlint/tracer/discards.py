"""Results that are thrown away, of functions of libraries that do nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jaxlint.domain.origins import Place
from jaxlint.domain.values import External, PartialValue, Value
from jaxlint.program import tree
from jaxlint.program.module import NUMBERS, Module
from jaxlint.program.uses import Use, UsesOf
from jaxlint.records import dataclass
from jaxlint.signatures.results import METHOD_RESULTS, RESULTS, PureResult
from jaxlint.syntax.walking import walk
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Context, Event

_WORDS = frozenset(name.rpartition(".")[2] for name in RESULTS)


@dataclass(frozen=True, slots=True)
class DiscardedResult(Event):
    """`optax.apply_updates(params, updates)` as a statement; `place` is the statement of the module."""

    use: Use
    result: PureResult


@dataclass(frozen=True, slots=True)
class DiscardedResultOfMethod(Event):
    """`optimizer.update(grads, state)` as a statement; `place` is the call."""

    call: tree.Call
    result: PureResult


def note_method(t: Tracer, callee: Value | None, call: tree.Call) -> None:
    """A method has been called, and nothing takes its result."""
    while isinstance(callee, PartialValue):
        callee = callee.function
    result = METHOD_RESULTS.get(callee.name) if isinstance(callee, External) else None
    if result is not None and not t.expected:
        t.record(DiscardedResultOfMethod(t.place(call.at), t.context(), not t.doubt, call, result))


def discarded_results(module: Module) -> Iterator[DiscardedResult]:
    """The calls in a module whose result is lost, save those from which the program expects an exception."""
    bare = {record.asname or record.name for record in module.index.imports if record.name in _WORDS}
    uses: UsesOf | None = None
    for statement in module.index.statements:
        if statement.discarded & _WORDS or statement.names & bare:
            uses = uses or UsesOf(module)
            for use in uses.inside(statement):
                result = RESULTS.get(use.name)
                if result is not None and use.discarded and not use.setting.guarded and _matters(use, result):
                    place = Place(module.name, statement.group * NUMBERS)
                    yield DiscardedResult(place, Context(None), True, use, result)


def _matters(use: Use, result: PureResult) -> bool:
    """Whether the program goes on with what it has: it may call a function only to see that it works."""
    if result.renews is not None or not use.setting.scopes:
        return True
    given = {
        part.id for part in (use.call.args if use.call is not None else ()) if isinstance(part, ast.Name)
    }
    return any(
        isinstance(node, ast.Name) and node.id in given and node.lineno > use.node.lineno
        for node in walk(use.setting.scopes[0])
    )
