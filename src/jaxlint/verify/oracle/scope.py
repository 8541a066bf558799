"""What a generated program has in scope while it is written, and the lines written so far."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import field, replace
from random import Random
from typing import TypeAlias

from jaxlint.records import dataclass
from jaxlint.verify.oracle.grammar import OF_ANY_ARRAY
from jaxlint.verify.oracle.kinds import BY_NAME, FLOAT, INT, KINDS, Kind, constant
from jaxlint.verify.oracle.program import Line
from jaxlint.verify.oracle.vocabulary import LEGAL, RISKY

_DEEPEST = 2
_INDENT = 4


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter, the kind of what is passed, and whether it is passed as a constant, by position or name."""

    name: str
    kind: Kind
    static: bool = False
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Callee:
    """A function that can be called: an expression that names it, its parameters and what it returns."""

    name: str
    parameters: tuple[Parameter, ...]
    returns: Kind
    by_name: bool = True
    """Whether arguments may be passed by name: `vmap` takes those otherwise."""


@dataclass(slots=True)
class Sheet:
    """The whole program while it is written."""

    random: Random
    risk: float
    """How often an expression is taken that some transformation refuses."""
    productions: tuple[tuple[Production, int], ...]
    """The kinds of statements, with their weights."""
    lines: list[Line] = field(default_factory=list)
    names: int = 0

    def fresh(self, stem: str) -> str:
        """A name that no other has."""
        self.names += 1
        return f"{stem}{self.names}"


@dataclass(slots=True)
class Scope:
    """The variables and functions that a suite sees. A suite inside may bind again what it sees, to the same kind."""

    sheet: Sheet
    indent: int = 0
    variables: list[tuple[str, Kind]] = field(default_factory=list)
    callees: list[Callee] = field(default_factory=list)
    fixed: frozenset[str] = frozenset()
    """Variables that are not the function's own: it may read them alone."""
    returns: Kind | None = None
    depth: int = 0
    """How many compound statements this one is in."""

    @property
    def random(self) -> Random:
        """The source of every choice."""
        return self.sheet.random

    def write(self, text: str, mended: str | None = "pass") -> None:
        """Write one line."""
        self.sheet.lines.append(Line(self.indent, text, mended))

    @contextmanager
    def suite(self) -> Iterator[Scope]:
        """The scope of an indented suite; what it binds anew is not seen after it."""
        inner = replace(
            self,
            indent=self.indent + _INDENT,
            variables=list(self.variables),
            callees=list(self.callees),
            depth=self.depth + 1,
        )
        yield inner

    def bind(self, name: str, kind: Kind) -> None:
        """Make a variable known."""
        self.variables.append((name, kind))

    def of_kind(self, kind: Kind) -> list[str]:
        """The variables of a kind, the youngest twice as likely."""
        found = [name for name, each in self.variables if each == kind]
        return [*found, *found[-2:]]

    def assignable(self, kind: Kind) -> list[str]:
        """The variables that may be bound again."""
        return [name for name in self.of_kind(kind) if name not in self.fixed]

    def chance(self, likelihood: float) -> bool:
        """True with this likelihood."""
        return self.random.random() < likelihood

    def variable(self, kind: Kind) -> str | None:
        """A variable of the kind, if there is one."""
        names = self.of_kind(kind)
        return self.random.choice(names) if names else None

    def atom(self, kind: Kind) -> str:
        """A variable, or a constant."""
        name = self.variable(kind)
        return name if name is not None and self.chance(0.85) else constant(kind, self.random)

    def expression(self, kind: Kind, depth: int = 0) -> str:
        """An expression of the kind."""
        if depth >= _DEEPEST or self.chance(0.1 + 0.3 * depth):
            return self.atom(kind)
        if self.chance(0.15):
            called = self.call(kind, depth)
            if called is not None:
                return called
        for _ in range(4):
            risky = RISKY.get(kind.name)
            table = risky if risky and self.chance(self.sheet.risk) else LEGAL.get(kind.name, OF_ANY_ARRAY)
            filled = self.fill(self.random.choice(table), kind, depth)
            if filled is not None:
                return filled
        return self.atom(kind)

    def fill(self, template: str, kind: Kind, depth: int) -> str | None:
        """The template with its parts written out; None where a variable that it needs is missing."""
        written = []
        for literal, name, _, _ in string.Formatter().parse(template):
            written.append(literal)
            if name is None:
                continue
            if name == "k":
                part: str | None = str(self.random.randrange(3))
            elif name.isupper():
                part = self.variable(BY_NAME[name.lower()])
            else:
                part = self.expression(kind if name == "self" else BY_NAME[name], depth + 1)
                part = _enclosed(part)
            if part is None:
                return None
            written.append(part)
        return "".join(written)

    def call(self, kind: Kind, depth: int) -> str | None:
        """A call of a function that returns the kind, if there is one."""
        fitting = [each for each in self.callees if each.returns == kind]
        return self.call_of(self.random.choice(fitting), depth) if fitting else None

    def call_of(self, callee: Callee, depth: int = 1) -> str:
        """A call of this function: arguments by position, then some by name; defaults may be left out."""
        arguments: list[str] = []
        named = False
        for parameter in callee.parameters:
            if parameter.default is not None and (named or callee.by_name) and self.chance(0.5):
                named = True
                continue
            if parameter.static:
                value = constant(parameter.kind, self.random)
            elif parameter.kind.dtype and parameter.kind.name not in BY_NAME:
                value = self.atom(parameter.kind)
            else:
                value = self.expression(parameter.kind, depth + 1)
            named = callee.by_name and (named or self.chance(0.2))
            arguments.append(f"{parameter.name}={value}" if named else value)
        return f"{callee.name}({', '.join(arguments)})"

    def some_kind(self) -> Kind:
        """The kind of a new variable; numbers and vectors are the most frequent."""
        return self.random.choice((*KINDS, FLOAT, FLOAT, FLOAT, FLOAT, INT, BY_NAME["vec"], BY_NAME["vec"]))

    def harmless(self, kind: Kind) -> str:
        """What stands for an expression that JAX refused: a constant, or a traced value where there are some."""
        if kind.is_scalar and kind != INT and self.chance(0.4):
            return f"jnp.asarray({constant(kind, self.random)})"
        return constant(kind, self.random)


def _enclosed(part: str) -> str:
    """The part so that a template cannot take it apart."""
    return f"({part})" if " " in part or part.startswith("-") else part


Production: TypeAlias = Callable[[Scope], None]
"""Writes one kind of statement."""
