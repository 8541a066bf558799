"""Statements of Python that take names and containers apart, or pass them on in other ways than by position."""

from __future__ import annotations

from jaxlint.verify.oracle.kinds import BOOL, DICT, FLOAT, INT, LIST, PAIR, VECTOR
from jaxlint.verify.oracle.scope import Callee, Parameter, Production, Scope
from jaxlint.verify.oracle.statements import assignment, some_statements, statements


def starred(scope: Scope) -> None:
    """`first, *rest = ...` or `(a, b), c = ...`."""
    one, two, three = (scope.sheet.fresh("v") for _ in range(3))
    if scope.chance(0.5):
        scope.write(f"{one}, *{two} = {scope.expression(LIST, 1)}", f"{one}, *{two} = [0.5, 1.5, 2.0]")
        scope.bind(one, FLOAT)
        scope.bind(f"{two}[{scope.random.randrange(2)}]", FLOAT)
        return
    value = f"{scope.expression(PAIR, 1)}, {scope.expression(FLOAT, 1)}"
    scope.write(f"({one}, {two}), {three} = {value}", f"({one}, {two}), {three} = (jnp.ones(3), 0.5), 1.5")
    for name, kind in ((one, VECTOR), (two, FLOAT), (three, FLOAT)):
        scope.bind(name, kind)


def chained(scope: Scope) -> None:
    """`a = b = ...`: two names of one value."""
    kind = scope.some_kind()
    one, two = scope.sheet.fresh("v"), scope.sheet.fresh("v")
    scope.write(f"{one} = {two} = {scope.expression(kind)}", f"{one} = {two} = {scope.harmless(kind)}")
    scope.bind(one, kind)
    scope.bind(two, kind)


def deleted(scope: Scope) -> None:
    """A name that is bound, used and deleted; or an entry of a dict of one's own."""
    name, other = scope.sheet.fresh("v"), scope.sheet.fresh("v")
    if scope.chance(0.5):
        scope.write(f"{name} = {scope.expression(FLOAT)}", f"{name} = 0.5")
        scope.write(f"{other} = {name} + {scope.expression(FLOAT, 1)}", f"{other} = 0.5")
        scope.write(f"del {name}", None)
        scope.bind(other, FLOAT)
        return
    value = f'{{**{scope.atom(DICT)}, "extra": {scope.expression(FLOAT, 1)}}}'
    scope.write(f"{name} = {value}", f'{name} = {{"w": jnp.ones(3), "b": 0.5, "extra": 0.5}}')
    scope.write(f'{other} = {name}.pop("extra")', None)
    scope.bind(name, DICT)
    scope.bind(other, FLOAT)


def over_entries(scope: Scope) -> None:
    """`for key, value in {...}.items():`."""
    key, value = scope.sheet.fresh("k"), scope.sheet.fresh("e")
    entries = ", ".join(f'"{letter}": {scope.expression(FLOAT, 1)}' for letter in "ab")
    scope.write(
        f"for {key}, {value} in {{{entries}}}.items():", f'for {key}, {value} in {{"a": 0.5}}.items():'
    )
    with scope.suite() as inner:
        inner.bind(value, FLOAT)
        inner.fixed = inner.fixed | {value}
        if scope.chance(0.5):
            inner.write(f'if {key} == "a":', None)
            some_statements(inner)
        statements(inner, 1)


def endless(scope: Scope) -> None:
    """`while True:`, left by `break`."""
    count = scope.sheet.fresh("n")
    scope.write(f"{count} = 0", None)
    scope.write("while True:", None)
    with scope.suite() as inner:
        inner.fixed = inner.fixed | {count}
        inner.bind(count, INT)
        inner.write(f"{count} += 1", None)
        statements(inner, 1)
        test = f"{count} > 2"
        inner.write(f"if {test} or ({inner.expression(BOOL, 1)}):", f"if {test}:")
        with inner.suite() as last:
            last.write("break", None)


def finishing(scope: Scope) -> None:
    """`try:` with `finally:`."""
    scope.write("try:", None)
    some_statements(scope)
    scope.write("finally:", None)
    some_statements(scope)


def refusing(scope: Scope) -> None:
    """`if ...: raise ValueError(...)`, which the program never comes to, or is mended."""
    test = scope.random.choice((f"{scope.atom(VECTOR)}.ndim != 1", f"len({scope.atom(LIST)}) != 3", None))
    scope.write(f"if {test or scope.expression(BOOL, 1) + ' and False'}:", "if False:")
    with scope.suite() as inner:
        inner.write('raise ValueError("not of that shape")', "pass")


def rebinding(scope: Scope) -> None:
    """A function inside that binds a variable of the one around it (`nonlocal`), called at once."""
    names = [name for name in scope.assignable(FLOAT) if name.isidentifier()]
    if not names or scope.returns is None or not scope.indent:
        return assignment(scope)
    name, target = scope.sheet.fresh("f"), scope.random.choice(names)
    scope.write(f"def {name}():", None)
    with scope.suite() as inner:
        inner.write(f"nonlocal {target}", None)
        inner.write(f"{target} = {inner.expression(FLOAT, 1)}", f"{target} = 0.5")
    return scope.write(f"{name}()", None)


def gathering(scope: Scope) -> None:
    """`def f(*items, scale=..., **named):`, called with some of each."""
    name, item = scope.sheet.fresh("f"), scope.sheet.fresh("e")
    scope.write(f"def {name}(*items, scale=0.5, **named):", None)
    with scope.suite() as inner:
        inner.fixed = inner.fixed | {each for each, _ in scope.variables}
        inner.returns = None
        for each in ("items[0]", "items[-1]", "scale", 'named["shift"]', 'named.get("other", 0.25)'):
            inner.bind(each, FLOAT)
        inner.fixed = inner.fixed | {
            "items[0]",
            "items[-1]",
            'named["shift"]',
            'named.get("other", 0.25)',
        }
        statements(inner, 1)
        inner.write(
            f"return sum({item} * scale for {item} in items) + {inner.expression(FLOAT, 1)}", "return 0.5"
        )
    value, packed = scope.sheet.fresh("v"), scope.random.choice(("*{}", "{}[0], *{}[1:]"))
    given = packed.replace("{}", scope.atom(LIST))
    more = scope.random.choice(("", f", scale={scope.expression(FLOAT, 1)}", ', **{"other": 1.5}'))
    scope.write(f"{value} = {name}({given}, shift={scope.expression(FLOAT, 1)}{more})", f"{value} = 0.5")
    scope.bind(value, FLOAT)


def recursive(scope: Scope) -> None:
    """A function that calls itself a known number of times."""
    name, left, value = scope.sheet.fresh("f"), scope.sheet.fresh("n"), scope.sheet.fresh("x")
    scope.write(f"def {name}({left}, {value}):", None)
    with scope.suite() as inner:
        inner.fixed = inner.fixed | {each for each, _ in scope.variables} | {left}
        inner.variables += [(value, FLOAT)]
        inner.returns = None
        inner.write(f"if {left} <= 0:", None)
        with inner.suite() as last:
            last.write(f"return {value}", None)
        inner.write(f"{value} = {inner.expression(FLOAT, 1)}", f"{value} = 0.5")
        inner.write(f"return {name}({left} - 1, {value})", None)
    result = scope.sheet.fresh("v")
    scope.write(
        f"{result} = {name}({scope.random.randrange(3)}, {scope.expression(FLOAT, 1)})", f"{result} = 0.5"
    )
    scope.bind(result, FLOAT)


def keyword_only(scope: Scope) -> None:
    """`lambda a, *, by=b: ...`, with a default that is read where it is written."""
    name, one, two = scope.sheet.fresh("f"), scope.sheet.fresh("a"), scope.sheet.fresh("a")
    default = scope.atom(FLOAT)
    with scope.suite() as inner:
        inner.variables += [(one, FLOAT), (two, FLOAT)]
        body = inner.expression(FLOAT)
    head = f"{name} = lambda {one}, *, {two}={default}: "
    scope.write(head + body, head + "0.5")
    scope.callees.append(Callee(name, (Parameter(one, FLOAT),), FLOAT))


def growing(scope: Scope) -> None:
    """A list changed in place by its methods and slices; three items in the end."""
    name = scope.sheet.fresh("v")
    scope.write(f"{name} = [{scope.expression(FLOAT, 1)}]", f"{name} = [0.5]")
    scope.write(f"{name}.extend({scope.atom(LIST)})", f"{name}.extend([0.5, 1.5, 2.0])")
    scope.write(
        scope.random.choice((f"{name}.pop()", f"{name}.pop(0)", f"del {name}[0]", f"{name}[1:3] = [0.5]")),
        None,
    )
    scope.bind(name, LIST)
    if scope.chance(0.5):
        scope.write(f"{name}.insert(0, {scope.expression(FLOAT, 1)})", f"{name}.insert(0, 0.5)")
        scope.write(f"{name} = {name}[:3]", None)


def delegating(scope: Scope) -> None:
    """A generator that hands on to another, or is sent values."""
    name, item = scope.sheet.fresh("f"), scope.sheet.fresh("x")
    value = scope.sheet.fresh("v")
    scope.write(f"def {name}({item}):", None)
    if scope.chance(0.5):
        with scope.suite() as inner:
            inner.bind(item, FLOAT)
            inner.fixed = inner.fixed | {each for each, _ in scope.variables}
            inner.write(f"yield from ({inner.expression(FLOAT, 1)}, {item})", "yield from (0.5, 1.5)")
        given = scope.expression(FLOAT, 1)
        scope.write(f"{value} = sum({name}({given}))", f"{value} = 0.5")
    else:
        sent, run = scope.sheet.fresh("x"), scope.sheet.fresh("run")
        with scope.suite() as inner:
            inner.bind(item, FLOAT)
            inner.fixed = inner.fixed | {each for each, _ in scope.variables}
            inner.write(f"{sent} = yield {item}", None)
            inner.bind(sent, FLOAT)
            inner.write(f"yield {inner.expression(FLOAT, 1)}", "yield 0.5")
        scope.write(f"{run} = {name}({scope.expression(FLOAT, 1)})", f"{run} = {name}(0.5)")
        scope.write(f"next({run})", None)
        scope.write(f"{value} = {run}.send({scope.expression(FLOAT, 1)})", f"{value} = 0.5")
    scope.bind(value, FLOAT)


CONSTRUCTS: tuple[tuple[Production, int], ...] = (
    (starred, 2),
    (chained, 1),
    (deleted, 1),
    (over_entries, 2),
    (endless, 1),
    (finishing, 1),
    (refusing, 2),
    (rebinding, 1),
    (gathering, 2),
    (recursive, 1),
    (keyword_only, 1),
    (growing, 1),
    (delegating, 1),
)
