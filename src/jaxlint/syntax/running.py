"""What a top-level statement does where it stands, before anybody uses what it binds."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from jaxlint.records import dataclass
from jaxlint.syntax.walking import walk

UNNAMED = ""
"""Stands for what is called and does not begin with a name: `(f or g)()`."""


@dataclass(frozen=True, slots=True)
class Running:
    """What running a statement does; of a definition that is decorators, defaults and the body of a class."""

    reads: tuple[str, ...] = ()
    """Of a definition: every name in what it evaluates."""
    calls: tuple[str, ...] = ()
    """Names of what it calls: `f` of `f()`, `f.g()` and `f[0]()()`."""
    bases: tuple[str, ...] = ()
    """Names of the bases and of the metaclass."""
    hooks: bool = False
    """A class that may run code of its own where another is derived from it, or made by it."""
    assigns: bool = False
    """`x = y` or `x: t = y`."""


NOTHING = Running()
_ASSIGNS = Running(assigns=True)


def running(node: ast.stmt, names: AbstractSet[str]) -> Running:
    """What running a definition or a simple statement does in which these names occur."""
    match node:
        case ast.Assign() | ast.AnnAssign():
            calls = _calls(walk(node)) if names else ()
            return Running(calls=calls, assigns=True) if calls else _ASSIGNS
        case ast.ClassDef():
            bases = {one.id for one in node.bases if isinstance(one, ast.Name)}
            metaclass = {word.value.id for word in node.keywords if isinstance(word.value, ast.Name)}
            hooks = "type" in bases or any(
                isinstance(part, ast.FunctionDef) and part.name == "__init_subclass__" for part in node.body
            )
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            bases, metaclass, hooks = set(), set(), False
        case _:
            calls = _calls(walk(node)) if names else ()
            return Running(calls=calls) if calls else NOTHING
    parts = [part for evaluated in _evaluated(node) for part in walk(evaluated)]
    if not parts and not bases and not metaclass and not hooks:
        return NOTHING
    reads = {part.id for part in parts if isinstance(part, ast.Name)}
    return Running(tuple(reads), _calls(parts), tuple(bases | metaclass), hooks)


def _calls(parts: Iterable[ast.AST]) -> tuple[str, ...]:
    return tuple({_root(part) for part in parts if isinstance(part, ast.Call)})


def _root(call: ast.Call) -> str:
    root: ast.expr = call.func
    while isinstance(root, (ast.Attribute, ast.Subscript, ast.Call)):
        root = root.func if isinstance(root, ast.Call) else root.value
    return root.id if isinstance(root, ast.Name) else UNNAMED


def _evaluated(node: ast.stmt) -> Iterator[ast.AST]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from node.decorator_list
            yield from node.args.defaults
            yield from (default for default in node.args.kw_defaults if default is not None)
        case ast.ClassDef():
            yield from node.decorator_list
            for part in node.body:
                yield from _evaluated(part)
        case ast.AnnAssign():
            if node.value is not None:
                yield node.value
        case _:
            yield node
