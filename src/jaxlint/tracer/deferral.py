"""Which top-level statements may run when what they bind is first read, and nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable

from jaxlint.program.module import Module
from jaxlint.syntax.index import Feature, StatementKind, TopLevel
from jaxlint.syntax.running import UNNAMED

CHANGES = Feature.SUBSCRIPT_STORE | Feature.ATTRIBUTE_STORE | Feature.BARE_METHOD_CALL | Feature.AUGMENTED
ADVANCING = frozenset({"next"})
"""Builtins that change what they are given."""
DEFINITIONS = (StatementKind.FUNCTION, StatementKind.CLASS)


def deferrable(module: Module, from_project: set[str]) -> dict[str, int]:
    """Names whose one binding waits, with the numbers of their statements."""
    index = module.index
    written = {w.name for s in index.statements for w in s.global_writes}
    own = {n for s in index.statements if s.kind in DEFINITIONS for n in s.binds}
    many = {name for name, numbers in index.bindings.items() if len(numbers) > 1}
    imported = {n for s in index.statements if s.kind is StatementKind.IMPORT for n in s.binds}
    bound = set(index.bindings) - imported
    noticed = bound | ADVANCING | {UNNAMED}
    changed = _changed(index.statements, own, bound, noticed)
    active = own | from_project | many | written | changed
    telling = _telling(index.statements)
    deferred: dict[str, int] = {}
    for s in index.statements:
        if not s.binds or any(len(index.bindings.get(n, ())) != 1 or n in written for n in s.binds):
            continue
        match s.kind:
            case StatementKind.IMPORT:
                ready = "*" not in s.binds
            case StatementKind.FUNCTION | StatementKind.CLASS:
                run = s.running
                ready = (
                    active.isdisjoint(run.reads)
                    and noticed.isdisjoint(run.calls)
                    and telling.isdisjoint(run.bases)
                )
            case StatementKind.SIMPLE:
                ready = s.running.assigns and not (
                    s.names & active or (s.names & bound and not noticed.isdisjoint(s.running.calls))
                )
            case _:
                ready = False
        if ready:
            deferred |= dict.fromkeys(s.binds, s.number)
    return deferred


def _telling(statements: Iterable[TopLevel]) -> set[str]:
    """Classes of the module that may run code of theirs where another class is derived from them, or made by them."""
    classes = [s for s in statements if s.kind is StatementKind.CLASS]
    telling = {s.binds[0] for s in classes if s.running.hooks}
    for s in classes:
        # A class inherits the hooks of those before it.
        if not telling.isdisjoint(s.running.bases):
            telling.add(s.binds[0])
    return telling


def _changed(statements: Iterable[TopLevel], own: set[str], bound: set[str], noticed: set[str]) -> set[str]:
    """Names of the module's data that import-time code may change in place."""
    definitions = [s for s in statements if s.kind in DEFINITIONS]
    running = [s for s in statements if s.kind not in DEFINITIONS]
    reached = {n for s in running for n in s.names & own}
    waiting = [s for s in definitions if not reached.isdisjoint(s.binds)]
    while waiting:
        called = waiting.pop()
        running.append(called)
        more = (called.names & own) - reached
        reached |= more
        waiting += [s for s in definitions if not more.isdisjoint(s.binds)]
    data = bound - own
    changed: set[str] = set()
    for s in running:
        names = s.names & data
        acting = s.kind is StatementKind.SIMPLE and not noticed.isdisjoint(s.running.calls)
        if names and (s.features & CHANGES or acting):
            changed |= names
    return changed
