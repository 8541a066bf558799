"""Long Python loops inside of a trace: each round is staged anew, and compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from jaxlint.domain.origins import Place
from jaxlint.domain.transforms import Regime
from jaxlint.domain.values import (
    Array,
    AtIndexer,
    Const,
    IteratorValue,
    NumPyArray,
    PyTree,
    Tracedness,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.transforms import transform_row
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.evidence import walk
from jaxlint.tracer.frames import Region
from jaxlint.tracer.sizes import quietly

FEW = 16
"""Rounds that no threshold asks about."""


@dataclass(frozen=True, slots=True)
class UnrolledLoop(Event):
    """A loop of known length hands traced arrays on from round to round; `place` is what it iterates over."""

    rounds: int
    carried: str
    function: str
    transform: str
    applied_at: Place


class Rounds:
    """Watches what a loop carries: asked at the beginning of each round."""

    def __init__(self, t: Tracer, node: tree.For, rounds: int, region: Region) -> None:
        self._t, self._node, self._rounds, self._region = t, node, rounds, region
        self._names = () if _leaves_early(node.body) else tuple(carried_names(node.body))
        self._before = {name: self._read(name) for name in self._names}
        self._begun = 0

    def begin(self) -> None:
        """Before the second round the arrays are known that the first has handed on."""
        self._begun += 1
        if self._begun != 2 or self._t.doubt:
            return
        for name in self._names:
            before, after = self._before[name], self._read(name)
            if _is_carried(before, after) and not _counts_in_python(self._t, self._node):
                self._report(name)
                return

    def _read(self, name: str) -> Value | None:
        slot = self._t.live.read(self._t.current.serial, name)
        return None if slot is None else slot.value

    def _report(self, name: str) -> None:
        t, transform = self._t, self._region.transform
        t.record(
            UnrolledLoop(
                t.place(self._node.iterable.at),
                t.context(),
                True,
                self._rounds,
                name,
                self._region.function_name,
                transform.name,
                transform.applied_at,
            )
        )


def watch_rounds(t: Tracer, node: tree.For, iterable: Value) -> Callable[[], None]:
    """What to call at the beginning of each round of a loop."""
    rounds = length_of(iterable)
    region = _compiling(t) if rounds is not None and rounds > FEW and t.recording else None
    if region is None or rounds is None:
        return lambda: None
    return Rounds(t, node, rounds, region).begin


def length_of(value: Value) -> int | None:
    """How many elements iterating gives, where that is known and not a matter of program structure."""
    match value:
        case IteratorValue(length=int() as length):
            return length
        case Array(aval=aval) | NumPyArray(aval=aval) if aval.shape and isinstance(aval.shape[0], int):
            return aval.shape[0]
    return None


def _compiling(t: Tracer) -> Region | None:
    """The innermost trace, if what it stages is compiled. Kernels of Pallas are unrolled on purpose."""
    regions = reversed(t.regions)
    region = next((r for r in regions if r.transform.regime in (Regime.STAGED, Regime.HOST)), None)
    if region is None or not region.transform.cached:
        return None
    for one in t.regions:
        row = transform_row(one.transform.name)
        if row is not None and row.runs_kernels:
            return None
    return region


def _is_carried(before: Value | None, after: Value | None) -> bool:
    """Whether a variable held a number or array before a round, and a traced array of the same shape after it."""
    if not isinstance(after, Array) or after.traced is not Tracedness.DEFINITE:
        return False
    if isinstance(before, (Array, NumPyArray)):
        return before.aval.shape is None or before.aval.shape == after.aval.shape
    if isinstance(before, Const):
        return isinstance(before.value, (int, float, complex)) and after.aval.shape in (None, ())
    return isinstance(before, PyTree)


def carried_names(body: tuple[tree.Stmt, ...]) -> Iterator[str]:
    """Variables that a block reads before it gives them a value for sure, and gives one."""
    written: set[str] = set()
    read: set[str] = set()
    for statement in body:
        match statement:
            case tree.Assign(targets=targets, value=value):
                bound = set(_bound(targets))
                read |= _read((value,)) - written
                read |= {n for n in _read(targets) if n not in bound} - written
            case tree.AugAssign(target=target, value=value):
                bound = set(_bound((target,)))
                read |= (_read((value,)) | bound) - written
            case tree.AnnAssign(target=target, value=tree.Expr() as value):
                bound = set(_bound((target,)))
                read |= _read((value,)) - written
            case _:
                read |= _read((statement,)) - written
                continue
        yield from sorted(bound & read)
        written |= bound


def _bound(targets: Iterable[tree.Expr]) -> Iterator[str]:
    for target in targets:
        match target:
            case tree.Name(id=name):
                yield name
            case tree.Sequence(elements=elements):
                yield from _bound(elements)
            case tree.Starred(value=value):
                yield from _bound((value,))


def _read(nodes: tuple[tree.Node, ...]) -> set[str]:
    return {node.id for node in walk(nodes) if isinstance(node, tree.Name)}


def _leaves_early(body: tuple[tree.Stmt, ...]) -> bool:
    """Whether a round may be the last."""
    ends = (tree.Break, tree.Return, tree.Raise, tree.Yield)
    return any(isinstance(node, ends) for node in walk(body))


def _counts_in_python(t: Tracer, node: tree.For) -> bool:
    """Whether the body uses what the loop counts as only Python can: in texts, tests, slices, and for containers."""
    counters = set(_bound((node.target,)))
    for part in walk(node.body):
        match part:
            case tree.If(test=test) | tree.While(test=test) | tree.Conditional(test=test):
                used: tuple[tree.Node, ...] = (test,)
            case tree.For(iterable=iterable):
                used = (iterable,)
            case tree.FString() | tree.Slice():
                used = (part,)
            case tree.Subscript(value=base, index=index) if counters & _read((index,)):
                if not isinstance(quietly(t, base), (Array, NumPyArray, AtIndexer)):
                    return True
                continue
            case _:
                continue
        if counters & _read(used):
            return True
    return False
