"""Clocks around calls that JAX only dispatches: what is measured is how long Python took to ask."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jaxlint.domain.origins import Place
from jaxlint.program.module import NUMBERS, Module
from jaxlint.records import dataclass
from jaxlint.signatures.clocks import CLOCKS, DISPATCHING, HARMLESS, STOPWATCHES, WAITING
from jaxlint.syntax.walking import walk
from jaxlint.tracer.dispatched import Dispatched
from jaxlint.tracer.events import Context, Event
from jaxlint.tracer.timers import Timer, timer_of

_WORDS = frozenset(name.rpartition(".")[2] for name in (*CLOCKS, *STOPWATCHES))
_MODULES = frozenset(name.partition(".")[0] for name in (*CLOCKS, *STOPWATCHES))


@dataclass(frozen=True, slots=True)
class UnblockedTiming(Event):
    """Nothing waits for the last result between two looks at a clock; `place` is the statement of the module."""

    call: ast.Call
    """The last call that JAX only dispatches."""
    looped: bool
    """It stands in a loop, or is called by a stopwatch."""


def unblocked_timings(module: Module) -> Iterator[UnblockedTiming]:
    """The timings in a module of which every call is known, and none waits."""
    if not any(record.module in _MODULES for record in module.index.imports):
        return
    if not any((statement.names | statement.attributes) & _WORDS for statement in module.index.statements):
        return
    finder = _Finder(module)
    words = _WORDS | finder.managers
    for statement in module.index.statements:
        if (statement.names | statement.attributes) & words:
            place = Place(module.name, statement.group * NUMBERS)
            for call, looped in finder.inside(statement.node):
                yield UnblockedTiming(place, Context(None), True, call, looped)


class _Finder(Dispatched):
    """Timings in statements of one module; the module's own body is one block."""

    def __init__(self, module: Module) -> None:
        super().__init__(module)
        self._seen_body = False
        defined = (node for node in self._body if isinstance(node, ast.FunctionDef))
        self._timers = {
            node.name: timer
            for node in self._body
            if isinstance(node, ast.ClassDef) and (timer := timer_of(node, self._names.dotted)) is not None
        }
        self.managers = frozenset(node.name for node in defined if self._times(node)) | self._timers.keys()
        """Functions and classes whose context managers do nothing but look at a clock before and behind the block;
        classes that have methods for it.
        """

    def inside(self, statement: ast.stmt) -> Iterator[tuple[ast.Call, bool]]:
        if not self._seen_body:
            self._seen_body = True
            yield from self._block(self._body, self._jitted)
        for node, jitted in self.untraced(statement):
            for field in ("body", "orelse", "finalbody"):
                block = getattr(node, field, None)
                if isinstance(block, list):
                    yield from self._block(block, jitted)
            if isinstance(node, ast.Call):
                yield from self._stopwatch(node, jitted)
            if isinstance(node, ast.With):
                yield from self._managed(node, jitted)

    def _stopwatch(self, node: ast.Call, jitted: frozenset[str]) -> Iterator[tuple[ast.Call, bool]]:
        """`timeit.timeit(lambda: step(x))`."""
        match node:
            case ast.Call(func=function, args=[ast.Lambda(body=ast.Call() as called), *_]):
                if self._names.dotted(function) in STOPWATCHES and self._last([called], jitted) is called:
                    yield called, True

    def _managed(self, node: ast.With, jitted: frozenset[str]) -> Iterator[tuple[ast.Call, bool]]:
        """`with timer("step"):`."""
        match node.items:
            case [
                ast.withitem(
                    context_expr=ast.Call(func=ast.Name(id=name)), optional_vars=None | ast.Name() as kept
                )
            ]:
                pass
            case _:
                return
        reads = {n.id for part in node.body for n in walk(part) if isinstance(n, ast.Name)}
        timer = self._timers.get(name)
        if (
            (kept is None or kept.id not in reads)
            and name in self.managers
            and (timer is None or timer.manages)
        ):
            last = self._last(node.body, jitted)
            if last is not None:
                yield last, not any(_is_value(part, last) for part in node.body)

    def _times(self, manager: ast.FunctionDef) -> bool:
        """Whether what stops the clock is the first thing that a manager of the module does after the block."""
        match manager:
            case ast.FunctionDef(decorator_list=[decorator], body=body):
                if self._names.dotted(decorator) != "contextlib.contextmanager":
                    return False
                for position, statement in enumerate(body):
                    match statement:
                        case ast.Expr(value=ast.Yield()):
                            after = body[position + 1 :]
                        case ast.Try(body=[ast.Expr(value=ast.Yield())], handlers=[], finalbody=after):
                            pass
                        case _:
                            continue
                    started = [name for one in body[:position] if (name := self._started(one)) is not None]
                    return any(self._stops_first(after, name) for name in started)
        return False

    def _stops_first(self, after: list[ast.stmt], started: str) -> bool:
        """Whether statements begin with the difference of two times, or with the second time and it."""
        if not after:
            return False
        stopped = self._started(after[0])
        if stopped is not None:
            return any(self._stops(one, started, stopped) for one in after[1:2])
        return self._stops(after[0], started, None)

    def _block(self, body: list[ast.stmt], jitted: frozenset[str]) -> Iterator[tuple[ast.Call, bool]]:
        timers: dict[str, Timer] = {}
        for position, statement in enumerate(body):
            match statement:
                case ast.Assign(targets=[ast.Name(id=variable)], value=ast.Call(func=ast.Name(id=name))):
                    timers.pop(variable, None)
                    if name in self._timers:
                        timers[variable] = self._timers[name]
            yield from self._between(body[position:], timers, jitted)
            started = self._started(statement)
            if started is None:
                continue
            for end in range(position + 1, len(body)):
                if self._started(body[end]) == started:
                    break
                stopped = self._started(body[end])
                later = body[end + 1] if end + 1 < len(body) else None
                if self._stops(body[end], started, None) or (
                    stopped is not None and later is not None and self._stops(later, started, stopped)
                ):
                    interval = body[position + 1 : end]
                    last = self._last(interval, jitted)
                    if last is not None:
                        yield last, not any(_is_value(part, last) for part in interval)
                    break

    def _between(
        self, body: list[ast.stmt], timers: dict[str, Timer], jitted: frozenset[str]
    ) -> Iterator[tuple[ast.Call, bool]]:
        """`timer.start()`, statements, and `timer.stop()`."""
        name, method = _method_of(body[0])
        timer = timers.get(name)
        if timer is None or method not in timer.starts:
            return
        for end in range(1, len(body)):
            other, stopping = _method_of(body[end])
            if other == name:
                last = self._last(body[1:end], jitted) if stopping in timer.stops else None
                if last is not None:
                    yield last, not any(_is_value(part, last) for part in body[1:end])
                return

    def _started(self, statement: ast.stmt) -> str | None:
        """The variable that a statement gives the time."""
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=function, args=[], keywords=[])):
                return name if self._names.dotted(function) in CLOCKS else None
        return None

    def _stops(self, statement: ast.stmt, started: str, stopped: str | None) -> bool:
        """Whether a statement takes the difference of two times."""
        for node in walk(statement):
            match node:
                case ast.BinOp(left=left, op=ast.Sub(), right=ast.Name(id=name)) if name == started:
                    if stopped is not None:
                        return isinstance(left, ast.Name) and left.id == stopped
                    return isinstance(left, ast.Call) and self._names.dotted(left.func) in CLOCKS
        return False

    def _last(self, interval: list[ast.stmt] | list[ast.Call], jitted: frozenset[str]) -> ast.Call | None:
        """The last call of an interval that JAX dispatches, if every call there is known and none waits."""
        last: ast.Call | None = None
        for part in interval:
            for node in walk(part):
                match node:
                    case ast.Call(func=function):
                        if self._dispatches(function, jitted):
                            if last is None or (node.lineno, -node.col_offset) >= (
                                last.lineno,
                                -last.col_offset,
                            ):
                                last = node
                        elif not self._is_harmless(function):
                            return None
                    case (
                        ast.If()
                        | ast.While()
                        | ast.Assert()
                        | ast.JoinedStr()
                        | ast.Await()
                        | ast.With()
                        | ast.Try()
                        | ast.FunctionDef()
                        | ast.Lambda()
                        | ast.Compare()
                        | ast.Return()
                        | ast.Yield()
                        | ast.Raise()
                    ):
                        return None
                    case ast.Attribute(value=ast.Name(id="self"), ctx=ast.Store()):
                        pass
                    case ast.Subscript(ctx=ast.Store()) | ast.Attribute(ctx=ast.Store()):
                        return None
                    case ast.For(iter=iterated) if not isinstance(iterated, (ast.Call, ast.Name)):
                        return None
        return last

    def _dispatches(self, function: ast.expr, jitted: frozenset[str]) -> bool:
        if isinstance(function, ast.Name) and function.id in jitted:
            return True
        meaning = self._names.dotted(function)
        return meaning is not None and meaning.startswith(DISPATCHING) and meaning not in WAITING

    def _is_harmless(self, function: ast.expr) -> bool:
        return isinstance(function, ast.Name) and function.id in HARMLESS and function.id not in self._names


def _method_of(statement: ast.stmt) -> tuple[str, str]:
    """The variable and the method of `timer.stop()`, also where the result is kept or printed."""
    value = statement.value if isinstance(statement, (ast.Expr, ast.Assign)) else None
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.args:
        value = value.args[0]
        if isinstance(value, ast.JoinedStr):
            value = next((part.value for part in value.values if isinstance(part, ast.FormattedValue)), value)
    match value:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)):
            return name, method
    return "", ""


def _is_value(statement: ast.stmt, call: ast.Call) -> bool:
    """Whether a statement is this call, or binds its result."""
    return isinstance(statement, (ast.Expr, ast.Assign)) and statement.value is call
