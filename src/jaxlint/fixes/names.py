"""What a name means at a position: the scopes around it, and the imports that bind names there.

Read from the `ast` that the index keeps: a fix asks seldom, and never for names that a trace has to know.
"""

from __future__ import annotations

import ast
import builtins
import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from jaxlint.program.module import Module
from jaxlint.syntax.bindings import ModuleBindings
from jaxlint.syntax.index import Feature
from jaxlint.text.span import Span

_BUILTINS = frozenset(dir(builtins))
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


class Names:
    """The names visible at one position of a module, by scope."""

    def __init__(self, module: Module, at: int) -> None:
        span = module.span_of(at)
        self.line = span.line
        enclosing = tuple(_enclosing(module, span))
        """Functions, lambdas, classes and comprehensions around the position, outermost first."""
        self.in_function = any(not isinstance(node, ast.ClassDef) for node in enclosing)
        self.inner = tuple(
            _scope_of(node)
            for node in reversed(enclosing)
            if node is enclosing[-1] or not isinstance(node, ast.ClassDef)
        )
        """The scopes between the position and the module, innermost first."""
        self._top = _module_scope(module)

    def meaning(self, name: str) -> str | None:
        """The dotted name that an import gives `name` here; None where it is unbound or something else."""
        for scope in self.inner:
            if name in scope:
                return scope.meaning(name, self.line)
        # What a function reads of its module is bound by the time it is called.
        return self._top.meaning(name, math.inf if self.in_function else self.line)

    def is_builtin(self, name: str) -> bool:
        """Whether a name is one of Python's own, bound nowhere in sight."""
        return name in _BUILTINS and not any(name in scope for scope in (*self.inner, self._top))

    def imported(self) -> Iterator[tuple[str, str]]:
        """Names that are imports here, with what they stand for."""
        for name in dict.fromkeys(name for scope in (*self.inner, self._top) for name in scope):
            target = self.meaning(name)
            if target is not None:
                yield name, target


@lru_cache(maxsize=4)
def _module_scope(module: Module) -> Bindings:
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


def is_free(module: Module, name: str, target: str) -> bool:
    """Whether the module may bind `name` to `target`: nothing in the file means anything else by it."""
    star = bool(module.index.star_imports)
    for statement in module.index.statements:
        if name in statement.names and not _allows(statement.node, name, target, star):
            return False
    return True


def _allows(statement: ast.stmt, name: str, target: str, star: bool) -> bool:
    for node in ast.walk(statement):
        match node:
            case ast.Import() | ast.ImportFrom():
                if any(bound == name and meant != target for bound, meant in _imports(node)):
                    return False
            case ast.Name(id=used, ctx=context) if used == name:
                if star or not isinstance(context, ast.Load):
                    return False
            case (
                ast.arg(arg=found)
                | ast.FunctionDef(name=found)
                | ast.AsyncFunctionDef(name=found)
                | ast.ClassDef(name=found)
                | ast.ExceptHandler(name=found)
                | ast.MatchAs(name=found)
                | ast.MatchStar(name=found)
                | ast.MatchMapping(rest=found)
            ) if found == name:
                return False
            case ast.Global(names=names) | ast.Nonlocal(names=names) if name in names:
                return False
    return True


def _imports(statement: _Import) -> list[tuple[str, str | None]]:
    return [bound_name(alias, statement) for alias in statement.names if alias.name != "*"]


def _collect(statement: ast.stmt, binds: Iterable[str], scope: Bindings) -> None:
    """Add what one statement of a scope's body binds."""
    imported: set[str] = set()
    for node, certain in _import_statements(statement):
        for name, target in _imports(node):
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
def _scope_of(node: ast.AST) -> Bindings:
    """The scope that a function, lambda, class or comprehension opens."""
    scope = Bindings()
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            declared = {
                name
                for child in ast.walk(node)
                if isinstance(child, ast.Global | ast.Nonlocal)
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
                for target in ast.walk(generator.target):
                    if isinstance(target, ast.Name):
                        scope.add(target.id)
    return scope


def _add_parameters(arguments: ast.arguments, scope: Bindings) -> None:
    for node in ast.walk(arguments):
        if isinstance(node, ast.arg):
            scope.add(node.arg)


_SCOPES = (
    ast.FunctionDef
    | ast.AsyncFunctionDef
    | ast.Lambda
    | ast.ClassDef
    | ast.ListComp
    | ast.SetComp
    | ast.DictComp
    | ast.GeneratorExp
)


def _enclosing(module: Module, span: Span) -> Iterator[ast.AST]:
    """The nodes around a position that open a scope for it, outermost first."""
    line = module.lines[span.line - 1]
    position = span.line, len(line[: span.column].encode("utf-8", "surrogatepass"))
    waiting: list[ast.AST] = [
        statement.node
        for statement in module.index.statements
        if statement.first_line <= span.line <= statement.last_line
    ]
    while waiting:
        node = waiting.pop()
        if not _contains(node, position):
            continue
        waiting = list(ast.iter_child_nodes(node))
        if isinstance(node, _SCOPES):
            inside: list[ast.AST]
            match node:
                case ast.Lambda(body=body):
                    inside = [body]
                case ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body) | ast.ClassDef(body=body):
                    inside = [*body]
                case _:
                    inside = [node]
            if any(_contains(child, position) for child in inside):
                yield node


def _contains(node: ast.AST, position: tuple[int, int]) -> bool:
    """Whether a node covers a position; nodes without a place of their own (`arguments`) may."""
    first = getattr(node, "lineno", None)
    if first is None:
        return any(_contains(child, position) for child in ast.iter_child_nodes(node))
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    start = min([(first, node.col_offset), *[(d.lineno, d.col_offset) for d in decorators]])  # type: ignore[attr-defined]
    return start <= position < (node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
