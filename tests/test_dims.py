"""Laws of symbolic sizes: their arithmetic is that of the integers that their symbols stand for."""

from __future__ import annotations

import ast
import itertools
import operator
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxlint.domain.avals import Aval
from jaxlint.domain.dims import (
    ARITHMETIC,
    Dim,
    Polynomial,
    Symbol,
    is_natural,
    least,
    may_be,
    minus,
    plus,
    positive_part,
    power,
    quotient,
    remainder,
    shortened,
    substitute,
    surely_different,
    symbols_of,
    times,
)
from jaxlint.domain.values import Const, SliceValue
from jaxlint.signatures.indexing import index

B, D, N = Symbol("b"), Symbol("d"), Symbol("n")
PYTHON: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
}


def sizes(leaves: int = 8) -> st.SearchStrategy[Dim]:
    """Sizes made by arithmetic on small numbers and symbols."""
    atoms: st.SearchStrategy[Dim] = st.one_of(st.integers(-3, 5), st.sampled_from([B, D, N]))
    return st.recursive(
        atoms,
        lambda parts: st.tuples(st.sampled_from(list(PYTHON)), parts, parts).map(
            lambda made: ARITHMETIC[made[0]](made[1], made[2])
        ),
        max_leaves=leaves,
    )


worlds = st.fixed_dictionaries({"b": st.integers(1, 9), "d": st.integers(1, 9), "n": st.integers(1, 9)})


def value(size: Dim, world: dict[str, int]) -> int | None:
    """The number that a size is; None where it divides by zero."""
    found = substitute(size, lambda symbol: world[symbol.name])
    assert found is None or isinstance(found, int)
    return found


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(list(PYTHON)), sizes(), sizes(), worlds)
def test_arithmetic_is_that_of_integers(op: str, a: Dim, b: Dim, world: dict[str, int]) -> None:
    made = ARITHMETIC[op](a, b)
    left, right, result = value(a, world), value(b, world), value(made, world)
    if left is not None and right is not None and result is not None and (right or op not in ("//", "%")):
        assert result == PYTHON[op](left, right)


@settings(max_examples=300, deadline=None)
@given(sizes(), sizes(), sizes())
def test_what_is_equal_by_the_laws_of_a_ring_is_equal(a: Dim, b: Dim, c: Dim) -> None:
    assert plus(a, b) == plus(b, a)
    assert times(a, b) == times(b, a)
    if None not in (plus(plus(a, b), c), plus(a, plus(b, c))):
        assert plus(plus(a, b), c) == plus(a, plus(b, c))
    if None not in (times(a, plus(b, c)), plus(times(a, b), times(a, c)), b, c):
        assert times(a, plus(b, c)) == plus(times(a, b), times(a, c))
    if minus(a, b) is not None:
        assert plus(minus(a, b), b) == a


@settings(max_examples=400, deadline=None)
@given(sizes(), sizes(), worlds)
def test_what_is_sure_holds_in_every_world(a: Dim, b: Dim, world: dict[str, int]) -> None:
    left, right = value(a, world), value(b, world)
    if a is None or left is None or right is None:
        return
    if a == b:
        assert left == right
    if surely_different(a, b):
        assert left != right
    low = least(a)
    assert low is None or low <= left
    assert not is_natural(a) or left >= 0
    assert may_be(a, left)
    short = shortened(a, 2)
    if short is not None and left >= 0:
        assert value(short, world) == max(left - 2, 0)


@settings(max_examples=200, deadline=None)
@given(sizes())
def test_what_a_number_or_a_symbol_can_say_is_no_polynomial(a: Dim) -> None:
    if isinstance(a, Polynomial):
        assert all(coefficient for _, coefficient in a.terms)
        assert a.terms[0][0]
        assert list(symbols_of(a))
        assert list(a.terms) != [(((B, 1),), 1)]


def read(node: ast.expr) -> Dim:
    match node:
        case ast.Constant(value=int(number)):
            return number
        case ast.Name(id=name):
            return Symbol(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return times(read(operand), -1)
        case ast.BinOp(left=left, op=op, right=right):
            names = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//", ast.Pow: "**"}
            return ARITHMETIC[names[type(op)]](read(left), read(right))
    raise AssertionError(ast.dump(node))


@settings(max_examples=200, deadline=None)
@given(sizes(), worlds)
def test_the_text_of_a_size_is_an_expression_of_python(a: Dim, world: dict[str, int]) -> None:
    again = None if a is None else read(ast.parse(str(a), mode="eval").body)
    left, right = value(a, world), value(again, world)
    assert left is None or right is None or left == right


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (plus(times(2, B), 1), "2*b + 1"),
        (times(B, D), "b*d"),
        (minus(times(B, B), N), "b**2 - n"),
        (minus(3, N), "-n + 3"),
        (quotient(plus(N, 1), 2), "(n + 1)//2"),
        (quotient(times(times(2, B), D), times(2, D)), "b"),
        (quotient(plus(times(2, N), 3), 4), "(n + 1)//2"),
        (quotient(quotient(N, 2), 2), "n//4"),
        (quotient(plus(quotient(N, 2), 1), 3), "(n + 2)//6"),
        (quotient(minus(times(B, B), 1), minus(B, 1)), "b + 1"),
        (remainder(plus(times(3, N), 2), 3), "2"),
        (power(plus(N, 1), 2), "n**2 + 2*n + 1"),
        (power(N, -1), "None"),
        (quotient(N, 0), "None"),
    ],
)
def test_normal_form(size: Dim, text: str) -> None:
    assert str(size) == text


def test_what_may_be_equal_is_not_surely_different() -> None:
    assert not surely_different(B, D)
    assert not surely_different(N, 3)
    assert not surely_different(N, times(2, N))
    assert not surely_different(None, 3)
    assert surely_different(N, plus(N, 1))
    assert surely_different(times(B, plus(D, 1)), plus(times(B, D), plus(B, 2)))


def test_sizes_that_grow_too_big_are_unknown() -> None:
    size: Dim = N
    for number in range(40):
        size = plus(times(size, plus(N, Symbol(f"s{number}"))), 1)
    assert size is None
    assert power(N, 40) is None
    assert times(1 << 62, plus(times(2, N), 1)) is None


def test_quotients_are_in_lowest_terms() -> None:
    n, m, k = Symbol("n"), Symbol("m"), Symbol("k")
    assert quotient(times(times(n, m), k), times(times(n, m), 2)) == quotient(k, 2)
    assert quotient(n, times(2, n)) == 0
    assert quotient(times(3, n), times(2, n)) == 1
    assert quotient(plus(times(n, m), n), times(n, k)) == quotient(plus(m, 1), k)


@pytest.mark.parametrize("step", [None, 1, 2, 3, -1, -2])
def test_slices_of_sizes_with_a_name(step: int | None) -> None:
    n, known = Symbol("n"), 0
    bounds = (None, -4, -2, -1, 0, 1, 2, 3, 5)
    for lower, upper in itertools.product(bounds, bounds):
        part = SliceValue(Const(lower), Const(upper), Const(step))
        for size in (n, plus(times(n, 2), 3), plus(n, -1)):
            outcome = index(Aval((size,)), part)
            assert isinstance(outcome, Aval)
            assert outcome.shape is not None
            (said,) = outcome.shape
            known += said is not None
            for number in range(1, 12):
                actual = substitute(size, lambda _, number=number: number)
                assert isinstance(actual, int)
                wanted = len(range(actual)[lower:upper:step])
                assert said is None or substitute(said, lambda _, number=number: number) == wanted, (
                    part,
                    said,
                )
    assert known > (200 if step is None or step > 0 else 2)


def test_what_lies_beyond_a_bound() -> None:
    n = Symbol("n")
    beyond = positive_part(minus(n, 2))
    assert str(beyond) == "max(n - 2, 0)"
    assert positive_part(minus(beyond, 3)) == positive_part(minus(n, 5))
    assert positive_part(minus(n, 1)) == minus(n, 1)
    assert positive_part(minus(0, n)) == 0
    assert plus(minus(n, beyond), beyond) == n
    assert is_natural(minus(n, beyond))
    assert is_natural(minus(beyond, positive_part(minus(n, 5))))
    assert not is_natural(minus(beyond, 1))
    assert surely_different(beyond, plus(beyond, 1))
    assert not surely_different(beyond, minus(n, 2))
    assert may_be(beyond, 0)
    assert list(symbols_of(beyond)) == [n]
