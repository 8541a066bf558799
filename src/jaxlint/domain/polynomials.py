"""Sizes of dimensions: integers, names, and what arithmetic makes of them, in a normal form.

A size that is not an int is a `Symbol` or a `Polynomial`: a sum of products of symbols and rounded quotients with
integer coefficients, as JAX's shape polymorphism has them. Whatever is equal by the laws of a commutative ring is equal
as a value (`(n + 1) * 2 == 2 * n + 2`), so `==` compares sizes. As with JAX, a symbol stands for a size of at least 1.

`None` is a size of which nothing is known. Every operation here takes it, gives it where its operands say too little,
and works on two ints without looking further.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from typing import TypeAlias

from jaxlint.records import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Symbol:
    """A size known by name only (`batch` of `Float[Array, "batch d"]`).

    Two symbols with different names may still be equal at run time; equal symbols are equal.
    `scope` keeps apart the same name bound by different calls.
    """

    name: str
    scope: int = 0
    many: bool = False
    """It is the product of any number of dimensions: those of `*batch`."""

    def __str__(self) -> str:
        return f"prod({self.name})" if self.many else self.name


@dataclass(frozen=True, slots=True)
class Quotient:
    """`numerator // divisor` that does not come out even: an integer of its own inside a polynomial."""

    numerator: Size
    divisor: Size

    def __str__(self) -> str:
        return f"{_bracketed(self.numerator)}//{_bracketed(self.divisor)}"


@dataclass(frozen=True, slots=True)
class PositivePart:
    """`max(inner, 0)` where either may be: what of a dimension lies beyond a bound."""

    inner: Size

    def __str__(self) -> str:
        return f"max({self.inner}, 0)"


Atom: TypeAlias = Symbol | Quotient | PositivePart
Monomial: TypeAlias = tuple[tuple[Atom, int], ...]
"""Atoms with their powers, in order."""


@dataclass(frozen=True, slots=True)
class Polynomial:
    """Monomials with their coefficients, highest degree first; never what an int or a symbol alone could say."""

    terms: tuple[tuple[Monomial, int], ...]

    def __str__(self) -> str:
        text = ""
        for monomial, coefficient in self.terms:
            sign = "-" if coefficient < 0 else "+"
            alone = len(monomial) == 1 and coefficient == 1
            factors = [_factor(atom, power, alone) for atom, power in monomial]
            if abs(coefficient) != 1 or not factors:
                factors.insert(0, str(abs(coefficient)))
            text += f" {sign} {'*'.join(factors)}"
        return text[3:] if text.startswith(" + ") else f"-{text[3:]}"


Size: TypeAlias = int | Symbol | Polynomial
Dim: TypeAlias = Size | None
"""A dimension: known, symbolic, or (None) unknown."""

MAX_TERMS = 12
MAX_DEGREE = 6
MAX_COEFFICIENT = 1 << 63
MAX_STEPS = 32
"""Polynomials beyond these are not followed: the size is unknown."""


def _factor(atom: Atom, exponent: int, alone: bool) -> str:
    text = str(atom) if isinstance(atom, (Symbol, PositivePart)) or (alone and exponent == 1) else f"({atom})"
    return text if exponent == 1 else f"{text}**{exponent}"


def _bracketed(size: Size) -> str:
    return f"({size})" if isinstance(size, Polynomial) else str(size)


# The normal form

_Terms: TypeAlias = dict[Monomial, int]


def _terms(size: Size) -> _Terms:
    match size:
        case int():
            return {(): size} if size else {}
        case Symbol():
            return {((size, 1),): 1}
        case Polynomial(terms=terms):
            return dict(terms)


@functools.lru_cache(maxsize=4096)
def _rank(atom: Atom) -> tuple[int, str, int]:
    """Atoms in order: symbols by name, then quotients."""
    return (0, atom.name, atom.scope) if isinstance(atom, Symbol) else (1, repr(atom), 0)


def _degree(monomial: Monomial) -> int:
    return sum(power for _, power in monomial)


def _order(monomial: Monomial) -> tuple[int, list[tuple[tuple[int, str, int], int]]]:
    """By degree, then lexicographically: multiplying by a monomial keeps the order, so division comes to an end."""
    return -_degree(monomial), [(_rank(atom), -power) for atom, power in monomial]


def normal(terms: _Terms) -> Dim:
    """The size that these terms add up to; None where it is too big to follow."""
    kept = [(monomial, coefficient) for monomial, coefficient in terms.items() if coefficient]
    if not kept:
        return 0
    if len(kept) == 1:
        monomial, coefficient = kept[0]
        if not monomial:
            return coefficient
        if coefficient == 1 and len(monomial) == 1:
            atom, power = monomial[0]
            if power == 1 and isinstance(atom, Symbol):
                return atom
    if len(kept) > MAX_TERMS or any(
        abs(coefficient) >= MAX_COEFFICIENT or _degree(monomial) > MAX_DEGREE
        for monomial, coefficient in kept
    ):
        return None
    return Polynomial(tuple(sorted(kept, key=lambda term: _order(term[0]))))


def _multiplied(a: Monomial, b: Monomial) -> Monomial:
    powers = dict(a)
    for atom, power in b:
        powers[atom] = powers.get(atom, 0) + power
    return tuple(sorted(powers.items(), key=lambda item: _rank(item[0])))


def _divided(a: Monomial, b: Monomial) -> Monomial | None:
    """`a / b`, where every factor of `b` is in `a`."""
    powers = dict(a)
    for atom, power in b:
        left = powers.get(atom, 0) - power
        if left < 0:
            return None
        powers[atom] = left
    return tuple((atom, power) for atom, power in powers.items() if power)


def _add(terms: _Terms, monomial: Monomial, coefficient: int) -> None:
    terms[monomial] = terms.get(monomial, 0) + coefficient


# Arithmetic


def plus(a: Dim, b: Dim) -> Dim:
    if isinstance(a, int) and isinstance(b, int):
        return a + b
    if a is None or b is None:
        return None
    terms = _terms(a)
    for monomial, coefficient in _terms(b).items():
        _add(terms, monomial, coefficient)
    return normal(terms)


def minus(a: Dim, b: Dim) -> Dim:
    if isinstance(a, int) and isinstance(b, int):
        return a - b
    return plus(a, times(b, -1))


def times(a: Dim, b: Dim) -> Dim:
    if isinstance(a, int) and isinstance(b, int):
        return a * b
    if a == 0 or b == 0:
        return 0
    if a is None or b is None:
        return None
    terms: _Terms = {}
    for one, factor in _terms(a).items():
        for other, coefficient in _terms(b).items():
            _add(terms, _multiplied(one, other), factor * coefficient)
    return normal(terms)


def quotient(a: Dim, b: Dim) -> Dim:
    """`a // b`; what comes out even is worked out, the rest is a quotient of its own."""
    if a is None or b is None or b == 0:
        return None
    if isinstance(a, int) and isinstance(b, int):
        return a // b
    whole, rest = _division(a, b)
    if whole is None or rest is None:
        return None
    if rest == 0:
        return whole
    if isinstance(rest, int) and isinstance(b, int):
        return plus(whole, rest // b)
    low = least(b)
    if isinstance(rest, int) and low is not None and 0 <= rest < low:
        return whole
    reduced = None if isinstance(b, int) else _cancelled(rest, b)
    if reduced is not None:
        return plus(whole, quotient(*reduced))
    return plus(whole, normal({((_rounded(rest, b), 1),): 1}))


def _rounded(rest: Size, divisor: Size) -> Quotient:
    """The quotient in lowest terms: `(2 * n + 3) // 4` is `(n + 1) // 2`, `(n // 2) // 2` is `n // 4`."""
    if not isinstance(divisor, int) or not isinstance(rest, Polynomial):
        return Quotient(rest, divisor)
    common = math.gcd(divisor, *(factor for monomial, factor in rest.terms if monomial))
    if common > 1:
        reduced = normal({monomial: factor // common for monomial, factor in rest.terms})
        assert reduced is not None
        return _rounded(reduced, divisor // common)
    match rest.terms:
        case ((((Quotient(inner, int() as by), 1),), 1), *constant) if by > 0 and len(constant) < 2:
            offset = constant[0][1] if constant and not constant[0][0] else 0
            whole = plus(inner, offset * by)
            if whole is not None and (offset or not constant):
                return Quotient(whole, by * divisor)
    return Quotient(rest, divisor)


def _cancelled(rest: Size, divisor: Size) -> tuple[Dim, Dim] | None:
    """Numerator and divisor without the symbols that all their terms have, none of which is 0; None without any."""
    terms = [*_terms(rest), *_terms(divisor)]
    shared = {
        atom: min(dict(monomial).get(atom, 0) for monomial in terms)
        for atom, _ in (terms[0] if terms else ())
        if isinstance(atom, Symbol)
    }
    common = tuple((atom, shared[atom]) for atom in sorted(shared, key=_rank) if shared[atom])
    if not common:
        return None
    over, under = (
        normal({_divided(monomial, common) or (): factor for monomial, factor in _terms(size).items()})
        for size in (rest, divisor)
    )
    return over, under


def _division(a: Size, b: Size) -> tuple[Dim, Dim]:
    """Whole part and rest of a division, term by term: `a == whole * b + rest`, whatever the symbols are."""
    divisor = _terms(b)
    lead = min(divisor, key=_order)
    by = divisor[lead]
    left, whole, rest = _terms(a), dict[Monomial, int](), dict[Monomial, int]()
    for _ in range(MAX_STEPS):
        if not left:
            return normal(whole), normal(rest)
        monomial = min(left, key=_order)
        coefficient = left[monomial]
        factor = _divided(monomial, lead)
        count = 0 if factor is None else coefficient // by
        if factor is None or count == 0:
            _add(rest, monomial, left.pop(monomial))
            continue
        _add(whole, factor, count)
        for other, scale in divisor.items():
            _add(left, _multiplied(factor, other), -count * scale)
        left = {key: value for key, value in left.items() if value}
    return None, None


def remainder(a: Dim, b: Dim) -> Dim:
    """`a % b`."""
    if isinstance(a, int) and isinstance(b, int) and b:
        return a % b
    return minus(a, times(quotient(a, b), b))


def power(a: Dim, b: Dim) -> Dim:
    """`a ** b` for small known exponents."""
    if not isinstance(b, int) or not 0 <= b <= MAX_DEGREE:
        return None
    result: Dim = 1
    for _ in range(b):
        result = times(result, a)
    return result


ARITHMETIC: Mapping[str, Callable[[Dim, Dim], Dim]] = {
    "+": plus,
    "-": minus,
    "*": times,
    "//": quotient,
    "%": remainder,
    "**": power,
}
"""Python's operators on sizes."""


# Bounds


def least(size: Size) -> int | None:
    """The least number that a size can be while every symbol is at least 1; None where there is no bound."""
    match size:
        case int():
            return size
        case Symbol():
            return 1
        case Polynomial(terms=terms):
            bound = 0
            for monomial, coefficient in terms:
                low = _least_product(monomial)
                if low is None or (coefficient < 0 and monomial):
                    return None
                bound += coefficient * low
            return bound


def _least_product(monomial: Monomial) -> int | None:
    """The least value of a product of numbers that are none below zero."""
    product = 1
    for atom, exponent in monomial:
        if isinstance(atom, Symbol):
            continue
        if isinstance(atom, PositivePart):
            product *= max(least(atom.inner) or 0, 0) ** exponent
            continue
        top, bottom = least(atom.numerator), least(atom.divisor)
        if top is None or top < 0 or bottom is None or bottom < 1:
            return None
        product *= (top // atom.divisor if isinstance(atom.divisor, int) else 0) ** exponent
    return product
