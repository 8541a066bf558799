"""Functions of generated programs, the transformations stacked on them, and structured control flow."""

from __future__ import annotations

from dataclasses import replace

from jaxlint.verify.oracle.kinds import (
    BOOL,
    BYTES,
    CONSTRUCTORS,
    CUBE,
    DICT,
    FLOAT,
    HALF,
    INT,
    KINDS,
    LIST,
    MATRIX,
    PAIR,
    POINT,
    STATE,
    VECTOR,
    Kind,
    constant,
    exact,
)
from jaxlint.verify.oracle.scope import Callee, Parameter, Production, Scope
from jaxlint.verify.oracle.statements import give_back, statements

_BATCH = 4
_LOOSE = 0.06
"""How often types are left to chance that JAX wants to be equal, or of one kind."""
_PARAMETERS = (*KINDS, FLOAT, FLOAT, FLOAT, FLOAT, INT, INT, VECTOR, VECTOR, MATRIX, LIST, PAIR, DICT)
_RETURNS = (FLOAT, FLOAT, FLOAT, VECTOR, VECTOR, INT, PAIR, DICT, MATRIX, LIST, STATE, CUBE, HALF)
_CARRIED = (FLOAT, FLOAT, VECTOR, VECTOR, INT, PAIR, DICT, POINT, STATE, HALF, BYTES, CUBE)


def parameters(scope: Scope) -> tuple[Parameter, ...]:
    """One to three parameters; numbers may have defaults."""
    found: list[Parameter] = []
    has_default = False
    for _ in range(1 + scope.random.randrange(3)):
        kind = scope.random.choice(_PARAMETERS)
        has_default = kind.is_scalar and (has_default or scope.chance(0.2))
        if found and found[-1].default is not None and not has_default:
            kind, has_default = FLOAT, True
        default = constant(kind, scope.random) if has_default else None
        found.append(Parameter(scope.sheet.fresh("x"), kind, default=default))
    return tuple(found)


def definition(scope: Scope, head: str = "", name: str | None = None) -> Callee:
    """`def f1(x1, x2=0.5): ...`; `head` is a first parameter that callers do not pass."""
    name = name or scope.sheet.fresh("f")
    taken = parameters(scope)
    returns = scope.random.choice(_RETURNS)
    written = [each.name if each.default is None else f"{each.name}={each.default}" for each in taken]
    scope.write(f"def {name}({', '.join([head] * bool(head) + written)}):", None)
    body(scope, taken, returns, 2 + scope.random.randrange(4))
    return Callee(name, taken, returns)


def body(scope: Scope, taken: tuple[Parameter, ...], returns: Kind, number: int) -> None:
    """The suite of a function: statements, then a return."""
    with scope.suite() as inner:
        inner.fixed = inner.fixed | {name for name, _ in scope.variables}
        inner.variables += [(each.name, each.kind) for each in taken]
        inner.returns = returns
        inner.depth = min(scope.depth, 2)
        statements(inner, number)
        give_back(inner, returns)


def jitted(scope: Scope, callee: Callee) -> Callee:
    """`jax.jit(f, static_argnames=...)`."""
    flags = {each.name for each in callee.parameters if each.static or scope.chance(_staticness(each))}
    name = scope.sheet.fresh("g")
    options = (
        _static(scope, callee, flags, "static_argnums") if scope.chance(0.5) or not callee.by_name else ""
    )
    if flags and not options:
        options = f", static_argnames={tuple(sorted(flags))!r}"
    scope.write(f"{name} = jax.jit({callee.name}{options})", None)
    taken = tuple(replace(each, static=each.name in flags) for each in callee.parameters)
    return replace(callee, name=name, parameters=taken)


def _staticness(parameter: Parameter) -> float:
    if not parameter.kind.is_scalar:
        return _LOOSE / 2
    return 0.3 if parameter.default is None else 0.6


def _static(scope: Scope, callee: Callee, flags: set[str], option: str) -> str:
    numbers = tuple(number for number, each in enumerate(callee.parameters) if each.name in flags)
    return f", {option}={numbers!r}" if numbers else ""


def checkpointed(scope: Scope, callee: Callee) -> Callee:
    """`jax.checkpoint(f)`."""
    name = scope.sheet.fresh("g")
    flags = {each.name for each in callee.parameters if each.static}
    options = _static(scope, callee, flags, "static_argnums")
    scope.write(f"{name} = jax.checkpoint({callee.name}{options})", None)
    return replace(callee, name=name, by_name=False)


def batched(scope: Scope, callee: Callee) -> Callee | None:
    """`jax.vmap(f, in_axes=(0, None))`."""
    returns = callee.returns.batched(_BATCH)
    axes: list[int | None] = []
    taken = []
    for each in callee.parameters:
        size = _BATCH - scope.chance(_LOOSE)
        many = None if each.static or scope.chance(0.35) else each.kind.batched(size)
        axes.append(None if many is None else 0)
        taken.append(replace(each, kind=many or each.kind, default=None))
    if returns is None or not any(axis == 0 for axis in axes):
        return None
    name = scope.sheet.fresh("g")
    in_axes = "" if None not in axes else f", in_axes={tuple(axes)!r}"
    scope.write(f"{name} = jax.vmap({callee.name}{in_axes})", None)
    return Callee(name, tuple(taken), returns, by_name=False)


def differentiated(scope: Scope, callee: Callee) -> Callee | None:
    """`jax.grad(f)`, by its first argument."""
    first = callee.parameters[0]
    fits = callee.returns == FLOAT and first.kind.dtype == "float"
    if first.static or not (fits or scope.chance(2 * _LOOSE)):
        return None
    name = scope.sheet.fresh("g")
    scope.write(f"{name} = jax.grad({callee.name})", None)
    return replace(callee, name=name, returns=first.kind, by_name=False)


def transformed(scope: Scope, callee: Callee) -> Callee:
    """A stack of one to three transformations on a function."""
    for _ in range(scope.random.choice((1, 1, 1, 2, 2, 3))):
        transform = scope.random.choice((jitted, jitted, jitted, batched, differentiated, checkpointed))
        callee = transform(scope, callee) or callee
    return callee


def nested_function(scope: Scope) -> None:
    """A function in a function, which sees the variables around it; or transformed, and called at once."""
    callee = definition(scope)
    if scope.chance(0.5):
        callee = transformed(scope, callee)
        assigned(scope, callee.returns, scope.call_of(callee))
    scope.callees.append(callee)


def exactly(scope: Scope, kind: Kind, depth: int = 0) -> str:
    """An expression of exactly the kind's structure and dtypes, as a carry or a branch must give it.

    Now and then one that may be of another dtype, of another structure, or broadcast.
    """
    if scope.chance(_LOOSE):
        return scope.expression(scope.random.choice((kind, kind, scope.some_kind())), depth)
    if not kind.parts:
        return exact(kind, scope.expression(kind, depth))
    parts = (exact(part, scope.expression(part, depth + 1)) for part in kind.parts)
    return CONSTRUCTORS[kind.name].format(*parts)


def inner_function(scope: Scope, stem: str, taken: tuple[Kind, ...], gives: tuple[str, Kind | None]) -> str:
    """`def step(c, x):` for structured control flow; returns exactly the kinds that it must."""
    name = scope.sheet.fresh(stem)
    parameters = tuple(Parameter(scope.sheet.fresh("c"), kind) for kind in taken)
    form, kind = gives
    scope.write(f"def {name}({', '.join(each.name for each in parameters)}):", None)
    with scope.suite() as inner:
        inner.fixed = inner.fixed | {each for each, _ in scope.variables}
        inner.variables += [(each.name, each.kind) for each in parameters]
        inner.returns = None
        statements(inner, scope.random.randrange(3))
        kind = kind or taken[0]
        extra = inner.expression(FLOAT, 1)
        value, harmless = exactly(inner, kind), exact(kind, constant(kind, scope.random))
        inner.write(f"return {form.format(value, extra)}", f"return {form.format(harmless, '0.5')}")
    return name


def assigned(scope: Scope, kind: Kind, value: str) -> None:
    """A new variable of what a call gives."""
    name = scope.sheet.fresh("v")
    scope.write(f"{name} = {value}", f"{name} = {constant(kind, scope.random)}")
    scope.bind(name, kind)


def scan(scope: Scope) -> None:
    """`jax.lax.scan` over a vector."""
    kind = scope.random.choice(_CARRIED)
    step = inner_function(scope, "step", (kind, FLOAT), ("{0}, {1}", None))
    start = exactly(scope, kind, 1)
    name, out = scope.sheet.fresh("v"), scope.sheet.fresh("v")
    harmless = f"{constant(kind, scope.random)}, jnp.ones(3)"
    over = scope.random.choice(("{}", "xs={}", "{}, reverse=True", "{}, length=3"))
    call = f"jax.lax.scan({step}, {start}, {over.format(scope.atom(VECTOR))})"
    scope.write(f"{name}, {out} = {call}", f"{name}, {out} = {harmless}")
    scope.bind(name, kind)
    # What the steps give may be integers or have been broadcast; only the carry is of a known kind.


def fori_loop(scope: Scope) -> None:
    """`jax.lax.fori_loop`."""
    kind = scope.random.choice(_CARRIED)
    name = scope.sheet.fresh("step")
    index, carry = scope.sheet.fresh("i"), scope.sheet.fresh("c")
    scope.write(f"def {name}({index}, {carry}):", None)
    with scope.suite() as inner:
        inner.fixed = inner.fixed | {each for each, _ in scope.variables}
        inner.variables += [(index, INT), (carry, kind)]
        inner.returns = None
        statements(inner, scope.random.randrange(2))
        harmless = exact(kind, constant(kind, scope.random))
        inner.write(f"return {exactly(inner, kind)}", f"return {harmless}")
    end = f"({scope.expression(INT, 1)}) % 3" if scope.chance(0.4) else "3"
    start = exactly(scope, kind, 1)
    assigned(scope, kind, f"jax.lax.fori_loop(0, {end}, {name}, {start})")


def while_loop(scope: Scope) -> None:
    """`jax.lax.while_loop` with a counter, whose test is an array in the end."""
    kind = scope.random.choice(_CARRIED)
    test, step = scope.sheet.fresh("test"), scope.sheet.fresh("step")
    carry, other = scope.sheet.fresh("c"), scope.sheet.fresh("c")
    scope.write(f"def {test}({carry}):", None)
    with scope.suite() as inner:
        inner.fixed = inner.fixed | {each for each, _ in scope.variables}
        inner.returns = None
        inner.variables.append((f"{carry}[1]", kind))
        extra = f" & jnp.asarray({inner.expression(BOOL, 1)})"
        inner.write(f"return ({carry}[0] < 3){extra if scope.chance(0.6) else ''}", f"return {carry}[0] < 3")
    scope.write(f"def {step}({other}):", None)
    with scope.suite() as inner:
        inner.fixed = inner.fixed | {each for each, _ in scope.variables} | {f"{other}[1]", f"{other}[0]"}
        inner.returns = None
        inner.variables += [(f"{other}[1]", kind), (f"{other}[0]", INT)]
        statements(inner, scope.random.randrange(2))
        harmless = exact(kind, constant(kind, scope.random))
        value = exactly(inner, kind)
        inner.write(f"return {other}[0] + 1, {value}", f"return {other}[0] + 1, {harmless}")
    start = exactly(scope, kind, 1)
    assigned(scope, kind, f"jax.lax.while_loop({test}, {step}, (0, {start}))[1]")


def cond(scope: Scope) -> None:
    """`jax.lax.cond` or `switch`: every branch is traced."""
    kind = scope.random.choice((FLOAT, VECTOR))
    branches = [inner_function(scope, "case", (kind,), ("{0}", None)) for _ in range(2)]
    operand = scope.expression(kind, 1)
    if scope.chance(0.7):
        call = f"jax.lax.cond({scope.expression(BOOL, 1)}, {', '.join(branches)}, {operand})"
    else:
        call = f"jax.lax.switch(({scope.expression(INT, 1)}) % 2, [{', '.join(branches)}], {operand})"
    assigned(scope, kind, call)


def mapped(scope: Scope) -> None:
    """`jax.lax.map` or `jax.vmap` over a vector."""
    function = inner_function(scope, "each", (FLOAT,), ("{0}", None))
    over = scope.random.choice(
        (
            "jax.lax.map({}, {})",
            "jax.vmap({})({})",
            "jax.jit(jax.vmap({}))({})",
            "jnp.vectorize({})({})",
            "jax.vmap({}, out_axes=-1)({})",
            "jax.vmap({}, in_axes=(-1,))({})",
        )
    )
    assigned(scope, VECTOR, over.format(function, scope.atom(VECTOR)))


def mapped_tree(scope: Scope) -> None:
    """`jax.vmap` over the arrays of a container, whose numbers are handed on as they are."""
    kind = scope.random.choice((PAIR, DICT, POINT))
    function = inner_function(scope, "each", (kind,), ("{0}", FLOAT))
    axes = CONSTRUCTORS[kind.name].format("0", "None")
    given = CONSTRUCTORS[kind.name].format(scope.atom(MATRIX), scope.expression(FLOAT, 1))
    assigned(scope, FLOAT, f"jax.vmap({function}, in_axes=({axes},))({given}).sum()")


STRUCTURED: tuple[tuple[Production, int], ...] = (
    (scan, 2),
    (fori_loop, 2),
    (while_loop, 2),
    (cond, 3),
    (mapped, 2),
    (mapped_tree, 1),
    (nested_function, 3),
)
