"""Writes to a module's names from inside functions, through `global`."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from jaxlint.records import dataclass
from jaxlint.syntax.lines import character_column
from jaxlint.syntax.walking import children


@dataclass(frozen=True, slots=True)
class GlobalWrite:
    """A function declares `name` global and binds or deletes it at `line` and `column` (in characters).

    `guarded`: only where the name has no value yet (inside `if x is None:`, after `if x: return x`), which
    happens once.
    """

    name: str
    line: int
    column: int
    function: str
    guarded: bool


def global_writes(statement: ast.stmt, lines: Sequence[str]) -> tuple[GlobalWrite, ...]:
    """Every such write in a top-level statement, by line and column."""
    walk = _Walk(lines)
    walk.visit(statement)
    return tuple(sorted(walk.found, key=lambda write: (write.line, write.column)))


@dataclass(frozen=True, slots=True)
class _Around:
    """The definition around a node: its qualified name, the prefix of those inside it, the names it declares
    global, and those of them known to be unset.
    """

    qualname: str = ""
    prefix: str = ""
    declared: frozenset[str] = frozenset()
    unset: frozenset[str] = frozenset()

    def knowing(self, unset: frozenset[str]) -> _Around:
        return replace(self, unset=self.unset | unset) if unset else self


class _Walk:
    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.found: list[GlobalWrite] = []
        self.stack: list[tuple[ast.AST, _Around]] = []

    def visit(self, statement: ast.stmt) -> None:
        self.stack.append((statement, _Around()))
        while self.stack:
            node, around = self.stack.pop()
            self._node(node, around)

    def _node(self, node: ast.AST, around: _Around) -> None:
        match node:
            case ast.Name(ctx=ast.Store() | ast.Del()):
                self._bound(node.id, node, around)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._bound(node.name, node, around)
                self._push(node, around, without="body")
                qualname = around.prefix + node.name
                self._block(node.body, _Around(qualname, f"{qualname}.<locals>.", _declared(node.body)))
            case ast.ClassDef():
                self._bound(node.name, node, around)
                self._push(node, around, without="body")
                qualname = around.prefix + node.name
                self._block(node.body, _Around(qualname, f"{qualname}.", _declared(node.body)))
            case ast.If():
                self.stack.append((node.test, around))
                self._block(node.body, around.knowing(_unset_if(node.test, True)))
                self._block(node.orelse, around.knowing(_unset_if(node.test, False)))
            case ast.Lambda():
                # `:=` in the body binds a name of the lambda.
                self._push(node.args, around)
            case ast.comprehension():
                self._push(node, around, without="target")
            case ast.Import() | ast.ImportFrom():
                for alias in node.names:
                    self._bound(alias.asname or alias.name.partition(".")[0], alias, around)
            case _:
                name = getattr(node, "rest" if isinstance(node, ast.MatchMapping) else "name", None)
                if isinstance(name, str) and isinstance(node, (ast.excepthandler, ast.pattern)):
                    self._bound(name, node, around)
                self._push(node, around)

    def _push(self, node: ast.AST, around: _Around, without: str = "") -> None:
        for field, value in ast.iter_fields(node):
            if field == without:
                continue
            if isinstance(value, list):
                if value and isinstance(value[0], ast.stmt):
                    self._block(value, around)
                else:
                    self.stack += [(item, around) for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST):
                self.stack.append((value, around))

    def _block(self, body: Sequence[ast.stmt], around: _Around) -> None:
        for statement in body:
            self.stack.append((statement, around))
            if isinstance(statement, ast.If) and not statement.orelse and _leaves(statement.body):
                around = around.knowing(_unset_if(statement.test, False))

    def _bound(self, name: str, node: ast.AST, around: _Around) -> None:
        if name in around.declared:
            line: int = getattr(node, "lineno", 1)
            column = character_column(self.lines[line - 1], getattr(node, "col_offset", 0))
            write = GlobalWrite(name, line, column, around.qualname, name in around.unset)
            self.found.append(write)


def _declared(body: Sequence[ast.stmt]) -> frozenset[str]:
    """Names declared global by a definition itself, wherever in its body."""
    names: set[str] = set()
    stack: list[ast.AST] = list(body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Global):
            names.update(node.names)
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.expr)):
            stack += children(node)
    return frozenset(names)


def _unset_if(test: ast.expr, truth: bool) -> frozenset[str]:
    """Names without a value (None, or empty) where a test came out as `truth`."""
    match test:
        case ast.Name(id=name) if not truth:
            return frozenset({name})
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _unset_if(operand, not truth)
        case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[ast.Constant(value=None)]):
            if isinstance(op, (ast.Is, ast.Eq)) if truth else isinstance(op, (ast.IsNot, ast.NotEq)):
                return frozenset({name})
        case ast.BoolOp(op=op, values=values) if isinstance(op, ast.And) == truth:
            return frozenset().union(*[_unset_if(value, truth) for value in values])
    return frozenset()


def _leaves(body: Sequence[ast.stmt]) -> bool:
    return isinstance(body[-1], (ast.Return, ast.Raise, ast.Continue, ast.Break))
