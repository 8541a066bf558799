"""What a function takes: the signature that `inspect.signature`, and so `jax.jit`, finds behind a callable."""

from __future__ import annotations

from dataclasses import replace

from jaxlint.domain.values import (
    BoundMethod,
    ClassValue,
    FunctionValue,
    Object,
    PartialValue,
    Transformed,
    Value,
)
from jaxlint.program.tree import ParameterKind
from jaxlint.records import dataclass
from jaxlint.tracer.classes import class_entry
from jaxlint.tracer.core import Tracer

KEEPS_SIGNATURE = ("jax.", "functools.", "equinox.")
"""Libraries whose transformations return functions that say whom they wrap (`__wrapped__`)."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a callable, by how arguments reach them."""

    positional: tuple[str, ...] = ()
    """Those that take arguments by position, positional-only ones among them."""
    positional_only: frozenset[str] = frozenset()
    keyword_only: tuple[str, ...] = ()
    rest: str | None = None
    """The name of `*args`."""
    any_name: bool = False
    """There is `**kwargs`."""
    optional: frozenset[str] = frozenset()
    """Those with a default."""
    bound: tuple[str, ...] = ()
    """Those that are gone: `self` of a bound method, what `partial` has bound by position."""

    @property
    def named(self) -> tuple[str, ...]:
        """Names that a caller may use."""
        plain = (name for name in self.positional if name not in self.positional_only)
        return (*plain, *self.keyword_only)

    def has_number(self, number: int) -> bool:
        """Whether a positional parameter has this number; `-1` is the last one."""
        count = len(self.positional)
        return self.rest is not None or -count <= number < count

    def take(self, count: int) -> bool:
        """Whether a call with so many arguments, all by position, fits."""
        required = sum(name not in self.optional for name in self.positional)
        return required <= count and (self.rest is not None or count <= len(self.positional))


def parameters_of(t: Tracer, value: Value) -> Parameters | None:
    """What `inspect.signature(value)` says; None where that is not known."""
    match value:
        case FunctionValue():
            wrapped = t.wrapped.get(value)
            return _of_function(t, value) if wrapped is None else parameters_of(t, wrapped)
        case BoundMethod(function=inner):
            found = parameters_of(t, inner)
            return None if found is None else _without_first(found, 1)
        case PartialValue(function=inner, args=args, kwargs=kwargs):
            found = parameters_of(t, inner)
            return None if found is None else _partial(found, len(args), [name for name, _ in kwargs])
        case Transformed(function=inner, transform=transform) if transform.name.startswith(KEEPS_SIGNATURE):
            return parameters_of(t, inner)
        case Object():
            contents = t.contents(value)
            owner = None if contents is None else contents.class_value
            method = class_entry(t, owner, "__call__") if isinstance(owner, ClassValue) else None
            return None if method is None else parameters_of(t, BoundMethod(method, value))
    return None


def _of_function(t: Tracer, value: FunctionValue) -> Parameters:
    parameters = t.functions[value.place][0].parameters

    def of(*kinds: ParameterKind) -> tuple[str, ...]:
        return tuple(p.name for p in parameters if p.kind in kinds)

    rest = of(ParameterKind.VAR_POSITIONAL)
    return Parameters(
        of(ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL),
        frozenset(of(ParameterKind.POSITIONAL_ONLY)),
        of(ParameterKind.KEYWORD_ONLY),
        rest[0] if rest else None,
        bool(of(ParameterKind.VAR_KEYWORD)),
        frozenset(p.name for p in parameters if p.default is not None),
    )


def _without_first(found: Parameters, count: int) -> Parameters:
    gone, left = found.positional[:count], found.positional[count:]
    return replace(found, positional=left, bound=found.bound + gone)


def _partial(found: Parameters, count: int, names: list[str]) -> Parameters:
    """Arguments that are bound by position are gone; what follows one bound by name takes its name only."""
    left = _without_first(found, count)
    bound = next((i for i, name in enumerate(left.positional) if name in names), len(left.positional))
    keyword_only = (*left.positional[bound:], *left.keyword_only)
    rest = left.rest if bound == len(left.positional) else None
    return replace(
        left,
        positional=left.positional[:bound],
        keyword_only=keyword_only,
        rest=rest,
        optional=left.optional | frozenset(names),
    )
