"""Whether a function changes a variable that a function inside it reads: else no closure goes stale."""

from __future__ import annotations

import ast
import math
from collections import Counter
from collections.abc import Iterator

from jaxlint.syntax.walking import children, walk

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
MUTATING_METHODS = frozenset(
    "append extend insert remove pop clear update setdefault add discard reverse".split()
)
LOOPS = (ast.For, ast.AsyncFor, ast.While)


def rebinds_for_closures(node: ast.AST) -> bool:
    """Whether a variable changes, or what it holds, after a function inside that reads it is there."""
    for scope in [scope for scope in walk(node) if isinstance(scope, Scope)]:
        inside = [part for part in walk(scope) if isinstance(part, Scope) and part is not scope]
        if not inside:
            continue
        last = _last_changes(scope)
        from_inside = set().union(*(_changed_outside(part) for part in inside))
        for function, reads in _read_inside(scope):
            if reads & from_inside or any(last.get(name, 0) >= function.lineno for name in reads):
                return True
    return False


def _own(scope: Scope) -> Iterator[tuple[ast.AST, bool]]:
    """Nodes of a scope itself, and whether they are inside a loop; inner scopes are given, not entered."""
    body = [scope.body] if isinstance(scope, ast.Lambda) else scope.body
    waiting: list[tuple[ast.AST, bool]] = [(part, False) for part in body]
    while waiting:
        node, looped = waiting.pop()
        yield node, looped
        if not isinstance(node, Scope | ast.ClassDef):
            inside = looped or isinstance(node, LOOPS)
            waiting.extend((child, inside) for child in children(node))


def _last_changes(scope: Scope) -> dict[str, float]:
    """The line of the last write of each variable that has more than one; a change in a loop comes after all."""
    count: Counter[str] = Counter(argument.arg for argument in _arguments(scope))
    last: dict[str, float] = {}
    for name, line, changes, _ in _writes(scope):
        count[name] += changes
        last[name] = max(last.get(name, 0), line)
    return {name: line for name, line in last.items() if count[name] > 1}


def _changed_outside(scope: Scope) -> set[str]:
    """Variables of outer scopes that a scope binds anew, or whose objects it changes."""
    own = {argument.arg for argument in _arguments(scope)}
    declared: set[str] = set()
    for node, _ in _own(scope):
        if isinstance(node, ast.Nonlocal | ast.Global):
            declared.update(node.names)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            own.add(node.id)
    own -= declared
    return {name for name, _, _, in_place in _writes(scope) if in_place or name in declared} - own


def _writes(scope: Scope) -> Iterator[tuple[str, float, int, bool]]:
    """Variables that a scope itself writes: the line, how many writes it counts for, whether in place."""
    for node, looped in _own(scope):
        line = math.inf if looped else getattr(node, "lineno", math.inf)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id, line, 2 if looped else 1, False
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, line, 1, False
        elif isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            base: ast.expr = node
            while isinstance(base, ast.Attribute | ast.Subscript):
                base = base.value
            if isinstance(base, ast.Name):
                yield base.id, line, 2, True
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            function = node.value.func
            if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
                if function.attr in MUTATING_METHODS:
                    yield function.value.id, line, 2, True


def _read_inside(scope: Scope) -> Iterator[tuple[Scope, set[str]]]:
    """The scopes inside, each with the variables that it reads and does not bind itself."""
    for node, _ in _own(scope):
        if isinstance(node, Scope):
            own = {argument.arg for argument in _arguments(node)}
            reads: set[str] = set()
            for part in walk(node):
                if isinstance(part, ast.Name):
                    (reads if isinstance(part.ctx, ast.Load) else own).add(part.id)
            yield node, reads - own


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
    return isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)


def touched(statement: ast.stmt) -> set[str]:
    """Variables into which something is stored, whose methods are called, or which are handed on."""
    found: set[str] = set()
    for node in walk(statement):
        match node:
            case ast.Attribute(value=into, ctx=ast.Store() | ast.Del()):
                pass
            case ast.Subscript(value=into, ctx=ast.Store() | ast.Del()):
                pass
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=into))):
                pass
            case ast.Call(args=args, keywords=keywords):
                handed = [*args, *(word.value for word in keywords)]
                found |= {value.id for value in handed if isinstance(value, ast.Name)}
                continue
            case ast.Assign(value=ast.Name(id=name)) | ast.Return(value=ast.Name(id=name)):
                found.add(name)
                continue
            case ast.AugAssign(target=into):
                pass
            case _:
                continue
        base: ast.expr = into
        while isinstance(base, ast.Attribute | ast.Subscript):
            base = base.value
        if isinstance(base, ast.Name):
            found.add(base.id)
    return found
