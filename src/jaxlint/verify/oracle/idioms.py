"""Statements of Python beyond assignments, tests and plain loops: each function writes one kind into a scope."""

from __future__ import annotations

from dataclasses import replace

from jaxlint.verify.oracle.kinds import BOOL, DICT, FLOAT, INT, LIST, PAIR, POINT, VECTOR, Kind, constant
from jaxlint.verify.oracle.scope import Callee, Production, Scope
from jaxlint.verify.oracle.statements import assignment, some_statements, statements

_MANAGERS = ('jax.named_scope("block")', "jax.ensure_compile_time_eval()", "contextlib.nullcontext()")
_CAUGHT = (
    "TypeError",
    "Exception",
    "(TypeError, ValueError)",
    "jax.errors.ConcretizationTypeError",
    "jax.errors.TracerArrayConversionError",
    "jax.errors.TracerBoolConversionError",
    "IndexError",
    "KeyError",
)
_STRUCTURES: tuple[tuple[Kind, str, tuple[Kind, Kind]], ...] = (
    (POINT, "Point(pos={}, mass={})", (VECTOR, FLOAT)),
    (POINT, "Point({}, {})", (VECTOR, FLOAT)),
    (PAIR, "({}, {})", (VECTOR, FLOAT)),
    (PAIR, "[{}, {}]", (VECTOR, FLOAT)),
    (DICT, '{{"w": {}, "b": {}}}', (VECTOR, FLOAT)),
)


def searching(scope: Scope) -> None:
    """A loop that is left early, or whose iteration is, with an `else` or without."""
    number = scope.sheet.fresh("i")
    scope.write(f"for {number} in range(3):", None)
    with scope.suite() as inner:
        inner.bind(number, INT)
        inner.fixed = inner.fixed | {number}
        statements(inner, 1)
        inner.write(f"if {inner.expression(BOOL, 1)}:", "if False:")
        with inner.suite() as last:
            last.write(scope.random.choice(("break", "continue")), None)
        statements(inner, 1)
    if scope.chance(0.4):
        scope.write("else:", None)
        some_statements(scope)


def matching_number(scope: Scope) -> None:
    """`match` on a number: each case compares."""
    scope.write(f"match {scope.expression(INT, 1)}:", "match 1:")
    with scope.suite() as cases:
        for pattern in ("0", scope.random.choice(("1", "1 | 2", "2"))):
            cases.write(f"case {pattern}:", "case _ if False:")
            some_statements(cases)
        if scope.chance(0.4):
            cases.write(f"case _ if {scope.expression(BOOL, 1)}:", "case _ if False:")
            some_statements(cases)
        cases.write("case _:", None)
        some_statements(cases)


def matching_structure(scope: Scope) -> None:
    """`match` on a container, which is taken apart."""
    kind, pattern, parts = scope.random.choice(_STRUCTURES)
    subject = scope.variable(kind)
    if subject is None:
        return assignment(scope)
    names = [scope.sheet.fresh("m") for _ in parts]
    scope.write(f"match {subject}:", None)
    with scope.suite() as cases:
        cases.write(f"case {pattern.format(*names)}:", None)
        with cases.suite() as inner:
            for name, part in zip(names, parts, strict=True):
                inner.bind(name, part)
            statements(inner, 1 + scope.random.randrange(2))
        cases.write("case _:", None)
        some_statements(cases)
    return None


def named_test(scope: Scope) -> None:
    """`if (v := ...) > 0.5:`."""
    name = scope.sheet.fresh("v")
    scope.write(f"if ({name} := {scope.expression(FLOAT, 1)}) > 0.5:", f"if ({name} := 0.5) > 0.0:")
    some_statements(scope)
    scope.bind(name, FLOAT)


def managed(scope: Scope) -> None:
    """`with ...:`, which changes nothing of the values."""
    scope.write(f"with {scope.random.choice(_MANAGERS)}:", None)
    some_statements(scope)


def expected(scope: Scope) -> None:
    """`try` around a conversion whose refusal may be waited for; nothing hangs on what it gives."""
    scope.write("try:", None)
    with scope.suite() as inner:
        asked = scope.random.choice(("float({})", "bool({})", "np.sin({})", "{} or None", "math.floor({})"))
        inner.write(asked.format(inner.atom(FLOAT)))
    scope.write(f"except {scope.random.choice(_CAUGHT)}:", None)
    with scope.suite() as inner:
        inner.write("pass", None)


def forwarding(scope: Scope) -> None:
    """A function that hands on whatever it is given."""
    if not scope.callees:
        return assignment(scope)
    callee, name = scope.random.choice(scope.callees), scope.sheet.fresh("w")
    scope.write(f"def {name}(*args, **kwargs):", None)
    with scope.suite() as inner:
        value = f"{callee.name}(*args, **kwargs)"
        inner.write(f"return {value}", f"return {constant(callee.returns, scope.random)}")
    scope.callees.append(replace(callee, name=name))
    return None


def partial(scope: Scope) -> None:
    """`functools.partial(f, ...)` of the first argument, or of the last by its name."""
    fitting = [each for each in scope.callees if len(each.parameters) > 1]
    if not fitting:
        return assignment(scope)
    callee, name = scope.random.choice(fitting), scope.sheet.fresh("p")
    by_name = callee.by_name and scope.chance(0.5)
    bound = callee.parameters[-1 if by_name else 0]
    value = constant(bound.kind, scope.random) if bound.static else scope.expression(bound.kind, 1)
    shown = f"{bound.name}={value}" if by_name else value
    harmless = constant(bound.kind, scope.random)
    mended = f"{bound.name}={harmless}" if by_name else harmless
    head = f"{name} = functools.partial({callee.name}, "
    scope.write(f"{head}{shown})", f"{head}{mended})")
    rest = callee.parameters[:-1] if by_name else callee.parameters[1:]
    scope.callees.append(Callee(name, rest, callee.returns, callee.by_name))
    return None


def generating(scope: Scope) -> None:
    """A generator function, whose items are added up, put into a list or looped over."""
    function, items, each = scope.sheet.fresh("f"), scope.sheet.fresh("x"), scope.sheet.fresh("e")
    scope.write(f"def {function}({items}):", None)
    with scope.suite() as inner:
        inner.fixed = inner.fixed | {name for name, _ in scope.variables}
        inner.bind(items, LIST)
        inner.write(f"for {each} in {items}:", None)
        with inner.suite() as body:
            body.bind(each, FLOAT)
            if scope.chance(0.3):
                body.write(f"if {body.expression(BOOL, 1)}:", "if False:")
                with body.suite() as skipped:
                    skipped.write(f"{each} = 0.5", None)
            body.write(f"yield {body.expression(FLOAT, 1)}", "yield 0.5")
    name, source = scope.sheet.fresh("v"), f"{function}({scope.expression(LIST, 1)})"
    kind, form = scope.random.choice(((LIST, "list({})"), (FLOAT, "sum({})"), (FLOAT, "max({})")))
    scope.write(f"{name} = {form.format(source)}", f"{name} = {constant(kind, scope.random)}")
    scope.bind(name, kind)


IDIOMS: tuple[tuple[Production, int], ...] = (
    (searching, 2),
    (matching_number, 2),
    (matching_structure, 2),
    (named_test, 1),
    (managed, 2),
    (expected, 2),
    (forwarding, 2),
    (partial, 2),
    (generating, 1),
)
