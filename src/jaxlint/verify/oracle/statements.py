"""Statements: each function writes one kind of them into a scope."""

from __future__ import annotations

from jaxlint.verify.oracle.kinds import (
    BOOL,
    DICT,
    FLOAT,
    INDICES,
    INT,
    LIST,
    MATRIX,
    PAIR,
    POINT,
    VECTOR,
    Kind,
    constant,
)
from jaxlint.verify.oracle.scope import Callee, Parameter, Production, Scope

_DEEPEST = 2


def assignment(scope: Scope) -> None:
    """`v1 = ...`, a new variable."""
    kind = scope.some_kind()
    value, name = scope.expression(kind), scope.sheet.fresh("v")
    scope.write(f"{name} = {value}", f"{name} = {scope.harmless(kind)}")
    scope.bind(name, kind)


def reassignment(scope: Scope) -> None:
    """`v1 = ...`, a variable that was there."""
    kind = scope.some_kind()
    names = scope.assignable(kind)
    if not names:
        return assignment(scope)
    name = scope.random.choice(names)
    scope.write(f"{name} = {scope.expression(kind)}", f"{name} = {scope.harmless(kind)}")
    return None


def augmented(scope: Scope) -> None:
    """`v1 += ...`, which makes a new array."""
    kind = scope.random.choice((FLOAT, FLOAT, INT, VECTOR))
    names = scope.assignable(kind)
    if not names:
        return assignment(scope)
    operator = "*=" if kind != INT and scope.chance(0.3) else "+="
    operand = scope.expression(FLOAT if kind == VECTOR else kind, 1)
    name = scope.random.choice(names)
    scope.write(f"{name} {operator} {operand}", f"{name} {operator} {constant(kind, scope.random)}")
    return None


def tuple_assignment(scope: Scope) -> None:
    """`v1, v2 = ...` from a pair, a list or an array."""
    first, second = scope.sheet.fresh("v"), scope.sheet.fresh("v")
    kinds: tuple[Kind, Kind]
    match scope.random.randrange(3):
        case 0:
            value, kinds = scope.expression(PAIR), (VECTOR, FLOAT)
        case 1:
            value, kinds = f"{scope.expression(FLOAT, 1)}, {scope.expression(INT, 1)}", (FLOAT, INT)
        case _:
            value, kinds = scope.atom(MATRIX), (VECTOR, VECTOR)
    harmless = ", ".join(constant(kind, scope.random) for kind in kinds)
    scope.write(f"{first}, {second} = {value}", f"{first}, {second} = {harmless}")
    scope.bind(first, kinds[0])
    scope.bind(second, kinds[1])


def item_store(scope: Scope) -> None:
    """`v1[0] = ...`: an array refuses it, a list or a dict takes it."""
    target, kind = _item(scope)
    if target is None:
        return assignment(scope)
    return scope.write(f"{target} = {scope.expression(kind, 1)}")


def augmented_item_store(scope: Scope) -> None:
    """`v1[0] += ...`."""
    target, kind = _item(scope)
    if target is None:
        return assignment(scope)
    return scope.write(f"{target} += {scope.expression(kind, 1)}")


def _item(scope: Scope) -> tuple[str | None, Kind]:
    kind = scope.random.choice((VECTOR, LIST, LIST, DICT, MATRIX))
    names = scope.assignable(kind)
    if not names:
        return None, FLOAT
    index = '"b"' if kind == DICT else str(scope.random.randrange(3 if kind != MATRIX else 2))
    if kind in (LIST, VECTOR) and scope.chance(0.2):
        index = f"{scope.atom(INT)} % 3"
    return f"{scope.random.choice(names)}[{index}]", FLOAT


def function_update(scope: Scope) -> None:
    """`v1 = v1.at[...].set(...)`, what JAX has for a store."""
    names = scope.assignable(VECTOR)
    if not names:
        return assignment(scope)
    name = scope.random.choice(names)
    index = scope.random.choice(("0", "1:", f"{scope.atom(INT)} % 3", scope.atom(INDICES)))
    method = scope.random.choice(("set", "add", "multiply", "max"))
    return scope.write(
        f"{name} = {name}.at[{index}].{method}({scope.expression(FLOAT, 1)})", f"{name} = {name} * 0.5"
    )


def branch(scope: Scope) -> None:
    """`if`, with `elif` and `else` or without."""
    scope.write(f"if {scope.expression(BOOL)}:", f"if {scope.random.choice(('True', 'False'))}:")
    some_statements(scope)
    if scope.chance(0.2):
        scope.write(f"elif {scope.expression(BOOL, 1)}:", "elif True:")
        some_statements(scope)
    if scope.chance(0.4):
        scope.write("else:", None)
        some_statements(scope)


def early_return(scope: Scope) -> None:
    """`if ...: return ...`, on two lines."""
    if scope.returns is None:
        return assignment(scope)
    scope.write(f"if {scope.expression(BOOL)}:", "if False:")
    with scope.suite() as inner:
        give_back(inner, scope.returns)
    return None


def give_back(scope: Scope, kind: Kind) -> None:
    """`return ...`."""
    scope.write(f"return {scope.expression(kind)}", f"return {constant(kind, scope.random)}")


def counted_while(scope: Scope) -> None:
    """`while` with a counter, which ends the loop if the rest of the test does not."""
    counter = scope.sheet.fresh("n")
    start = f"{scope.atom(INT)} % 3" if scope.chance(0.25) else "0"
    scope.write(f"{counter} = {start}", f"{counter} = 0")
    test = f"{counter} < 3"
    if scope.chance(0.6):
        test += f" and ({scope.expression(BOOL, 1)})"
    scope.write(f"while {test}:", "while False:")
    with scope.suite() as inner:
        inner.write(f"{counter} = {counter} + 1", None)
        inner.bind(counter, INT)
        inner.fixed = inner.fixed | {counter}
        statements(inner, 1 + scope.random.randrange(2))


def counted_for(scope: Scope) -> None:
    """`for` over a range."""
    number = scope.sheet.fresh("i")
    length = scope.random.choice(("3", f"({scope.expression(INT, 1)}) % 3", f"{scope.atom(VECTOR)}.shape[0]"))
    scope.write(f"for {number} in range({length}):", f"for {number} in range(2):")
    with scope.suite() as inner:
        inner.bind(number, INT)
        inner.fixed = inner.fixed | {number}
        statements(inner, 1 + scope.random.randrange(2))


def for_each(scope: Scope) -> None:
    """`for` over a list, an array, or with `enumerate` or `zip`."""
    name, other = scope.sheet.fresh("e"), scope.sheet.fresh("e")
    items = scope.random.choice((scope.atom(LIST), scope.atom(VECTOR)))
    bound = [(name, FLOAT)]
    match scope.random.randrange(4):
        case 0:
            target, items, bound = f"{other}, {name}", f"enumerate({items})", [(name, FLOAT), (other, INT)]
        case 1:
            target, items = f"{name}, {other}", f"zip({items}, {scope.atom(LIST)})"
            bound = [(name, FLOAT), (other, FLOAT)]
        case _:
            target = name
    mended = "[(0, 0.5)]" if "," in target else "[0.5]"
    scope.write(f"for {target} in {items}:", f"for {target} in {mended}:")
    with scope.suite() as inner:
        for each, kind in bound:
            inner.bind(each, kind)
        statements(inner, 1 + scope.random.randrange(2))


def assertion(scope: Scope) -> None:
    """`assert ... or True`: it asks for the truth of a value and never fails."""
    scope.write(f"assert ({scope.expression(BOOL, 1)}) or True")


def formatting(scope: Scope) -> None:
    """A value in a string."""
    name, value = scope.sheet.fresh("s"), scope.atom(FLOAT)
    forms = (f"f'{{{value}:.2f}}'", f"f'{{{value}}}'", f'"%.2f" % {value}', f"str({value})")
    text = scope.random.choice(forms)
    scope.write(f"{name} = {text}")


def appending(scope: Scope) -> None:
    """A list that grows, stacked in the end."""
    name, value = scope.sheet.fresh("v"), scope.sheet.fresh("v")
    scope.write(f"{name} = []", None)
    with_loop = scope.chance(0.5)
    if with_loop:
        scope.write(f"for {value} in {scope.atom(VECTOR)}:", f"for {value} in [0.5, 1.5, 2.0]:")
        with scope.suite() as inner:
            inner.bind(value, FLOAT)
            inner.write(f"{name}.append({inner.expression(FLOAT, 1)})", f"{name}.append(0.5)")
    else:
        for _ in range(3):
            scope.write(f"{name}.append({scope.expression(FLOAT, 1)})", f"{name}.append(0.5)")
    scope.bind(name, LIST)


def small_function(scope: Scope) -> None:
    """`f1 = lambda a, b: ...`, which sees the variables around it."""
    name = scope.sheet.fresh("f")
    kinds = [scope.random.choice((FLOAT, FLOAT, VECTOR, INT)) for _ in range(1 + scope.random.randrange(2))]
    returns = scope.random.choice((FLOAT, FLOAT, VECTOR, INT, BOOL))
    parameters = tuple(Parameter(scope.sheet.fresh("a"), kind) for kind in kinds)
    with scope.suite() as inner:
        inner.variables += [(each.name, each.kind) for each in parameters]
        body = inner.expression(returns)
    head = f"{name} = lambda {', '.join(each.name for each in parameters)}: "
    scope.write(head + body, head + constant(returns, scope.random))
    scope.callees.append(Callee(name, parameters, returns))


def attempt(scope: Scope) -> None:
    """`try` around one assignment; JAX's refusal is none of the errors it waits for."""
    name = scope.sheet.fresh("v")
    scope.write("try:", None)
    with scope.suite() as inner:
        inner.write(f"{name} = {inner.expression(FLOAT)}", f"{name} = 0.5")
    scope.write(scope.random.choice(("except KeyError:", "except ZeroDivisionError:")), None)
    with scope.suite() as inner:
        inner.write("raise", None)
    scope.bind(name, FLOAT)


def record_update(scope: Scope) -> None:
    """A field of a named tuple, replaced."""
    names = scope.assignable(POINT)
    if not names:
        return assignment(scope)
    name = scope.random.choice(names)
    field, kind = scope.random.choice((("pos", VECTOR), ("mass", FLOAT)))
    return scope.write(f"{name} = {name}._replace({field}={scope.expression(kind, 1)})")


def effect(scope: Scope) -> None:
    """Something that is done to the world: once per trace, where it was meant once per call."""
    scope.write(scope.random.choice(("log.append(1)", 'settings["calls"] += 1', "model.calls += 1")))


def statements(scope: Scope, number: int) -> None:
    """Some statements, one at least."""
    choices = SIMPLE if scope.depth >= _DEEPEST else scope.sheet.productions
    productions, weights = zip(*choices, strict=True)
    for production in scope.random.choices(productions, weights, k=number):
        production(scope)


def some_statements(scope: Scope) -> None:
    """An indented suite of one or two."""
    with scope.suite() as inner:
        statements(inner, 1 + scope.random.randrange(2))


SIMPLE: tuple[tuple[Production, int], ...] = (
    (assignment, 14),
    (reassignment, 8),
    (augmented, 5),
    (tuple_assignment, 2),
    (item_store, 2),
    (augmented_item_store, 1),
    (function_update, 2),
    (assertion, 1),
    (formatting, 1),
    (record_update, 1),
    (small_function, 2),
)
COMPOUND: tuple[tuple[Production, int], ...] = (
    (branch, 5),
    (early_return, 3),
    (counted_while, 2),
    (counted_for, 3),
    (for_each, 3),
    (appending, 1),
    (attempt, 1),
    (effect, 1),
)
