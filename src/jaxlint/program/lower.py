"""From an opened slice to `program.tree`."""

from __future__ import annotations

from dataclasses import dataclass

from jaxlint.program import tree
from jaxlint.program.lower_statements import StatementLowering
from jaxlint.syntax.parse import Opened, reading
from jaxlint.syntax.positions import Place


@dataclass(frozen=True, slots=True)
class Lowered:
    """The statements of a slice. `places[at - first]` is what the node numbered `at` was made from."""

    statements: tuple[tree.Stmt, ...]
    functions: dict[int, tree.Function]
    classes: dict[int, tree.ClassDef]
    places: list[Place]


def lower(opened: Opened, first: int) -> Lowered:
    """Lower a slice, numbering its places from `first`; the same slice always gets the same numbers."""
    walk = StatementLowering(first)
    with reading():
        statements = walk.block(opened.module.body)
    return Lowered(statements, walk.functions, walk.classes, walk.places)
