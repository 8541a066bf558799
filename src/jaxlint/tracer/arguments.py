"""Arguments of calls, and binding them to parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from jaxlint.domain.values import UNKNOWN, Array, PyTree, Tracedness, Value, VariadicTuple
from jaxlint.program import tree
from jaxlint.program.tree import ParameterKind
from jaxlint.records import dataclass


@dataclass(frozen=True, slots=True)
class CallArguments:
    """Evaluated arguments. `more`: unknown positional ones may follow; `more_keywords`: any keyword may be there.

    `nodes` and `keyword_nodes` are the expressions, where the arguments stand in the call as written.
    """

    positional: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...] = ()
    more: bool = False
    more_keywords: bool = False
    nodes: tuple[tree.Expr | None, ...] = ()
    keyword_nodes: tuple[tuple[str, tree.Expr], ...] = ()
    spread: VariadicTuple | None = None
    """The ones that follow, if these are sizes: `*x.shape[:-1], d`."""

    def prepend(self, *values: Value) -> CallArguments:
        # Every method call comes by: `replace` takes several times as long.
        return CallArguments(
            values + self.positional,
            self.keywords,
            self.more,
            self.more_keywords,
            (None,) * len(values) + self.nodes,
            self.keyword_nodes,
            self.spread,
        )

    def keyword(self, name: str) -> Value | None:
        for key, value in self.keywords:
            if key == name:
                return value
        return None

    def get(self, position: int, name: str) -> Value | None:
        """The argument at a position, or by its name; None if it is not passed."""
        if position < len(self.positional):
            return self.positional[position]
        found = self.keyword(name)
        return UNKNOWN if found is None and (self.more or self.more_keywords) else found

    def node(self, position: int, name: str) -> tree.Expr | None:
        if position < len(self.nodes):
            return self.nodes[position]
        return dict(self.keyword_nodes).get(name)

    def all_values(self) -> list[Value]:
        return [*self.positional, *[value for _, value in self.keywords]]

    def drop(self, count: int, names: Sequence[str]) -> CallArguments:
        """Without the first positional arguments and the named ones."""
        left = tuple((k, v) for k, v in self.keywords if k not in names)
        return replace(
            self,
            positional=self.positional[count:],
            spread=self.spread if count <= len(self.positional) else None,
            nodes=self.nodes[count:],
            keywords=left,
            keyword_nodes=tuple((k, n) for k, n in self.keyword_nodes if k not in names),
        )


def bind_names(names: tuple[str, ...], args: CallArguments) -> dict[str, Value] | None:
    """Arguments by the names of plain parameters; None if the call is not fully known or does not fit."""
    if args.more or args.more_keywords or len(args.positional) > len(names):
        return None
    bound = dict(zip(names, args.positional, strict=False))
    for key, value in args.keywords:
        if key not in names or key in bound:
            return None
        bound[key] = value
    return bound


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a function by how they take their arguments."""

    positional: tuple[str, ...]
    by_keyword: frozenset[str]
    single: tuple[tree.Parameter, ...]
    """All but `*args` and `**kwargs`."""


@lru_cache(maxsize=512)
def parameters_of(function: tree.Function) -> Parameters:
    """The parameters of a function, looked through once."""
    several = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
    single = tuple([p for p in function.parameters if p.kind not in several])
    return Parameters(
        tuple([p.name for p in single if p.kind is not ParameterKind.KEYWORD_ONLY]),
        frozenset([p.name for p in single if p.kind is not ParameterKind.POSITIONAL_ONLY]),
        single,
    )


@dataclass(slots=True)
class Binding:
    """Parameters with their arguments. `missing` are those that take their default."""

    values: dict[str, Value]
    missing: list[tree.Parameter]
    extra: tuple[Value, ...]
    """What `*args` collects."""
    extra_known: bool


def bind(function: tree.Function, args: CallArguments) -> Binding:
    """Arguments by parameter, as Python binds them; what is not known is UNKNOWN."""
    parameters = parameters_of(function)
    values = dict(zip(parameters.positional, args.positional, strict=False))
    for name, value in args.keywords:
        if name in parameters.by_keyword and name not in values:
            values[name] = value
    missing: list[tree.Parameter] = []
    for parameter in parameters.single:
        name = parameter.name
        if name in values:
            continue
        if (
            parameter.default is None
            or (args.more and name in parameters.positional)
            or (args.more_keywords and name in parameters.by_keyword)
        ):
            values[name] = UNKNOWN
        else:
            missing.append(parameter)
    rest = args.positional[len(parameters.positional) :]
    return Binding(values, missing, rest, not args.more and not args.more_keywords)


def is_passed(value: Value) -> bool:
    """Whether a root is surely given an argument; a transformation around may have made a possible tracer of it."""
    return value is not UNKNOWN and not (
        isinstance(value, (Array, PyTree)) and value.traced is Tracedness.POSSIBLE
    )
