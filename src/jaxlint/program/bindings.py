"""Scopes of the `ast` of a module: which names each binds, and what imports make them stand for.

For those who ask of what no trace has entered: fixes, and the uses of names of libraries.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from jaxlint.program.module import Module
from jaxlint.syntax.bindings import ModuleBindings
from jaxlint.syntax.content import Feature
from jaxlint.syntax.walking import walk

_Import = ast.Import | ast.ImportFrom


class Import(NamedTuple):
    """One import of a name: what it stands for, and on which line it is bound for sure (None: perhaps)."""

    target: str | None
    line: int | None


_ANYTHING = Import(None, None)


class Bindings:
    """The names of one scope, with their imports; any other binding is an import of nothing known."""

    __slots__ = ("_names",)

    def __init__(self) -> None:
        self._names: dict[str, list[Import]] = {}

    def add(self, name: str, found: Import = _ANYTHING) -> None:
        self._names.setdefault(name, []).append(found)

    def merge(self, other: Bindings, hidden: set[str]) -> None:
        """Add the bindings of a part of the scope, save those of names that belong to another one."""
        for name, found in other._names.items():
            if name not in hidden:
                self._names.setdefault(name, []).extend(found)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def meaning(self, name: str, line: float) -> str | None:
        """The dotted name that every binding of `name` imports, if it is bound for sure before a line."""
        found = self._names.get(name, [])
        targets = {one.target for one in found}
        certain = any(one.line is not None and one.line < line for one in found)
        return targets.pop() if len(targets) == 1 and certain else None

    def dotted(self, node: ast.expr) -> str | None:
        """The dotted name that an expression stands for anywhere in the module: `jax.numpy.sin` of `jnp.sin`."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        target = self.meaning(node.id, float("inf")) if isinstance(node, ast.Name) else None
        return None if target is None else ".".join([target, *reversed(parts)])


@lru_cache(maxsize=4)
def module_scope(module: Module) -> Bindings:
    scope = Bindings()
    for statement in module.index.statements:
        if Feature.IMPORT in statement.features:
            _collect(statement.node, statement.binds, scope)
            continue
        for name in statement.binds:
            scope.add(name)
    for name in module.index.global_writes:
        scope.add(name)
    return scope


def bound_name(alias: ast.alias, statement: _Import) -> tuple[str, str | None]:
    """The name that an import binds, and what it stands for; None for what a relative import means."""
    if isinstance(statement, ast.Import):
        if alias.asname is not None:
            return alias.asname, alias.name
        root = alias.name.partition(".")[0]
        return root, root
    target = None if statement.level or statement.module is None else f"{statement.module}.{alias.name}"
    return alias.asname or alias.name, target


def imports_of(statement: _Import) -> list[tuple[str, str | None]]:
    """The names that a statement imports, and what they stand for."""
    return [bound_name(alias, statement) for alias in statement.names if alias.name != "*"]


def _collect(statement: ast.stmt, binds: Iterable[str], scope: Bindings) -> None:
    """Add what one statement of a scope's body binds."""
    imported: set[str] = set()
    for node, certain in _import_statements(statement):
        for name, target in imports_of(node):
            imported.add(name)
            scope.add(name, Import(target, (node.end_lineno or node.lineno) if certain else None))
    for name in binds:
        # `except ImportError: jnp = None` stands for a world in which no array of JAX gets anywhere.
        if name not in imported:
            scope.add(name)


def _import_statements(statement: ast.stmt) -> Iterator[tuple[_Import, bool]]:
    """Imports that running a statement may execute, and whether it surely does."""
    match statement:
        case ast.Import() | ast.ImportFrom():
            yield statement, True
        case ast.Try(body=body) | ast.With(body=body):
            inside = {id(node) for child in body for node, certain in _import_statements(child) if certain}
            for node in ModuleBindings(statement).imports:
                yield node, id(node) in inside
        case _:
            for node in ModuleBindings(statement).imports:
                yield node, False


@lru_cache(maxsize=32)
def scope_of(node: ast.AST) -> Bindings:
    """The scope that a function, lambda, class or comprehension opens."""
    scope = Bindings()
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            declared = {
                name
                for child in walk(node)
                if isinstance(child, (ast.Global, ast.Nonlocal))
                for name in child.names
            }
            found = Bindings()
            for statement in node.body:
                _collect(statement, ModuleBindings(statement).names, found)
            scope.merge(found, declared)
            if not isinstance(node, ast.ClassDef):
                _add_parameters(node.args, scope)
        case ast.Lambda(args=arguments):
            _add_parameters(arguments, scope)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            for generator in node.generators:
                for target in walk(generator.target):
                    if isinstance(target, ast.Name):
                        scope.add(target.id)
    return scope


def _add_parameters(arguments: ast.arguments, scope: Bindings) -> None:
    for node in walk(arguments):
        if isinstance(node, ast.arg):
            scope.add(node.arg)
