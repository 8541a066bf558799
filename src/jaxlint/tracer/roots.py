"""Where the execution starts: the top level of the modules, then every function that nobody in view has called."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol

from jaxlint.domain.origins import Place
from jaxlint.domain.values import (
    UNKNOWN,
    BoundMethod,
    ClassValue,
    FunctionValue,
    PartialValue,
    Transformed,
    Value,
)
from jaxlint.program import tree
from jaxlint.program.tree import ParameterKind
from jaxlint.records import dataclass
from jaxlint.signatures.classes import RECEIVERS
from jaxlint.syntax.index import TopLevel
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.callees import underlying
from jaxlint.tracer.calls import call
from jaxlint.tracer.classes import static_kind
from jaxlint.tracer.core import FrameInfo, OutOfFuelError, Tracer
from jaxlint.tracer.events import Surrender
from jaxlint.tracer.modules import force, load_module
from jaxlint.tracer.rebuilding import report_rebuilt
from jaxlint.tracer.reclaiming import Collector, places_told_apart
from jaxlint.tracer.staleness import check_unordered
from jaxlint.tracer.state import State

FULL_ROOTS = 3
"""So many roots of a module may use all their fuel; then each gets little, to see what simple functions do."""
LITTLE_FUEL = 250


class Wanted(Protocol):
    """Whether a statement of a module, or one function in it, is worth entering on its own account."""

    def __call__(self, home: FrameInfo, statement: TopLevel, function: str | None = None) -> bool: ...


@dataclass(frozen=True, slots=True)
class Fault:
    """An error of jaxlint's own, with the module and line of the program that it was looking at."""

    module: str
    line: int
    error: Exception

    def __str__(self) -> str:
        return f"{type(self.error).__name__}: {self.error}"


def run(t: Tracer, targets: Iterable[str], wanted: Wanted) -> list[Fault]:
    """Run the modules and the functions in them; the tracer then holds the events. Returns its own faults."""
    names = list(targets)
    faults: list[Fault] = []
    for name in names:
        _guarded(t, faults, name, partial(load_module, t, name))
    for name in names:
        home = t.frames.get(t.module_frames.get(name, -2))
        if home is None:
            continue
        for number in sorted(set(t.deferred.get(home.serial, {}).values())):
            statement = home.module.index.statements[number]
            if wanted(home, statement):
                if not any(t.live.read(home.serial, bound) for bound in statement.binds):
                    _guarded(t, faults, name, partial(force, t, home, number))
    _Roots(t, set(names), wanted, faults).run()
    t.state = t.base
    check_unordered(t)
    report_rebuilt(t)
    return faults


class _Roots:
    """The functions that are left, each entered with unknown arguments from the state it was made in."""

    def __init__(self, t: Tracer, targets: set[str], wanted: Wanted, faults: list[Fault]) -> None:
        self.t, self.targets, self.wanted, self.faults = t, targets, wanted, faults
        t.base = t.live
        self.made_in: dict[Value, State] = {}
        """The states in which functions wait that a root has made."""
        self.mentioned: set[Value] = set()
        """Functions that wait although others were made later: other code mentions them."""
        self.applied: set[tuple[Place, Place]] = set()
        self.instances: dict[ClassValue, tuple[Value, State]] = {}
        self.collector = Collector(t)

    def run(self) -> None:
        t = self.t
        while t.pending:
            value = self._next()
            del t.pending[value]
            self.mentioned.discard(value)
            state = self.made_in.pop(value, None)
            function = self._worth(value)
            if function is None:
                continue
            if isinstance(value, Transformed):
                self.applied.add((function.place, value.transform.applied_at))
            t.pending.take_fresh()
            t.root += 1
            t.state = (t.base or State()).fork() if state is None else state.fork()
            del state
            module = function.place.module
            _guarded(t, self.faults, module, partial(self._enter, value, function))
            self._keep(t.pending.take_fresh())
            self._forget()

    def _keep(self, made: list[Value]) -> None:
        """Have what a root has made wait as it left it, as far as that may be entered."""
        t = self.t
        for value in made:
            if self._worth(value) is None:
                t.pending.pop(value, None)
            elif t.state is not None:
                self.made_in.setdefault(value, t.state)

    def _forget(self) -> None:
        """Forget what no root will come upon."""
        t = self.t
        t.last_callee.clear()
        if self.collector.is_due():
            t.state = None
            for value in [*self.made_in]:
                if value not in t.pending or self._worth(value) is None:
                    t.pending.pop(value, None)
                    del self.made_in[value]
            owners = {function.owner for value in t.pending if (function := underlying(value)[0]) is not None}
            self.instances = {c: built for c, built in self.instances.items() if c.place in owners}
            states = [*self.made_in.values(), *(state for _, state in self.instances.values())]
            self.collector.collect(states if t.base is None else [t.base, *states])

    def _next(self) -> Value:
        """The next function: one that nobody in view mentions if there is one, else the first."""
        for value in reversed(self.t.pending):
            if value in self.mentioned:
                break
            function = underlying(value)[0]
            if function is None or not self._mentioned(function):
                return value
            # Its callers are entered first.
            self.mentioned.add(value)
        return next(iter(self.t.pending))

    def _mentioned(self, function: FunctionValue) -> bool:
        """Whether other code of its module mentions a function."""
        definition, module = self.t.functions[function.place]
        own = module.statement_of(function.place.at)
        name = definition.name
        for statement in module.index.statements:
            if statement.has_attribute(name) or (statement.number != own and statement.has_name(name)):
                return True
        return False

    def _worth(self, value: Value) -> FunctionValue | None:
        """The function to enter; None where it is not worth it, which it then never becomes."""
        function = underlying(value)[0]
        return function if function is not None and self._is_worth(value, function) else None

    def _is_worth(self, value: Value, function: FunctionValue) -> bool:
        t = self.t
        module = t.functions[function.place][1]
        if module.name not in self.targets:
            return False
        if not isinstance(value, Transformed):
            if function.place in t.entered:
                return False
        elif (function.place, value.transform.applied_at) in self.applied:
            # A transformation applied by code that is entered many times is one application.
            return False
        home = t.frames.get(t.module_frames.get(module.name, -2))
        if home is None:
            return False
        statement = module.index.statements[module.statement_of(function.place.at)]
        if isinstance(value, Transformed):
            # What applies the transformation was worth entering; its function is what it was entered for.
            return self.wanted(home, statement) or self._is_wanted_at(value.transform.applied_at)
        return self.wanted(home, statement, t.functions[function.place][0].qualname)

    def _is_wanted_at(self, place: Place) -> bool:
        """Whether the statement of a module that a place belongs to is worth entering: `step = jax.jit(f)`."""
        home = self.t.frames.get(self.t.module_frames.get(place.module, -2))
        if home is None:
            return False
        return self.wanted(home, home.module.index.statements[home.module.statement_of(place.at)])

    def _enter(self, value: Value, function: FunctionValue) -> None:
        t = self.t
        definition, module = t.functions[function.place]
        home = t.frames[t.module_frames[module.name]]
        owner = None if function.owner is None else t.classes_by_place.get(function.owner)
        with t.inside(home):
            first: tuple[Value, ...] = ()
            if owner is not None and not _is_bound(value):
                kind = static_kind(t, owner, definition.name)
                if kind == "classmethod":
                    first = (owner,)
                elif kind != "staticmethod" and (
                    isinstance(value, FunctionValue) or _takes_instance(definition)
                ):
                    first = (self._instance(owner, definition),)
                    if function.place in t.entered and isinstance(value, FunctionValue):
                        return
            shift = underlying(value)[1] + len(first)
            args = unknown_arguments(definition, shift, underlying(value)[2])
            node = tree.Pass(function.place.at)
            t.entering_root = True
            if first:
                args = args.prepend(*first)
            call(t, value, args, node)
            t.entering_root = False

    def _instance(self, owner: ClassValue, definition: tree.Function) -> Value:
        """The instance whose methods are entered: made once, by the constructor with unknown arguments."""
        t = self.t
        known = self.instances.get(owner)
        if known is None:
            node = tree.Pass(owner.place.at)
            earlier = t.pending.take_fresh()
            instance = call(t, owner, CallArguments((), more=True, more_keywords=True), node)
            built = t.live.fork()
            self.instances[owner] = (instance, built)
            # What the constructor made is entered as it left it, before any method has run.
            for made in t.pending.take_fresh():
                self.made_in[made] = built
            t.pending.fresh = earlier
            return instance
        instance, state = known
        t.state = state.fork()
        return instance


def _takes_instance(function: tree.Function) -> bool:
    """Whether a transformed function of a class is a method. `Class.step(state)` calls others by the class."""
    return bool(function.parameters) and function.parameters[0].name.strip("_") in RECEIVERS


def _is_bound(value: Value) -> bool:
    """Whether a function comes with its receiver, or with other first arguments."""
    match value:
        case Transformed(function=inner):
            return _is_bound(inner)
        case BoundMethod() | PartialValue():
            return True
    return False


def unknown_arguments(function: tree.Function, skip: int, named: frozenset[str]) -> CallArguments:
    """One unknown argument for every parameter, also for those that have a default; any number where it takes that."""
    positional = [
        p for p in function.parameters if p.kind in (ParameterKind.POSITIONAL, ParameterKind.POSITIONAL_ONLY)
    ][skip:]
    count = next((i for i, p in enumerate(positional) if p.name in named), len(positional))
    keywords = [
        (p.name, UNKNOWN)
        for p in (*positional[count:], *function.parameters)
        if p.name not in named and (p in positional[count:] or p.kind is ParameterKind.KEYWORD_ONLY)
    ]
    several = any(p.kind is ParameterKind.VAR_POSITIONAL for p in function.parameters)
    return CallArguments((UNKNOWN,) * count, tuple(keywords), more=several)


def _refuel(t: Tracer, module: str) -> None:
    """Give a root of a module its fuel."""
    left = t.full_fuel * FULL_ROOTS - t.used[module]
    t.fuel = max(min(t.full_fuel, left), LITTLE_FUEL)
    t.used[module] += t.fuel


def _guarded(t: Tracer, faults: list[Fault], module: str, action: Callable[[], object]) -> None:
    """Run one root; whatever happens, the next one starts from a clean machine."""
    frame = t.frame
    if t.program.is_full:
        t.program.make_room(places_told_apart(t))
    _refuel(t, module)
    t.failed = None
    try:
        action()
    except OutOfFuelError:
        _give_up(t, "this is too much code to follow from here")
    except RecursionError:
        _give_up(t, "this is nested too deeply to follow")
    except Exception as error:  # a fault of ours must not stop the other roots
        faults.append(Fault(module, _line(t, module), error))
    finally:
        t.used[module] -= max(t.fuel, 0)
        t.frame, t.stack, t.regions, t.loops, t.tries, t.turns = frame, [], [], [], [], []
        t.expected, t.statement, t.quiet, t.entering_root, t.importing = [], None, False, False, False
        t.doubt, t.unsized, t.jit_disabled, t.escaped = 0, 0, False, False
        t.forcing.clear()
        if t.state is None:
            t.state = State() if t.base is None else t.base.fork()


def _give_up(t: Tracer, reason: str) -> None:
    if t.failed is not None and t.failed[1] is not None:
        t.gave_up.setdefault(Surrender(Place(t.failed[0].name, t.failed[1].at), reason))


def _line(t: Tracer, module: str) -> int:
    """The line at which jaxlint failed, where that is in the module under way."""
    if t.failed is None or t.failed[1] is None or t.failed[0].name != module:
        return 1
    return t.failed[0].line_of(t.failed[1].at)
