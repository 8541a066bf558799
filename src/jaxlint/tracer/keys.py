"""What has been done to random keys on a path: facts of the state, joined where paths join."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from jaxlint.domain.avals import Aval
from jaxlint.domain.keys import Key
from jaxlint.domain.origins import Place
from jaxlint.domain.values import Const, SliceValue, TupleValue, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.tracer.events import Event


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One call on the way to a use of a key; the last one uses it."""

    callee: int
    """The frame that the call opens; 0 for a call of a library."""
    place: Place
    call: tree.Call | None
    function: Place | str
    """The program's function that is called, or the canonical name of a library's."""
    statement: tree.Stmt | None
    shown: str
    """The key, in the words of the caller."""
    node: tree.Expr | None
    """The argument that is, or holds, the key."""
    is_key: bool = True
    """The argument is the key itself."""
    draws: str = ""
    """What uses the key in the end, by its canonical name."""
    bound: bool = False
    """A `partial` has bound the key."""


class Way(NamedTuple):
    """One of the two paths that a join, by its number, has joined."""

    join: int
    second: bool


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """A key was consumed here: on every path to this point, or (not `certain`) on some."""

    number: int
    key: Key
    certain: bool
    steps: tuple[Step, ...]
    under: frozenset[Way] = frozenset()
    """The ways by which this is what was consumed, where joined paths have left one of two keys."""


Uses: TypeAlias = Mapping[int, tuple[Use, ...]]
"""The uses of each key by its number."""


def with_use(uses: Uses, use: Use) -> Uses:
    return {**uses, use.key.number: (*uses.get(use.key.number, ()), use)}


def join_uses(a: Uses, b: Uses) -> Uses:
    """What holds after either path: a key that each of the paths has consumed is consumed."""
    if a is b:
        return a
    joined: dict[int, tuple[Use, ...]] = dict(a)
    for number in {**a, **b}:
        mine, theirs = a.get(number, ()), b.get(number, ())
        if mine is not theirs:
            joined[number] = join_used(mine, theirs)
    return joined


def join_used(mine: tuple[Use, ...], theirs: tuple[Use, ...]) -> tuple[Use, ...]:
    """The uses of one key, known on both of two paths: certain where the other path has used the same part."""
    merged: dict[int, Use] = {}
    for use, others in (*((use, theirs) for use in mine), *((use, mine) for use in theirs)):
        sure = use.certain and any(other.certain and other.key.overlaps(use.key) for other in others)
        known = merged.get(use.number)
        if known is None or (known.certain and not sure):
            merged[use.number] = use if use.certain == sure else replace(use, certain=sure)
    return tuple(merged.values())


def unite_uses(a: Uses, b: Uses) -> Uses:
    """What holds after both of two paths, that part from the same uses."""
    united: dict[int, tuple[Use, ...]] = dict(a)
    for number, uses in b.items():
        known = united.get(number, ())
        if known is not uses:
            united[number] = (*known, *(use for use in uses if use not in known))
    return united


def part_of(key: Key, aval: Aval, index: Value) -> Key | None:
    """Which key `keys[index]` is; None where that is not known."""
    size = aval.shape[0] if aval.shape else None
    known = size if isinstance(size, int) else None
    match index:
        case Const(int() as row):
            return key.row(row, known)
        case TupleValue(items=(Const(int() as row), *rest)):
            part = key.row(row, known)
            inner = aval.row()
            return part if part is None or not rest else part_of(part, inner, TupleValue(tuple(rest)))
        case SliceValue(Const(None | int() as low), Const(None | int() as high), Const(None | 1)):
            return key.slice(low, high, known)
    return None


class Again(enum.Enum):
    """How a key comes to be used a second time."""

    LATER = "later"
    """Another call uses it."""
    ITERATION = "iteration"
    """A loop of Python comes by again."""
    BODY = "body"
    """The body of a loop of JAX uses a key from outside, or one that it hands on to the next iteration."""
    TWICE = "twice"
    """A function is given it for two of its parameters, and uses both."""
    ROWS = "rows"
    """Under `vmap`, every row uses the same."""


@dataclass(frozen=True, slots=True)
class KeyReuse(Event):
    """A key is used at `place` that has been consumed."""

    again: Again
    step: Step
    """The use, as the function sees it in which both uses are."""
    first: Step
    same: bool
    """Both uses are the same call with the same arguments: that they give the same may be meant."""
    transform: str = ""
    """What repeats the body, or maps the function: `jax.lax.scan`."""
    traced: str = ""
    """The function that it repeats."""
    function: tree.Function | None = None
    """The function in which the finding stands; None at module level."""
    statement: tree.Stmt | None = None
    """The statement that uses it again."""


@dataclass(frozen=True, slots=True)
class ConstantKey(Event):
    """A function being compiled draws from a key that it makes itself, at `place`, of a constant."""

    transform: str
    function: str
