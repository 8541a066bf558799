"""Errors that `checkify` returns, and that nobody reads: what the checks have found is lost."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jaxlint.domain.origins import Place
from jaxlint.program.module import NUMBERS, Module
from jaxlint.records import dataclass
from jaxlint.syntax.walking import walk
from jaxlint.tracer.dispatched import Dispatched
from jaxlint.tracer.events import Context, Event

CHECKIFY = "jax.experimental.checkify.checkify"


@dataclass(frozen=True, slots=True)
class UnreadError(Event):
    """`err, y = checkify.checkify(f)(x)` where nobody reads `err`; `place` is the statement of the module."""

    target: ast.Name
    statement: ast.Assign


def unread_errors(module: Module) -> Iterator[UnreadError]:
    """The errors that the functions of a module, or the module itself, bind and never read."""
    imported = any("checkify" in (*record.module.split("."), record.name) for record in module.index.imports)
    if not imported and not any("checkify" in one.attributes for one in module.index.statements):
        return
    finder = _Finder(module)
    for statement in module.index.statements:
        place = Place(module.name, statement.group * NUMBERS)
        for target, assignment in finder.inside(statement.node):
            yield UnreadError(place, Context(None), True, target, assignment)


class _Finder(Dispatched):
    """Assignments of one module; the module's own body is one scope."""

    def __init__(self, module: Module) -> None:
        super().__init__(module)
        self._whole = ast.Module(self._body, [])
        self._checked = {
            target.id
            for node in walk(self._whole)
            if isinstance(node, ast.Assign) and self._checks(node.value)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        """Names of functions that return an error."""

    def inside(self, statement: ast.stmt) -> Iterator[tuple[ast.Name, ast.Assign]]:
        seen = [node for node, _ in self.untraced(statement)]
        functions = [node for node in seen if isinstance(node, ast.FunctionDef)]
        for node in seen:
            match node:
                case ast.Assign(
                    targets=[ast.Tuple(elts=[ast.Name(id=name) as target, _])], value=ast.Call(func=f)
                ):
                    around = [scope for scope in functions if _holds(scope, node)]
                    scope = max(around, key=lambda one: one.lineno) if around else self._whole
                    if self._returns_error(f) and not name.startswith("_") and not _reads(scope, name):
                        yield target, node

    def _returns_error(self, function: ast.expr) -> bool:
        if isinstance(function, ast.Name):
            return function.id in self._checked
        return self._checks(function)

    def _checks(self, node: ast.expr) -> bool:
        """Whether an expression makes a function that returns an error: `jax.jit(checkify.checkify(f))`."""
        match node:
            case ast.Call(func=function, args=[first, *_]):
                return self._names.dotted(function) == CHECKIFY or (
                    self._stages(node) and self._checks(first)
                )
        return False


def _holds(scope: ast.FunctionDef, node: ast.Assign) -> bool:
    return scope.lineno <= node.lineno <= (scope.end_lineno or scope.lineno)


def _reads(scope: ast.AST, name: str) -> bool:
    """Whether a scope reads or deletes a variable, or shares it with another."""
    for node in walk(scope):
        match node:
            case ast.Name(id=found) if found == name and not isinstance(node.ctx, ast.Store):
                return True
            case ast.Global(names=names) | ast.Nonlocal(names=names) if name in names:
                return True
    return False
