"""What a name means at a position: the scopes around it, and the imports that bind names there.

Read from the `ast` that the index keeps: a fix asks seldom, and never for names that a trace has to know.
"""

from __future__ import annotations

import ast
import builtins
import math
from collections.abc import Iterator

from jaxlint.program.bindings import imports_of, module_scope, scope_of
from jaxlint.program.module import Module
from jaxlint.syntax.walking import children, walk
from jaxlint.text.span import Span

_BUILTINS = frozenset(dir(builtins))


class Names:
    """The names visible at one position of a module, by scope."""

    def __init__(self, module: Module, span: Span) -> None:
        self.line = span.line
        enclosing = tuple(_enclosing(module, span))
        """Functions, lambdas, classes and comprehensions around the position, outermost first."""
        self.in_function = any(not isinstance(node, ast.ClassDef) for node in enclosing)
        self.inner = tuple(
            scope_of(node)
            for node in reversed(enclosing)
            if node is enclosing[-1] or not isinstance(node, ast.ClassDef)
        )
        """The scopes between the position and the module, innermost first."""
        self._top = module_scope(module)

    def meaning(self, name: str) -> str | None:
        """The dotted name that an import gives `name` here; None where it is unbound or something else."""
        for scope in self.inner:
            if name in scope:
                return scope.meaning(name, self.line)
        # What a function reads of its module is bound by the time it is called.
        return self._top.meaning(name, math.inf if self.in_function else self.line)

    def dotted(self, node: ast.expr) -> str | None:
        """The dotted name that an expression stands for here: `jax.numpy.sin` of `jnp.sin`."""
        match node:
            case ast.Name(id=name):
                return self.meaning(name)
            case ast.Attribute(value=value, attr=attr):
                owner = self.dotted(value)
                return None if owner is None else f"{owner}.{attr}"
        return None

    def is_builtin(self, name: str) -> bool:
        """Whether a name is one of Python's own, bound nowhere in sight."""
        return name in _BUILTINS and not any(name in scope for scope in (*self.inner, self._top))

    def imported(self) -> Iterator[tuple[str, str]]:
        """Names that are imports here, with what they stand for."""
        for name in dict.fromkeys(name for scope in (*self.inner, self._top) for name in scope):
            target = self.meaning(name)
            if target is not None:
                yield name, target


def is_free(module: Module, name: str, target: str) -> bool:
    """Whether the module may bind `name` to `target`: nothing in the file means anything else by it."""
    star = bool(module.index.star_imports)
    for statement in module.index.statements:
        if name in statement.names and not _allows(statement.node, name, target, star):
            return False
    return True


def _allows(statement: ast.stmt, name: str, target: str, star: bool) -> bool:
    for node in walk(statement):
        match node:
            case ast.Import() | ast.ImportFrom():
                if any(bound == name and meant != target for bound, meant in imports_of(node)):
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
        waiting = children(node)
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
        return any(_contains(child, position) for child in children(node))
    # Nodes with `lineno` have the other three as well, which typeshed says of their classes and not of `ast.AST`.
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    start = min([(first, node.col_offset), *[(d.lineno, d.col_offset) for d in decorators]])  # type: ignore[attr-defined]
    return start <= position < (node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
