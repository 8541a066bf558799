"""Requests for types of 64 bits, in the text of a module."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping

from jaxlint.domain.origins import Place
from jaxlint.program.module import NUMBERS, Module
from jaxlint.program.uses import Use, UsesOf
from jaxlint.records import dataclass
from jaxlint.signatures.wide import DTYPE_POSITION, NARROWED, SCALARS, TAKING_DTYPE, WIDE
from jaxlint.syntax.walking import walk
from jaxlint.tracer.events import Context, Event

_WORDS = (*NARROWED, "double")


@dataclass(frozen=True, slots=True)
class WideDtype(Event):
    """A function of JAX is asked for a type of 64 bits; `place` is the statement of the module."""

    call: ast.Call
    wide: str
    """`float64`."""


def wide_dtypes(module: Module) -> Iterator[WideDtype]:
    """The requests in a module."""
    if not any(word in module.text for word in _WORDS):
        return
    uses: UsesOf | None = None
    named = _named(module)
    for statement in module.index.statements:
        lines = module.lines[statement.first_line - 1 : statement.last_line]
        if not statement.names & named.keys() and not any(word in line for line in lines for word in _WORDS):
            continue
        uses = uses or UsesOf(module)
        for use in uses.inside(statement):
            wide = None if use.call is None or use.setting.guarded else _asked(uses, use, use.call, named)
            if wide is not None and use.call is not None:
                yield WideDtype(
                    Place(module.name, statement.group * NUMBERS), Context(None), True, use.call, wide
                )


def _named(module: Module) -> dict[str, ast.expr]:
    """The types that variables of the module name, which nothing else binds: `DTYPE = "int64"`."""
    named: dict[str, ast.expr] = {}
    for statement in module.index.statements:
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant() | ast.Attribute() as value):
                named[name] = value
    if not named:
        return named
    bound = Counter[str]()
    for statement in module.index.statements:
        for node in walk(statement.node):
            match node:
                case ast.Name(id=name) if not isinstance(node.ctx, ast.Load):
                    bound[name] += 1
                case ast.alias(name=name, asname=asname):
                    bound[asname or name] += 1
                case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    bound[name] += 1
    return {name: value for name, value in named.items() if bound[name] == 1}


def _asked(uses: UsesOf, use: Use, call: ast.Call, named: Mapping[str, ast.expr]) -> str | None:
    """The type of 64 bits that a call asks for."""
    if use.name in SCALARS:
        return SCALARS[use.name] if call.args else None
    asked: ast.expr | None = None
    if use.name.startswith(TAKING_DTYPE):
        asked = next((word.value for word in call.keywords if word.arg == "dtype"), None)
    position = DTYPE_POSITION.get(use.name)
    if asked is None and position is not None and position < len(call.args):
        before = call.args[: position + 1]
        asked = None if any(isinstance(part, ast.Starred) for part in before) else before[-1]
    if isinstance(asked, ast.Name):
        asked = named.get(asked.id, asked)
    if isinstance(asked, ast.Constant):
        return asked.value if isinstance(asked.value, str) and asked.value in NARROWED else None
    name = None if asked is None else uses.name_of(asked, use.setting)
    return None if name is None else WIDE.get(name)
