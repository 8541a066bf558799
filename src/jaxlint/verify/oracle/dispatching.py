"""Functions that do what a member of an enumeration says."""

from __future__ import annotations

from jaxlint.verify.oracle.kinds import FLOAT
from jaxlint.verify.oracle.scope import Production, Scope
from jaxlint.verify.oracle.statements import some_statements

_MEMBERS = (
    "Mode.TRAIN",
    "Mode.TEST",
    "Level.LOW",
    "Level.OFF",
    "Act.SIN",
    "Part.BOTH",
    "Gain.HALF",
    "Gain.NONE",
)
_TESTS = (
    "{} is Mode.PLAIN",
    "{} == 1",
    "{} == Mode.TEST",
    "{}",
    "not {}",
    "{}.value == 1",
    "{} in CHOSEN",
    "{}.name == 'BOTH'",
    "isinstance({}, Mode)",
    "isinstance({}, (int, str))",
)
_CASES = ("Mode.PLAIN", "Level.LOW | Act.SIN", "1", "'sine'", "Part.BOTH", "Gain.HALF")


def dispatched(scope: Scope) -> None:
    """A function that does what a member says, which is static."""
    name, item, member = (scope.sheet.fresh(stem) for stem in ("f", "x", "m"))
    scope.write(f"def {name}({item}, {member}):", None)
    with scope.suite() as inner:
        inner.fixed = inner.fixed | {each for each, _ in scope.variables}
        inner.bind(item, FLOAT)
        if scope.chance(0.5):
            inner.write(f"if {scope.random.choice(_TESTS).format(member)}:", None)
            some_statements(inner)
            inner.write("else:", None)
            some_statements(inner)
        else:
            inner.write(f"match {member}:", None)
            with inner.suite() as cases:
                for pattern in scope.random.sample(_CASES, 2):
                    cases.write(f"case {pattern}:", None)
                    some_statements(cases)
                cases.write("case _:", None)
                some_statements(cases)
        inner.write(f"return {inner.expression(FLOAT, 1)}", "return 0.5")
    value, given = scope.sheet.fresh("v"), scope.random.choice(_MEMBERS)
    called = f'jax.jit({name}, static_argnames="{member}")' if scope.chance(0.5) else name
    scope.write(f"{value} = {called}({scope.expression(FLOAT, 1)}, {member}={given})", f"{value} = 0.5")
    scope.bind(value, FLOAT)


MEMBERS: tuple[tuple[Production, int], ...] = ((dispatched, 2),)
