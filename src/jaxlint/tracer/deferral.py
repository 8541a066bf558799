"""Which top-level statements may run when what they bind is first read, and nobody can tell."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from jaxlint.program.module import Module
from jaxlint.syntax.index import Feature, StatementKind, TopLevel
from jaxlint.syntax.walking import walk

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
    changed = _changed(index.statements, own, bound)
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
                acting = any(acts(part, active, bound) for part in _run_at_once(s.node))
                ready = not acting and telling.isdisjoint(_inherited(s.node))
            case StatementKind.SIMPLE:
                ready = isinstance(s.node, (ast.Assign, ast.AnnAssign)) and not (
                    s.names & active or (s.names & bound and _calls(s.node, bound))
                )
            case _:
                ready = False
        if ready:
            deferred |= dict.fromkeys(s.binds, s.number)
    return deferred


def _telling(statements: Iterable[TopLevel]) -> set[str]:
    """Classes of the module that may run code of theirs where another class is derived from them, or made by them."""
    classes = [s.node for s in statements if isinstance(s.node, ast.ClassDef)]
    telling = {node.name for node in classes if _hooks(node)}
    for node in classes:
        # A class inherits the hooks of those before it.
        if not telling.isdisjoint(_inherited(node)):
            telling.add(node.name)
    return telling


def _hooks(node: ast.ClassDef) -> bool:
    makes_classes = any(isinstance(base, ast.Name) and base.id == "type" for base in node.bases)
    return makes_classes or any(
        isinstance(part, ast.FunctionDef) and part.name == "__init_subclass__" for part in node.body
    )


def _inherited(node: ast.stmt) -> set[str]:
    """Names of the bases and of the metaclass of a class."""
    if not isinstance(node, ast.ClassDef):
        return set()
    given = (*node.bases, *(keyword.value for keyword in node.keywords))
    return {base.id for base in given if isinstance(base, ast.Name)}


def _changed(statements: Iterable[TopLevel], own: set[str], bound: set[str]) -> set[str]:
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
        if names and (s.features & CHANGES or (s.kind is StatementKind.SIMPLE and _calls(s.node, bound))):
            changed |= names
    return changed


def acts(node: ast.AST, active: set[str], bound: set[str]) -> bool:
    """Whether code could notice, or bring about, something else that happens at import."""
    return any(isinstance(n, ast.Name) and n.id in active for n in walk(node)) or _calls(node, bound)


def _calls(node: ast.AST, bound: set[str]) -> bool:
    """Whether anything of the module, or of no known name, is called, or an iterator advanced."""
    for part in walk(node):
        if isinstance(part, ast.Call):
            root: ast.expr = part.func
            while isinstance(root, (ast.Attribute, ast.Subscript, ast.Call)):
                root = root.func if isinstance(root, ast.Call) else root.value
            if not isinstance(root, ast.Name) or root.id in bound or root.id in ADVANCING:
                return True
    return False


def _run_at_once(node: ast.stmt) -> Iterator[ast.AST]:
    """What a definition evaluates by itself: decorators, defaults, the statements of a class body."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from node.decorator_list
            yield from node.args.defaults
            yield from (default for default in node.args.kw_defaults if default is not None)
        case ast.ClassDef():
            yield from node.decorator_list
            for part in node.body:
                yield from _run_at_once(part)
        case ast.AnnAssign():
            if node.value is not None:
                yield node.value
        case _:
            yield node
