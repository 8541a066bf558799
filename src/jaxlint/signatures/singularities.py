"""Where the derivatives of functions are not finite: infinite or NaN (observed, JAX 0.10 and 0.12).

`jnp.where(c, f(x), d)` differentiates both arms: where `c` is false, the derivative of `f` is multiplied by zero, and
zero times infinity is NaN.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from jaxlint.records import dataclass

INF = math.inf


@dataclass(frozen=True, slots=True)
class Interval:
    """Real numbers from `low` to `high`; the ends belong to it where they are `closed`."""

    low: float
    high: float
    closed: bool = True

    def meets(self, other: Interval) -> bool:
        """Whether some number is in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low != high:
            return low < high
        return all(one.closed or one.low < low < one.high for one in (self, other))


@dataclass(frozen=True, slots=True)
class Singularity:
    """The numbers for which a function of one argument has no finite derivative, and one (`safe`) for which it has."""

    argument: int
    """The position of the argument in a call."""
    where: tuple[Interval, ...]
    safe: float = 1.0

    def meets(self, numbers: Iterable[Interval]) -> bool:
        return any(one.meets(other) for one in self.where for other in numbers)


ZERO = (Interval(0.0, 0.0),)
UP_TO_ZERO = (Interval(-INF, 0.0),)
OUTSIDE_ONE = (Interval(-INF, -1.0), Interval(1.0, INF))
ONES = (Interval(-1.0, -1.0), Interval(1.0, 1.0))

DIVISION = Singularity(1, ZERO)
"""By its denominator."""

_ROWS: dict[str, Singularity] = {
    **{f"jax.numpy.{name}": Singularity(0, UP_TO_ZERO) for name in ("sqrt",)},
    **{f"jax.lax.{name}": Singularity(0, UP_TO_ZERO) for name in ("sqrt", "rsqrt")},
    **{f"jax.numpy.{name}": Singularity(0, ZERO) for name in ("log", "log2", "log10", "reciprocal", "cbrt")},
    **{f"jax.lax.{name}": Singularity(0, ZERO) for name in ("log", "cbrt")},
    **{f"jax.{home}.log1p": Singularity(0, (Interval(-1.0, -1.0),)) for home in ("numpy", "lax")},
    **{
        f"jax.{name}": Singularity(0, OUTSIDE_ONE, 0.0)
        for name in "numpy.arcsin numpy.arccos numpy.asin numpy.acos lax.asin lax.acos".split()
    },
    **{f"jax.numpy.{name}": Singularity(0, ONES, 0.0) for name in ("arctanh", "atanh")},
    **{
        f"jax.{name}": Singularity(0, (Interval(-1.0, 1.0),), 2.0)
        for name in ("numpy.arccosh", "numpy.acosh", "lax.acosh")
    },
    **{f"jax.numpy.{name}": DIVISION for name in ("divide", "true_divide")},
    "jax.lax.div": DIVISION,
}


def singularity(name: str) -> Singularity | None:
    """Where a function's derivative by its argument is not finite; None where it always is, as far as is known."""
    return _ROWS.get(name)


def singularities() -> dict[str, Singularity]:
    return dict(_ROWS)


def of_power(exponent: object) -> Singularity | None:
    """Where `x ** exponent` has no finite derivative."""
    if isinstance(exponent, bool) or not isinstance(exponent, (int, float)):
        return None
    if float(exponent).is_integer():
        return Singularity(0, ZERO) if exponent < 0 else None
    return Singularity(0, UP_TO_ZERO)


KEEPS_ZERO = frozenset("jax.numpy.sqrt jax.numpy.cbrt jax.lax.sqrt jax.lax.cbrt".split())
"""Functions that are zero at zero alone, where their derivative is not finite."""

SELECTS = {"jax.numpy.where": (0, 1, 2), "jax.lax.select": (0, 1, 2)}
"""Functions that choose between two arrays: positions of the condition, and of what it chooses if true and false."""

POWERS = frozenset({"jax.numpy.power", "jax.numpy.pow", "jax.numpy.float_power", "jax.lax.pow"})

BOUNDING = frozenset(
    """
    jax.numpy.where jax.lax.select jax.numpy.maximum jax.numpy.minimum jax.numpy.clip jax.lax.clamp jax.lax.max
    jax.lax.min jax.numpy.select jax.numpy.fmax jax.numpy.fmin jax.numpy.nan_to_num jax.Array.clip
    """.split()
)
"""Functions by which a program keeps an argument away from where the derivative is not finite."""


def unselected(op: str, number: float, chosen: bool) -> tuple[Interval, ...]:
    """The numbers x for which `x op number` is not `chosen`."""
    below, above = Interval(-INF, number, closed=False), Interval(number, INF, closed=False)
    here = Interval(number, number)
    holds = {
        "<": (below,),
        "<=": (below, here),
        ">": (above,),
        ">=": (above, here),
        "==": (here,),
        "!=": (below, above),
    }
    fails = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
    return holds.get(fails.get(op, "") if chosen else op, ())
