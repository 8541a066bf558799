"""Where the variables of a function get their values, as far as its `ast` tells."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from enum import Flag, auto

from jaxlint.syntax.bindings import ImportRecord, import_records
from jaxlint.syntax.walking import FIELDS, children

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
"""The same: `isinstance` is twice as quick with a tuple as with a union."""


class Source(Flag):
    """Where an array that something is written into could come from."""

    NOWHERE = 0
    GIVEN = auto()
    """A parameter of the function that is looked at: what callers pass."""
    MADE = auto()
    """Anything else."""


EITHER = Source.GIVEN | Source.MADE


class Variables:
    """A function, lambda or the module, and what its names are bound to; None for what is not looked into."""

    def __init__(self, outer: Variables | None) -> None:
        self.outer = outer
        self.values: dict[str, list[ast.expr | ImportRecord | Source]] = {}
        self.elsewhere: set[str] = set()
        self.busy: set[str] = set()

    def bind(self, name: str, value: ast.expr | ImportRecord | Source) -> None:
        self.values.setdefault(name, []).append(value)


def home_of(scope: Variables, name: str) -> Variables | None:
    """The scope that binds a name."""
    around: Variables | None = scope
    while around is not None:
        if name in around.values and name not in around.elsewhere:
            return around
        around = around.outer
    return None


def parameters(args: ast.arguments) -> Iterator[ast.arg]:
    yield from args.posonlyargs
    yield from args.args
    yield from args.kwonlyargs
    if args.vararg is not None:
        yield args.vararg
    if args.kwarg is not None:
        yield args.kwarg


def own_nodes(body: Iterable[ast.AST]) -> list[ast.AST]:
    """Nodes of a scope; functions inside are given, not entered."""
    found: list[ast.AST] = []
    waiting: list[ast.AST] = [*body]
    while waiting:
        node = waiting.pop()
        found.append(node)
        if isinstance(node, FUNCTIONS):
            waiting += getattr(node, "decorator_list", [])
            waiting += node.args.defaults
            waiting += [default for default in node.args.kw_defaults if default is not None]
        elif FIELDS[node.__class__]:
            waiting += children(node)
    return found


def bind_all(scope: Variables, nodes: Iterable[ast.AST], unknown: Source) -> None:
    """Bindings among the nodes of a scope. `unknown` stands for values that are not looked into."""
    known: set[int] = set()
    for node in nodes:
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Store) and id(node) not in known:
                scope.bind(node.id, unknown)
            continue
        if node.__class__ not in _BINDING:
            continue
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    _bind_target(scope, target, value, known)
            case ast.AnnAssign(target=ast.Name() as target, value=ast.expr() as value):
                _bind_target(scope, target, value, known)
            case ast.AugAssign(target=ast.Name() as target, value=value):
                _bind_target(scope, target, value, known)
            case ast.NamedExpr(target=target, value=value):
                _bind_target(scope, target, value, known)
            case ast.Import() | ast.ImportFrom():
                for record in import_records(node, toplevel=False):
                    if record.name != "*":
                        scope.bind(record.asname or (record.name or record.module).partition(".")[0], record)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                scope.bind(node.name, Source.NOWHERE)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                scope.elsewhere.update(names)
            case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
                scope.bind(name, unknown)
            case ast.MatchMapping(rest=str() as name):
                scope.bind(name, unknown)


_BINDING = frozenset(
    {
        *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr),
        *(ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
        *(ast.Global, ast.Nonlocal, ast.MatchAs, ast.MatchStar, ast.MatchMapping),
    }
)


def _bind_target(scope: Variables, target: ast.expr, value: ast.expr, known: set[int]) -> None:
    match target, value:
        case ast.Name(id=name), _:
            scope.bind(name, value)
            known.add(id(target))
        case (
            (ast.Tuple(elts=targets) | ast.List(elts=targets)),
            (ast.Tuple(elts=values) | ast.List(elts=values)),
        ):
            if len(targets) == len(values) and not any(
                isinstance(e, ast.Starred) for e in (*targets, *values)
            ):
                for one, its in zip(targets, values, strict=True):
                    _bind_target(scope, one, its, known)
