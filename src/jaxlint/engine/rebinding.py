"""Whether a function changes a variable that a function inside it reads: else no closure goes stale."""

from __future__ import annotations

import ast
import math
from collections import Counter
from collections.abc import Iterable, Iterator

from jaxlint.records import dataclass
from jaxlint.syntax.walking import children, walk

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
MUTATING_METHODS = frozenset(
    "append extend insert remove pop clear update setdefault add discard reverse".split()
)
_LOOPS = frozenset({ast.For, ast.AsyncFor, ast.While})
# A tuple is asked for in half the time that a union takes.
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_NOT_ENTERED = frozenset({*_SCOPES, ast.ClassDef})


def rebinds_for_closures(node: ast.AST) -> bool:
    """Whether a variable changes, or what it holds, after a function inside that reads it is there."""
    scopes = [part for part in walk(node) if isinstance(part, _SCOPES)]
    if len(scopes) < 2:
        return False
    known = {scope: _Own(scope) for scope in scopes}
    for scope, own in known.items():
        inside = [known[part] for part in walk(scope) if isinstance(part, _SCOPES) and part is not scope]
        if not inside:
            continue
        last = own.last_changes()
        from_inside = set().union(*[part.changed_outside() for part in inside])
        if not last and not from_inside:
            continue
        for function, reads in own.read_inside():
            if reads & from_inside or any(last.get(name, 0) >= function.lineno for name in reads):
                return True
    return False


@dataclass(frozen=True, slots=True)
class _Write:
    name: str
    line: float
    """A change in a loop comes after all."""
    changes: int
    """How many writes it counts for."""
    in_place: bool


class _Own:
    """What stands in a scope itself; scopes inside are looked at from outside."""

    def __init__(self, scope: Scope) -> None:
        self.parameters = {argument.arg for argument in _arguments(scope)}
        self.once: list[ast.AST] = [scope.body] if isinstance(scope, ast.Lambda) else [*scope.body]
        self.looped: list[ast.AST] = []
        for node in self.once:
            if node.__class__ not in _NOT_ENTERED:
                (self.looped if node.__class__ in _LOOPS else self.once).extend(children(node))
        for node in self.looped:
            if node.__class__ not in _NOT_ENTERED:
                self.looped += children(node)
        self.writes = [*_writes(self.once), *_writes(self.looped, looped=True)]

    def last_changes(self) -> dict[str, float]:
        """The line of the last write of each variable that has more than one."""
        count = Counter(self.parameters)
        last: dict[str, float] = {}
        for write in self.writes:
            count[write.name] += write.changes
            last[write.name] = max(last.get(write.name, 0), write.line)
        return {name: line for name, line in last.items() if count[name] > 1}

    def changed_outside(self) -> set[str]:
        """Variables of outer scopes that are bound anew here, or whose objects are changed."""
        own = set(self.parameters)
        declared: set[str] = set()
        for node in (*self.once, *self.looped):
            if isinstance(node, (ast.Nonlocal, ast.Global)):
                declared.update(node.names)
            elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                own.add(node.id)
        own -= declared
        return {write.name for write in self.writes if write.in_place or write.name in declared} - own

    def read_inside(self) -> Iterator[tuple[Scope, set[str]]]:
        """The scopes inside, each with the variables that it reads and does not bind itself."""
        for node in (*self.once, *self.looped):
            if isinstance(node, _SCOPES):
                own = {argument.arg for argument in _arguments(node)}
                reads: set[str] = set()
                for part in walk(node):
                    if isinstance(part, ast.Name):
                        (reads if isinstance(part.ctx, ast.Load) else own).add(part.id)
                yield node, reads - own


def _writes(nodes: Iterable[ast.AST], looped: bool = False) -> Iterator[_Write]:
    for node in nodes:
        line = math.inf if looped else getattr(node, "lineno", math.inf)
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                yield _Write(node.id, line, 2 if looped else 1, False)
        elif isinstance(node, (ast.Attribute, ast.Subscript)):
            if not isinstance(node.ctx, ast.Load):
                base = _root(node)
                if isinstance(base, ast.Name):
                    yield _Write(base.id, line, 2, True)
        elif isinstance(node, ast.AugAssign):
            if isinstance(node.target, ast.Name):
                yield _Write(node.target.id, line, 1, False)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            function = node.value.func
            if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
                if function.attr in MUTATING_METHODS:
                    yield _Write(function.value.id, line, 2, True)


def _root(node: ast.expr) -> ast.expr:
    """`a` of `a.b[c].d`."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node


def _arguments(scope: Scope) -> list[ast.arg]:
    a = scope.args
    return [
        *a.posonlyargs,
        *a.args,
        *a.kwonlyargs,
        *([a.vararg] if a.vararg else []),
        *([a.kwarg] if a.kwarg else []),
    ]


def is_constant(node: ast.stmt) -> bool:
    """Whether a name is given a number or text, which nothing can change."""
    return isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Constant)


def touched(statement: ast.stmt) -> set[str]:
    """Variables into which something is stored, whose methods are called, or which are handed on."""
    found: set[str] = set()
    for node in walk(statement):
        if node.__class__ not in _TOUCHING:
            continue
        match node:
            case ast.Attribute(value=into, ctx=context) | ast.Subscript(value=into, ctx=context):
                if isinstance(context, ast.Load):
                    continue
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=into))) | ast.AugAssign(target=into):
                pass
            case ast.Call(args=args, keywords=keywords):
                handed = [*args, *[word.value for word in keywords]]
                found |= {value.id for value in handed if isinstance(value, ast.Name)}
                continue
            case ast.Assign(value=ast.Name(id=name)) | ast.Return(value=ast.Name(id=name)):
                found.add(name)
                continue
            case _:
                continue
        base = _root(into)
        if isinstance(base, ast.Name):
            found.add(base.id)
    return found


_TOUCHING = frozenset(
    {ast.Attribute, ast.Subscript, ast.Expr, ast.AugAssign, ast.Call, ast.Assign, ast.Return}
)
