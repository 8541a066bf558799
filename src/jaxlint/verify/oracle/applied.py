"""Transformations that are applied and called at once, and what is asked of a function without running it."""

from __future__ import annotations

from jaxlint.verify.oracle.functions import assigned, inner_function
from jaxlint.verify.oracle.kinds import BOOL, FLOAT, INDICES, INT, LIST, MATRIX, VECTOR, Kind, exact
from jaxlint.verify.oracle.scope import Callee, Parameter, Production, Scope
from jaxlint.verify.oracle.statements import assignment, statements


def curvature(scope: Scope) -> None:
    """A second derivative, or one along a direction."""
    function = inner_function(scope, "loss", (VECTOR,), ("{0}", FLOAT))
    form = scope.random.choice(
        (
            "jax.hessian({0})({1}).sum(axis=0)",
            "jax.jacfwd(jax.jacrev({0}))({1})[0]",
            "jax.jvp(jax.grad({0}), ({1},), ({1},))[1]",
            "jax.grad(lambda each: jnp.vdot(jax.grad({0})(each), each))({1})",
            "jax.vmap(jax.grad({0}))(jnp.stack([{1}, {1}]))[0]",
            "jax.grad(jax.checkpoint({0}))({1})",
            "jax.grad(jax.jit({0}))({1})",
        )
    )
    assigned(scope, VECTOR, form.format(function, exact(VECTOR, scope.atom(VECTOR))))


def linearised(scope: Scope) -> None:
    """`v, push = jax.linearize(f, x)`, and what `push` gives."""
    kind = scope.random.choice((FLOAT, VECTOR))
    function = inner_function(scope, "flat", (kind,), ("{0}", FLOAT))
    value, push = scope.sheet.fresh("v"), scope.sheet.fresh("f")
    given = exact(kind, scope.expression(kind, 1))
    scope.write(
        f"{value}, {push} = jax.linearize({function}, {given})", f"{value}, {push} = 0.5, lambda each: 0.5"
    )
    scope.bind(value, FLOAT)
    assigned(scope, FLOAT, f"{push}({exact(kind, scope.atom(kind))})")


def inspected(scope: Scope) -> None:
    """The shape of what a function would give, or its jaxpr."""
    kind = scope.random.choice((FLOAT, VECTOR, MATRIX))
    function = inner_function(scope, "seen", (kind,), ("{0}", VECTOR))
    form = scope.random.choice(
        (
            "jax.eval_shape({0}, {1}).shape[0]",
            "jax.eval_shape({0}, jax.ShapeDtypeStruct(jnp.shape({1}), jnp.float32)).ndim",
            "len(jax.make_jaxpr({0})({1}).out_avals)",
        )
    )
    assigned(scope, INT, form.format(function, scope.expression(kind, 1)))


def renamed_axis(scope: Scope) -> None:
    """`jax.vmap` with a name for its axis, over which the function adds up."""
    function = inner_function(
        scope, "each", (FLOAT,), ("{0} * jax.lax.axis_index('batch') + jax.lax.psum({1}, 'batch')", FLOAT)
    )
    assigned(scope, VECTOR, f"jax.vmap({function}, axis_name='batch')({scope.atom(VECTOR)})")


def of_many_axes(scope: Scope) -> None:
    """`jax.vmap` of two arguments along axes of their own."""
    kinds = (VECTOR, FLOAT)
    function = inner_function(scope, "row", kinds, ("{0}", VECTOR))
    form = scope.random.choice(
        (
            "jax.vmap({0}, in_axes=(0, None))({1}, {2}[0])",
            "jax.vmap({0}, (0, 0))({1}, {2}[:2])",
            "jax.vmap({0}, in_axes=(0, 0))({1}, {2})",
            "jax.vmap({0}, in_axes=(1, 0), out_axes=1)({1}.T, {2}[1:]).T",
            "jax.vmap(lambda a, b: {0}(a, b), in_axes=(-2, None))({1}, 0.5)",
            "jax.jit(jax.vmap({0}, in_axes=(0, None)))({1}, {2}[0])",
            "jax.vmap(jax.checkpoint({0}), in_axes=(0, None))({1}, {2}.sum())",
        )
    )
    assigned(scope, MATRIX, form.format(function, scope.atom(MATRIX), scope.atom(VECTOR)))


def scan_of_many(scope: Scope) -> None:
    """`jax.lax.scan` over a tuple, or over nothing for so many steps; the stacked results are kept."""
    over: tuple[Kind, ...] = scope.random.choice(((FLOAT, INT), (FLOAT, FLOAT), ()))
    name, carry, each = scope.sheet.fresh("step"), scope.sheet.fresh("c"), scope.sheet.fresh("c")
    scope.write(f"def {name}({carry}, {each}):", None)
    with scope.suite() as inner:
        inner.fixed = inner.fixed | {known for known, _ in scope.variables}
        inner.returns = None
        inner.bind(carry, VECTOR)
        for number, kind in enumerate(over):
            inner.bind(f"{each}[{number}]", kind)
            inner.fixed = inner.fixed | {f"{each}[{number}]"}
        statements(inner, scope.random.randrange(2))
        new, out = exact(VECTOR, inner.expression(VECTOR)), exact(FLOAT, inner.expression(FLOAT, 1))
        inner.write(f"return {new}, {out}", f"return jnp.asarray({carry}, jnp.float32), jnp.float32(0.5)")
    parts = [scope.atom(VECTOR if kind == FLOAT else INDICES) for kind in over]
    rest = f"({', '.join(parts)})" if over else "None, length=3"
    rest += scope.random.choice(("", "", ", unroll=True", ", reverse=True"))
    one, two = scope.sheet.fresh("v"), scope.sheet.fresh("v")
    start = exact(VECTOR, scope.expression(VECTOR, 1))
    scope.write(
        f"{one}, {two} = jax.lax.scan({name}, {start}, {rest})", f"{one}, {two} = jnp.ones(3), jnp.ones(3)"
    )
    scope.bind(one, VECTOR)
    scope.bind(two, VECTOR)


def chosen(scope: Scope) -> None:
    """`jax.lax.cond` whose branches are lambdas that see what is around, with or without operands."""
    kind = scope.random.choice((FLOAT, VECTOR))
    one, two = (exact(kind, scope.expression(kind, 1)) for _ in range(2))
    test, operand = scope.expression(BOOL, 1), scope.atom(kind)
    form = scope.random.choice(
        (
            "jax.lax.cond({t}, lambda: {a}, lambda: {b})",
            "jax.lax.cond({t}, lambda each: each * 1.0, lambda each: {b}, jnp.asarray({o}, jnp.float32))",
            "jax.lax.switch({i} % 3, (lambda: {a}, lambda: {b}, lambda: {a}))",
            "jax.lax.select(jnp.asarray({t}), jnp.asarray({a}), jnp.asarray({b}))",
        )
    )
    value = form.format(t=test, a=one, b=two, o=operand, i=f"({scope.expression(INT, 1)})")
    if kind == VECTOR and "select" in form:
        return assignment(scope)
    return assigned(scope, kind, value)


def with_numbers(scope: Scope) -> Callee:
    """A function with a rule of its own, one of whose arguments is a number of Python: `nondiff_argnums`."""
    name, taken, number = scope.sheet.fresh("f"), scope.sheet.fresh("x"), scope.sheet.fresh("n")
    option = scope.random.choice(("nondiff_argnums=(1,)", "nondiff_argnums=[1]"))
    scope.write(f"@functools.partial(jax.custom_vjp, {option})", None)
    scope.write(f"def {name}({taken}, {number}):", None)
    with scope.suite() as inner:
        inner.fixed = inner.fixed | {each for each, _ in scope.variables} | {number}
        inner.returns = None
        inner.bind(taken, VECTOR)
        inner.bind(number, INT)
        statements(inner, 1)
        inner.write(f"if {number} > 1:", None)
        with inner.suite() as last:
            last.write(f"return {exact(FLOAT, last.expression(FLOAT))}", f"return {exact(FLOAT, '0.5')}")
        inner.write(f"return {exact(FLOAT, inner.expression(FLOAT))}", f"return {exact(FLOAT, '0.5')}")
    scope.write(f"def {name}_fwd(x, n):", None)
    with scope.suite() as inner:
        inner.write(f"return {name}(x, n), x", None)
    scope.write(f"def {name}_bwd(n, saved, g):", None)
    with scope.suite() as inner:
        inner.write("return (saved * 0.0 + g * n,)", None)
    scope.write(f"{name}.defvjp({name}_fwd, {name}_bwd)", None)
    return Callee(name, (Parameter(taken, VECTOR), Parameter(number, INT, static=True)), FLOAT, by_name=False)


def collected(scope: Scope) -> None:
    """Results of a transformed function for each item, as a list or a tree of them."""
    function = inner_function(scope, "item", (FLOAT,), ("{0}", FLOAT))
    form = scope.random.choice(
        (
            "[jax.jit({0})(each) for each in {1}]",
            "list(map(jax.grad({0}), {1}))",
            "jax.tree.map({0}, {1})",
            "[*jax.vmap({0})(jnp.array({1}))]",
        )
    )
    assigned(scope, LIST, form.format(function, scope.atom(LIST)))


def printed(scope: Scope) -> None:
    """What a program prints: when it runs, or when it is traced."""
    scope.write(scope.random.choice(('print("x", {})', 'print("step")')).format(scope.atom(FLOAT)))


APPLIED: tuple[tuple[Production, int], ...] = (
    (curvature, 1),
    (linearised, 1),
    (inspected, 1),
    (renamed_axis, 1),
    (of_many_axes, 2),
    (scan_of_many, 2),
    (chosen, 2),
    (collected, 1),
    (printed, 1),
)
