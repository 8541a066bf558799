"""Statements that make objects of the program's own, change them or enter them."""

from __future__ import annotations

from jaxlint.verify.oracle.kinds import FLOAT, constant
from jaxlint.verify.oracle.scope import Production, Scope
from jaxlint.verify.oracle.statements import statements


def entered(scope: Scope) -> None:
    """`with options as name:`, a manager of the program's own."""
    name = scope.sheet.fresh("o")
    scope.write(f"with options as {name}:", None)
    with scope.suite() as inner:
        inner.bind(f"{name}.limit", FLOAT)
        inner.fixed = inner.fixed | {f"{name}.limit"}
        statements(inner, 1)


def constructed(scope: Scope) -> None:
    """An object made inside of the function, whose attributes are set and read."""
    name = scope.sheet.fresh("o")
    scope.write(f"{name} = Base({scope.expression(FLOAT, 1)})", f"{name} = Base(0.5)")
    if scope.chance(0.5):
        scope.write(
            f"{name}.gain = {scope.expression(FLOAT, 1)}", f"{name}.gain = {constant(FLOAT, scope.random)}"
        )
    for read in ("gain", "double"):
        scope.bind(f"{name}.{read}", FLOAT)
    scope.fixed = scope.fixed | {f"{name}.double"}


OBJECTS: tuple[tuple[Production, int], ...] = ((entered, 1), (constructed, 1))
