"""Uses of names of JAX that have changed, as events. No trace finds them: they are all over a file."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping

from jaxlint.domain.origins import Place
from jaxlint.program.module import NUMBERS, Module
from jaxlint.program.uses import Form, Use, UsesOf, imported_names
from jaxlint.records import dataclass
from jaxlint.signatures.changes import Change, changes, is_changed, paths_below
from jaxlint.syntax.index import TopLevel
from jaxlint.tracer.events import Context, Event


@dataclass(frozen=True, slots=True)
class NameUse(Event):
    """A name of JAX that was deprecated or removed in some version; `place` is its statement."""

    use: Use
    changes: tuple[Change, ...]
    """Of the name, of the modules that it is in, of the parameters that it is given: outermost first."""


def name_uses(module: Module) -> Iterator[NameUse]:
    """The uses in a module, save those that the program guards."""
    statements = list(_statements(module))
    if not statements:
        return
    uses = UsesOf(module)
    stored = frozenset[str]().union(*[statement.stored for statement in module.index.statements])
    for statement in statements:
        for use in uses.inside(statement):
            # What a program gives a module by itself is there: `jax.tree_map = jax.tree.map`.
            found = tuple(c for c in _changes(use) if c.name.rpartition(".")[2] not in stored)
            if found and not use.setting.guarded:
                place = Place(module.name, statement.group * NUMBERS)
                yield NameUse(place, Context(None), not use.setting.unread, use, found)


def _statements(module: Module) -> Iterator[TopLevel]:
    """Statements in whose text a name that has changed stands behind an import of the file."""
    tables: dict[str, Mapping[str, tuple[tuple[str, ...], ...]]] = {}
    lines: list[int] = []
    for imported in imported_names(module):
        table = paths_below(imported.meaning)
        if table:
            tables[imported.bound] = table
        if is_changed(imported.full):
            lines.append(imported.line)
    if not tables and not lines:
        return
    words = frozenset[str]().union(*tables.values())
    for statement in module.index.statements:
        first, last = statement.first_line, statement.last_line
        if any(first <= line <= last for line in lines):
            yield statement
        elif found := statement.attributes & words:
            for bound, table in tables.items():
                paths = [path for word in found for path in table.get(word, ())]
                if paths and _is_written(module, statement, bound, paths):
                    yield statement
                    break


def _is_written(module: Module, statement: TopLevel, bound: str, paths: Iterable[tuple[str, ...]]) -> bool:
    """Whether one of the paths stands in a statement behind a name."""
    text: str | None = None
    for path in paths:
        if statement.attributes.issuperset(word.removesuffix("=") for word in path):
            text = text or "".join(module.lines[statement.first_line - 1 : statement.last_line])
            if _pattern(bound, path).search(text):
                return True
    return False


@functools.cache
def _pattern(bound: str, path: tuple[str, ...]) -> re.Pattern[str]:
    """What a use looks like; of a parameter only its function is looked for."""
    names = [bound, *(word for word in path if not word.endswith("="))]
    return re.compile(r"\b" + r"[\s\\]*\.[\s\\]*".join(names) + r"\b")


def _changes(use: Use) -> Iterator[Change]:
    known = changes()
    parts = use.name.split(".")
    for length in range(2, len(parts) + 1):
        change = known.get(".".join(parts[:length]))
        # The import of what it begins with is reported itself.
        if change is not None and (use.form is not Form.ATTRIBUTE or length > use.known):
            yield change
    for word in use.call.keywords if use.call is not None else ():
        change = known.get(f"{use.name}({word.arg})")
        if change is not None:
            yield change
