"""Sizes of dimensions, and what can be asked of them: `domain/polynomials.py` has their arithmetic.

As with JAX, a symbol stands for a size of at least 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from jaxlint.domain.polynomials import ARITHMETIC as ARITHMETIC
from jaxlint.domain.polynomials import Atom, normal
from jaxlint.domain.polynomials import Dim as Dim
from jaxlint.domain.polynomials import Polynomial as Polynomial
from jaxlint.domain.polynomials import PositivePart as PositivePart
from jaxlint.domain.polynomials import Quotient as Quotient
from jaxlint.domain.polynomials import Size as Size
from jaxlint.domain.polynomials import Symbol as Symbol
from jaxlint.domain.polynomials import least as least
from jaxlint.domain.polynomials import minus as minus
from jaxlint.domain.polynomials import plus as plus
from jaxlint.domain.polynomials import power as power
from jaxlint.domain.polynomials import quotient as quotient
from jaxlint.domain.polynomials import remainder as remainder
from jaxlint.domain.polynomials import times as times


def surely_different(a: Dim, b: Dim) -> bool:
    """Whether two dimensions differ in every execution: two numbers, or what differs by a number (`n`, `n + 1`)."""
    if a is None or b is None or a == b:
        return False
    if isinstance(a, int) and isinstance(b, int):
        return True
    if not isinstance(a, Polynomial) and not isinstance(b, Polynomial):
        return False
    return isinstance(minus(a, b), int)


def is_natural(size: Dim) -> bool:
    """Whether a size is surely 0 or more: `n - 1` is, and `n - n // 2`."""
    if size is None or isinstance(size, int):
        return size is not None and size >= 0
    low = least(size)
    if low is not None or isinstance(size, Symbol):
        return low is not None and low >= 0
    for monomial, coefficient in size.terms:
        match monomial:
            case ((PositivePart(inner), 1),):
                # It is at least 0, and at least what is in it: `n - max(n - 2, 0)` and `max(n - 2, 0) - n + 2` are.
                rest = minus(size, times(coefficient, normal({monomial: 1})))
                other = plus(rest, times(coefficient, inner))
                if coefficient < 0:
                    return is_natural(rest) and is_natural(other)
                if is_natural(other):
                    return True
            case ((Quotient(numerator, int() as divisor), 1),) if coefficient < 0 < divisor:
                # `-(a // k)` is at least `-a / k`.
                rest = minus(size, times(coefficient, normal({monomial: 1})))
                return is_natural(plus(times(rest, divisor), times(numerator, coefficient)))
    return False


def shortened(size: Dim, by: int) -> Dim:
    """A size less a number, but never below 0."""
    return positive_part(minus(size, by))


def positive_part(size: Dim) -> Dim:
    """`max(size, 0)`."""
    if size is None or isinstance(size, int):
        return size if size is None else max(size, 0)
    if is_natural(size):
        return size
    if is_natural(times(size, -1)):
        return 0
    match size:
        case Polynomial(terms=((((PositivePart(inner), 1),), 1), ((), int() as constant))) if constant < 0:
            return positive_part(plus(inner, constant))
    return normal({((PositivePart(size), 1),): 1})


def may_be(size: Dim, number: int) -> bool:
    """Whether a size can be this number: `2 * n` is never 1, `n + 1` is not either."""
    if size is None or isinstance(size, int):
        return size is None or size == number
    low = least(size)
    if low is not None and low > number:
        return False
    if isinstance(size, Symbol):
        return True
    constant = next((coefficient for monomial, coefficient in size.terms if not monomial), 0)
    step = math.gcd(*(coefficient for monomial, coefficient in size.terms if monomial))
    return (number - constant) % step == 0


def symbols_of(size: Dim) -> Iterator[Symbol]:
    """The symbols that a size is made of, perhaps more than once."""
    match size:
        case Symbol():
            yield size
        case Polynomial(terms=terms):
            for monomial, _ in terms:
                for atom, _ in monomial:
                    if isinstance(atom, Symbol):
                        yield atom
                    elif isinstance(atom, PositivePart):
                        yield from symbols_of(atom.inner)
                    else:
                        yield from symbols_of(atom.numerator)
                        yield from symbols_of(atom.divisor)


def substitute(size: Dim, value_of: Callable[[Symbol], Dim]) -> Dim:
    """The size with every symbol replaced; unknown where what replaces one is."""
    match size:
        case Symbol():
            return value_of(size)
        case Polynomial(terms=terms):
            total: Dim = 0
            for monomial, coefficient in terms:
                product: Dim = coefficient
                for atom, exponent in monomial:
                    product = times(product, power(_replaced(atom, value_of), exponent))
                total = plus(total, product)
            return total
    return size


def _replaced(atom: Atom, value_of: Callable[[Symbol], Dim]) -> Dim:
    if isinstance(atom, Symbol):
        return value_of(atom)
    if isinstance(atom, PositivePart):
        return positive_part(substitute(atom.inner, value_of))
    return quotient(substitute(atom.numerator, value_of), substitute(atom.divisor, value_of))
