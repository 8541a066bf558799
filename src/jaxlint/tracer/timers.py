"""Classes of a module that keep a time: the methods that start their clock, and those that stop it."""

from __future__ import annotations

import ast
from collections.abc import Callable

from jaxlint.records import dataclass
from jaxlint.signatures.clocks import CLOCKS
from jaxlint.syntax.walking import walk

ENTER, EXIT = "__enter__", "__exit__"


@dataclass(frozen=True, slots=True)
class Timer:
    """Methods that end with a look at the clock, and those that begin with the next look."""

    starts: frozenset[str]
    stops: frozenset[str]

    @property
    def manages(self) -> bool:
        """Whether it times the block of a `with`."""
        return ENTER in self.starts and EXIT in self.stops


def timer_of(cls: ast.ClassDef, dotted: Callable[[ast.expr], str | None]) -> Timer | None:
    """What a class does with a clock; None where it has bases, which may do other things, or keeps no time."""
    if cls.bases or cls.keywords or cls.decorator_list:
        return None
    methods = [one for one in cls.body if isinstance(one, ast.FunctionDef) and not one.decorator_list]
    kept = {one.name: name for one in methods if (name := _kept_last(one, dotted)) is not None}
    stops = frozenset(one.name for one in methods if _reads_first(one, set(kept.values()), dotted))
    return Timer(frozenset(kept) - stops, stops) if kept and stops else None


def _kept_last(method: ast.FunctionDef, dotted: Callable[[ast.expr], str | None]) -> str | None:
    """The attribute that the last statement, but for `return self`, gives the time."""
    body = list(method.body)
    match body[-1]:
        case ast.Return(value=None | ast.Name(id="self")):
            body.pop()
    return _times(body[-1], dotted) if body else None


def _times(statement: ast.stmt, dotted: Callable[[ast.expr], str | None]) -> str | None:
    """`self.started = time.perf_counter()`."""
    match statement:
        case ast.Assign(
            targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)],
            value=ast.Call(func=function, args=[], keywords=[]),
        ) if dotted(function) in CLOCKS:
            return name
    return None


def _reads_first(method: ast.FunctionDef, kept: set[str], dotted: Callable[[ast.expr], str | None]) -> bool:
    """Whether the first thing that a method does is to look at a clock, and then how long ago the time was kept."""
    first = next((one for one in method.body if not _is_text(one)), None)
    if first is None:
        return False
    calls = [node for node in walk(first) if isinstance(node, ast.Call)]
    if not any(dotted(call.func) in CLOCKS for call in calls) or any(
        dotted(call.func) not in CLOCKS and not isinstance(call.func, ast.Name) for call in calls
    ):
        return False
    return any(
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Sub)
        and isinstance(node.right, ast.Attribute)
        and isinstance(node.right.value, ast.Name)
        and node.right.value.id == "self"
        and node.right.attr in kept
        for statement in method.body[:3]
        for node in walk(statement)
    )


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
