"""Derivatives: other arguments, auxiliary results, products with Jacobians, rules of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from jaxlint.verify.oracle.functions import assigned, inner_function
from jaxlint.verify.oracle.kinds import FLOAT, VECTOR, Kind, constant, exact
from jaxlint.verify.oracle.scope import Callee, Parameter, Production, Scope
from jaxlint.verify.oracle.statements import statements

_OF_ONE: tuple[tuple[str, str], ...] = (
    ("jax.grad({})({})", "{0}"),
    ("jax.value_and_grad({})({})[1]", "{0}"),
    ("jax.jit(jax.grad({}))({})", "{0}"),
    ("jax.grad({}, has_aux=True)({})[0]", "({0}, {1})"),
    ("jax.value_and_grad({}, has_aux=True)({})[1]", "({0}, {1})"),
    ("jax.jacfwd({})({})", "{0}"),
    ("jax.jacrev({})({})", "{0}"),
    ("jax.jit(jax.value_and_grad({}, has_aux=True))({})[1]", "({0}, {1})"),
)
_OF_TWO: tuple[tuple[str, int], ...] = (
    ("jax.grad({}, argnums=1)({}, {})", 1),
    ("jax.grad({}, argnums=(0, 1))({}, {})[0]", 0),
    ("jax.value_and_grad({}, argnums=(1,))({}, {})[1][0]", 1),
    ("jax.jit(jax.grad({}, argnums=1))({}, {})", 1),
    ("jax.grad({}, argnums=-1)({}, {})", 1),
)


def gradient(scope: Scope) -> None:
    """A derivative of a function of one argument, called at once."""
    kind = scope.random.choice((FLOAT, VECTOR))
    over, form = scope.random.choice(_OF_ONE)
    function = inner_function(scope, "loss", (kind,), (form, FLOAT))
    assigned(scope, kind, over.format(function, scope.expression(kind, 1)))


def partial_gradient(scope: Scope) -> None:
    """A derivative by some of two arguments."""
    kinds = tuple(scope.random.choice((FLOAT, VECTOR)) for _ in range(2))
    over, which = scope.random.choice(_OF_TWO)
    function = inner_function(scope, "loss", kinds, ("{0}", FLOAT))
    given = (scope.expression(kind, 1) for kind in kinds)
    assigned(scope, kinds[which], over.format(function, *given))


def pushed(scope: Scope) -> None:
    """`v, t = jax.jvp(f, (x,), (t,))`."""
    kind = scope.random.choice((FLOAT, VECTOR))
    function = inner_function(scope, "push", (kind,), ("{0}", FLOAT))
    value, tangent = scope.sheet.fresh("v"), scope.sheet.fresh("v")
    given = [exact(kind, scope.expression(kind, 1)) for _ in range(2)]
    pair = f"{value}, {tangent} = "
    scope.write(f"{pair}jax.jvp({function}, ({given[0]},), ({given[1]},))", f"{pair}0.5, 0.5")
    scope.bind(value, FLOAT)
    scope.bind(tangent, FLOAT)


def pulled(scope: Scope) -> None:
    """`v, back = jax.vjp(f, x)`, and what `back` gives."""
    kind = scope.random.choice((FLOAT, VECTOR))
    function = inner_function(scope, "pull", (kind,), ("{0}", FLOAT))
    value, back = scope.sheet.fresh("v"), scope.sheet.fresh("f")
    given = exact(kind, scope.expression(kind, 1))
    harmless = f"{value}, {back} = 0.5, lambda each: ({constant(kind, scope.random)},)"
    scope.write(f"{value}, {back} = jax.vjp({function}, {given})", harmless)
    scope.bind(value, FLOAT)
    assigned(scope, kind, f"{back}({exact(FLOAT, scope.atom(FLOAT))})[0]")


def custom_vjp(scope: Scope) -> Callee:
    """A function with a rule of its own for `grad`: forward, and backward from what it saved."""
    kind, name = scope.random.choice((FLOAT, VECTOR)), scope.sheet.fresh("f")
    scope.write("@jax.custom_vjp", None)
    parameter = _function(scope, name, kind)
    with _suite_of(scope, f"{name}_fwd", (("x", kind),)) as inner:
        saved = inner.expression(FLOAT, 1)
        inner.write(f"return {name}(x), (x, {saved})", f"return {name}(x), (x, 0.5)")
    with _suite_of(scope, f"{name}_bwd", (("saved", None), ("g", FLOAT))) as inner:
        inner.bind("saved[0]", kind)
        inner.bind("saved[1]", FLOAT)
        share = exact(kind, f"jnp.zeros_like(saved[0]) + {inner.expression(FLOAT, 1)}")
        inner.write(f"return ({share},)", "return (jnp.zeros_like(saved[0]),)")
    scope.write(f"{name}.defvjp({name}_fwd, {name}_bwd)", None)
    return Callee(name, (parameter,), FLOAT, by_name=False)


def custom_jvp(scope: Scope) -> Callee:
    """A function with a rule of its own for every derivative."""
    kind, name = scope.random.choice((FLOAT, VECTOR)), scope.sheet.fresh("f")
    scope.write("@jax.custom_jvp", None)
    parameter = _function(scope, name, kind)
    scope.write(f"@{name}.defjvp", None)
    with _suite_of(scope, f"{name}_jvp", (("primals", None), ("tangents", None))) as inner:
        inner.write("(x,), (dx,) = primals, tangents", None)
        inner.bind("x", kind)
        statements(inner, 1)
        slope = exact(FLOAT, inner.expression(FLOAT, 1))
        inner.write(f"return {name}(x), jnp.sum(dx) * {slope}", f"return {name}(x), jnp.sum(dx)")
    return Callee(name, (parameter,), FLOAT, by_name=False)


def _function(scope: Scope, name: str, kind: Kind) -> Parameter:
    parameter = Parameter(scope.sheet.fresh("x"), kind)
    with _suite_of(scope, name, ((parameter.name, kind),)) as inner:
        statements(inner, 1)
        value = exact(FLOAT, inner.expression(FLOAT))
        inner.write(f"return {value}", f"return {exact(FLOAT, '0.5')}")
    return parameter


@contextmanager
def _suite_of(scope: Scope, name: str, taken: tuple[tuple[str, Kind | None], ...]) -> Iterator[Scope]:
    """The suite of a function without early returns."""
    scope.write(f"def {name}({', '.join(each for each, _ in taken)}):", None)
    with scope.suite() as inner:
        inner.fixed = inner.fixed | {each for each, _ in scope.variables}
        inner.variables += [(each, kind) for each, kind in taken if kind is not None]
        inner.returns = None
        yield inner


DERIVATIVES: tuple[tuple[Production, int], ...] = (
    (gradient, 2),
    (partial_gradient, 1),
    (pushed, 1),
    (pulled, 1),
)
