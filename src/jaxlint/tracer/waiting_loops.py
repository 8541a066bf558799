"""Loops over compiled steps that ask for a number of each step, only to keep it or to show it."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator, Sequence

from jaxlint.domain.origins import Place
from jaxlint.program.module import NUMBERS, Module
from jaxlint.records import dataclass
from jaxlint.signatures.clocks import CLOCKS, HARMLESS, WAITING
from jaxlint.signatures.libraries import JAX_LIBRARIES
from jaxlint.syntax.walking import children, walk
from jaxlint.tracer.dispatched import Dispatched
from jaxlint.tracer.events import Context, Event

FEW = 10
"""A loop over fewer rounds than this waits for little."""
_SHOWING = frozenset(f"logging.{level}" for level in "debug info warning error critical log".split())
_CASTS = frozenset({"float", "int"})


class Purpose(enum.Enum):
    """What a loop wants the number for."""

    APPENDED = "appended"
    SUMMED = "summed"
    KEPT = "kept"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class LoopSync(Event):
    """Python waits for each step of a loop; `place` is the statement of the module."""

    node: ast.expr
    """What waits: `float(loss)`, `loss.item()`, or the `print` that is given an array."""
    value: ast.expr
    """The array."""
    step: ast.expr
    """The jitted function."""
    purpose: Purpose
    loop: ast.For | ast.While
    keeper: ast.expr | None
    """The list, or the sum."""


def loop_syncs(module: Module) -> Iterator[LoopSync]:
    """The waits in loops of a module whose every use of the step's results is known, and needs no number at once."""
    finder: _Finder | None = None
    for statement in module.index.statements:
        if statement.names & (_CASTS | {"print", "logging"}) or statement.attributes & {"item"}:
            finder = finder or _Finder(module)
            place = Place(module.name, statement.group * NUMBERS)
            for sync in finder.inside(statement.node):
                yield LoopSync(place, Context(None), True, *sync)


_Sync = tuple[ast.expr, ast.expr, ast.expr, Purpose, "ast.For | ast.While", "ast.expr | None"]


class _Finder(Dispatched):
    """Loops in statements of one module."""

    def inside(self, statement: ast.stmt) -> Iterator[_Sync]:
        for node, jitted in self.untraced(statement):
            if isinstance(node, (ast.For, ast.While)) and not _is_short(node):
                yield from self._loop(node, jitted)

    def _loop(self, loop: ast.For | ast.While, jitted: frozenset[str]) -> Iterator[_Sync]:
        step: ast.Call | None = None
        results: set[str] = set()
        for statement in loop.body:
            match statement:
                case ast.Assign(targets=[target], value=ast.Call(func=ast.Name(id=name)) as call):
                    if name in jitted and step is None and (_stored(target) & _loaded(call)):
                        step, results = call, _stored(target)
        if step is None:
            return
        arrays = set(results)
        found: list[tuple[ast.expr, ast.expr, Purpose, ast.expr | None]] = []
        for statement in loop.body:
            found += self._waits(statement, arrays)
            if isinstance(statement, ast.Assign) and statement.value is not step:
                arrays -= _stored(statement)
        if found and self._is_known(loop, results, found, jitted):
            for node, value, purpose, keeper in found:
                yield node, value, step.func, purpose, loop, keeper

    def _waits(
        self, statement: ast.stmt, results: set[str]
    ) -> Iterator[tuple[ast.expr, ast.expr, Purpose, ast.expr | None]]:
        """Conversions in a statement that only keeps or shows what they give."""
        match statement:
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=keeper, attr="append"), args=[given])) if (
                _root(keeper)
            ):
                purpose = Purpose.APPENDED
            case ast.AugAssign(target=keeper, op=ast.Add(), value=given) if _root(keeper):
                purpose = Purpose.SUMMED
            case ast.Assign(targets=[ast.Name() as keeper], value=given) if self._converted(given, results):
                purpose = Purpose.KEPT
            case ast.Assign(targets=[ast.Subscript() as keeper], value=given) if _root(keeper):
                purpose = Purpose.KEPT
            case ast.Expr(value=ast.Call() as call) if self._shows(call.func):
                value = _shown(call, results)
                if value is not None:
                    yield self._whole(value, call), value, Purpose.SHOWN, None
                return
            case _:
                return
        for node in walk(given):
            value = self._converted(node, results)
            if value is not None and isinstance(node, ast.expr):
                yield node, value, purpose, keeper

    def _whole(self, value: ast.expr, call: ast.Call) -> ast.expr:
        """The conversion around a value that is shown, or the call that shows it."""
        names = {part.id for part in walk(value) if isinstance(part, ast.Name)}
        return next((n for n in walk(call) if isinstance(n, ast.Call) and self._converted(n, names)), call)

    def _converted(self, node: ast.AST, results: set[str]) -> ast.expr | None:
        """The part of the results of which a number is made: `loss` of `float(loss)` and of `loss.item()`."""
        match node:
            case ast.Call(func=ast.Name(id=cast), args=[value], keywords=[]) if cast in _CASTS:
                return value if _root(value) in results and cast not in self._names else None
            case ast.Call(func=ast.Attribute(value=value, attr="item"), args=[], keywords=[]):
                return value if _root(value) in results else None
        return None

    def _shows(self, function: ast.expr) -> bool:
        if isinstance(function, ast.Name) and function.id == "print":
            return "print" not in self._names
        return self._names.dotted(function) in _SHOWING

    def _is_known(
        self,
        loop: ast.For | ast.While,
        results: set[str],
        found: Sequence[tuple[ast.expr, ast.expr, Purpose, ast.expr | None]],
        jitted: frozenset[str],
    ) -> bool:
        """Whether nothing in the loop needs a result, or what is made of one, before the next step."""
        numbers = {name for *_, keeper in found if keeper is not None and (name := _root(keeper))}
        for _ in loop.body:
            numbers |= {name for one in loop.body for name in _made_of(one, numbers)}
        if isinstance(loop, ast.While) and _loaded(loop.test) & (results | numbers):
            return False
        return all(self._goes_on(statement, results, numbers, jitted) for statement in loop.body)

    def _goes_on(
        self, statement: ast.stmt, results: set[str], numbers: set[str], jitted: frozenset[str]
    ) -> bool:
        """Whether a statement of the loop lets Python go on without waiting, but for what is reported."""
        if any(isinstance(n, ast.Call) and self._names.dotted(n.func) in CLOCKS for n in walk(statement)):
            return False
        if not _loaded(statement) & (results | numbers):
            return True
        match statement:
            case ast.If(test=test):
                return not _loaded(test) & (results | numbers)
            case ast.Expr(value=ast.Call(func=function)) if self._shows(function):
                return True
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=kept, attr="append"), args=[given])) if (
                _root(kept)
            ):
                return self._is_lazy(given, results, set(), jitted)
            case ast.AugAssign(target=ast.Name() | ast.Subscript(), value=given):
                return self._is_lazy(given, results, set(), jitted)
            case ast.Assign(targets=targets, value=given):
                stored = not any(_loaded(target) & results for target in targets)
                return stored and self._is_lazy(given, results, numbers, jitted)
        return False

    def _is_lazy(self, node: ast.expr, results: set[str], numbers: set[str], jitted: frozenset[str]) -> bool:
        """Whether an expression only calls what JAX dispatches, converts only what is reported, and needs no number."""
        if not _loaded(node) & (results | numbers) or self._converted(node, results) is not None:
            return True
        match node:
            case ast.Name(id=name):
                return name not in numbers or name in results
            case ast.Compare() | ast.BoolOp() | ast.IfExp() | ast.JoinedStr() | ast.Lambda() | ast.Await():
                return False
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp() | ast.NamedExpr():
                return False
            case ast.Call(func=function) if not self._dispatches(function, jitted):
                return False
        return all(
            self._is_lazy(child, results, numbers, jitted)
            for child in children(node)
            if isinstance(child, ast.expr)
        )

    def _dispatches(self, function: ast.expr, jitted: frozenset[str]) -> bool:
        if isinstance(function, ast.Name) and (function.id in jitted or function.id in HARMLESS):
            return True
        meaning = self._names.dotted(function)
        return meaning is not None and meaning.partition(".")[0] in JAX_LIBRARIES and meaning not in WAITING


def _is_short(loop: ast.For | ast.While) -> bool:
    """Whether a loop says that it has few rounds."""
    match loop:
        case ast.For(iter=ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int(rounds))])):
            return rounds < FEW
        case ast.For(iter=ast.List(elts=items) | ast.Tuple(elts=items)):
            return len(items) < FEW
    return False


def _made_of(statement: ast.stmt, numbers: set[str]) -> set[str]:
    """The list or the sum that a statement makes of numbers."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=made, attr="append"), args=[given])):
            pass
        case ast.AugAssign(target=made, value=given):
            pass
        case _:
            return set()
    name = _root(made)
    return {name} if name is not None and _loaded(given) & numbers else set()


def _stored(node: ast.AST) -> set[str]:
    return {n.id for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _loaded(node: ast.AST) -> set[str]:
    return {n.id for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _root(node: ast.expr) -> str | None:
    """The variable that an item or an attribute is of: `metrics` of `metrics["loss"]`."""
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


_FACTS = frozenset("shape ndim dtype size sharding".split())


def _shown(call: ast.Call, results: set[str]) -> ast.expr | None:
    """The first result whose numbers a call shows."""
    waiting: list[ast.AST] = list(reversed(children(call)))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Attribute) and node.attr in _FACTS:
            continue
        if isinstance(node, (ast.Subscript, ast.Name)) and _root(node) in results:
            return node
        waiting += reversed(children(node))
    return None
