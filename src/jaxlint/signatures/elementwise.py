"""Elementwise functions: one broadcast shape, and a dtype by what the function does with numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import Array, Const, NumPyArray, TupleValue, Unknown, Value
from jaxlint.records import dataclass
from jaxlint.signatures.reading import is_absent, operand
from jaxlint.signatures.shapes import Shaped, broadcast
from jaxlint.signatures.signature import Arguments, Mismatch, Outcome, ShapeRule

WEAK_INT: Final = Aval((), dtypes.INT, True)
WEAK_FLOAT: Final = Aval((), dtypes.FLOAT, True)


@dataclass(frozen=True, slots=True, eq=False)
class Arithmetic:
    """How an elementwise function makes a dtype of its operands'."""

    accepts: frozenset[Kind] = dtypes.PLAIN
    """Kinds of the promoted operands; JAX raises on others."""
    inexact: bool = False
    """Integers become floating: `sin`, `/`."""
    bool_to_int: bool = False
    """Booleans become integers: `//`, `**`."""
    real: bool = False
    """Complex numbers become real: `abs`."""
    result: str | None = None
    """The dtype of the result whatever the operands are: comparisons."""
    keeps_weak: bool = True
    """Whether a weakly typed operand alone makes a weakly typed result; else only Python numbers may."""
    with_scalar: Aval | None = None
    """A Python number inside the function that takes part in promotion: the 0.01 of `leaky_relu`."""
    promotes: bool = True
    """Whether operands are promoted; lax wants one dtype and one rank."""
    weak_for_sure: bool = True
    """Whether weak operands surely make a weak result: of `2 ** 2` and `0.5 ** n` only the first is weak."""
    dtype_known: bool = True

    def dtype(self, operands: Sequence[Aval]) -> tuple[str | None, bool | None] | None:
        """Dtype and weak type of the result; None where JAX raises."""
        kinds = {dtypes.kind_of(aval.dtype) for aval in operands}
        if Kind.KEY in kinds and not (kinds <= {Kind.KEY, None} and Kind.KEY in self.accepts):
            return None
        dtype, weak = self._joined(operands)
        if not self.promotes and not may_share_dtype(operands):
            return None
        kind = dtypes.kind_of(dtype)
        if kind is not None and kind not in self.accepts:
            return None
        if kind is None and not any(known in self.accepts for known in kinds | self.accepts):
            return None
        if not self.dtype_known:
            return None, None
        if self.inexact:
            dtype = dtypes.to_inexact(dtype)
        if self.bool_to_int and kind is Kind.BOOL:
            # JAX 0.10: `True // True` is a strong int32, whatever x64 says.
            dtype, weak = "int32", False
        if self.real:
            dtype = dtypes.real_part(dtype)
        if not self.weak_for_sure and weak:
            # JAX 0.10: `True ** 0` is an int32, whatever x64 says.
            dtype, weak = None if Kind.BOOL in kinds else dtype, None
        if not self.keeps_weak and weak:
            weak = None
        return self.result or dtype, weak

    def _joined(self, operands: Sequence[Aval]) -> tuple[str | None, bool | None]:
        if self.promotes:
            extra = () if self.with_scalar is None else (self.with_scalar,)
            return dtypes.promote(*operands, *extra)
        return one_dtype(operands)


def one_dtype(operands: Sequence[Aval]) -> tuple[str | None, bool | None]:
    """Dtype and weak type of operands that must all have the same dtype."""
    names = {aval.dtype for aval in operands if aval.dtype is not None}
    exact = [name for name in names if name not in (dtypes.INT, dtypes.UINT, dtypes.FLOAT, dtypes.COMPLEX)]
    weaks = {aval.weak for aval in operands}
    dtype = next(iter(exact or names), None)
    return dtype, False if False in weaks else (True if weaks == {True} else None)


def may_share_dtype(operands: Sequence[Aval]) -> bool:
    """Whether operands that must have one dtype may have it."""
    return not any(dtypes.surely_different_dtypes(a.dtype, b.dtype) for a in operands for b in operands)


def _strict_shape(operands: Sequence[Aval], names: Sequence[str]) -> Shaped:
    """Lax broadcasts sizes of 1 and Python scalars, not ranks."""
    ranks = {len(aval.shape) for aval in operands if aval.shape}
    if len(ranks) > 1:
        low, high = sorted(ranks)[:2]
        return Mismatch("broadcast", f"takes arrays of {low} and {high} dimensions", "TypeError")
    return broadcast(*(aval.shape for aval in operands), names=names)


@lru_cache(maxsize=4096)
def calculate(
    rule: Arithmetic, operands: tuple[Aval, ...], names: tuple[str, ...], raises: str | None = None
) -> Outcome:
    """The aval of an elementwise calculation."""
    typed = rule.dtype(operands)
    if typed is None:
        return None
    if rule.promotes:
        shape = broadcast(*(aval.shape for aval in operands), names=names, raises=raises)
    else:
        shape = _strict_shape(operands, names)
    return shape if isinstance(shape, Mismatch) else Aval(shape, *typed)


def elementwise(rule: Arithmetic, *names: str, times: int = 1, raises: str | None = None) -> ShapeRule:
    """The rule of a function whose operands are these parameters; `times` for tuples of equal results."""

    def shape(args: Arguments) -> Outcome:
        if not is_absent(args.get("out")) or not is_absent(args.get("dtype")):
            return None
        operands = [operand(args[name]) for name in names if name in args]
        known = tuple([aval for aval in operands if aval is not None])
        if len(known) != len(operands):
            return None
        return repeated(calculate(rule, known, names, raises), times)

    return shape


def repeated(outcome: Outcome, times: int) -> Outcome:
    return (outcome,) * times if times > 1 and isinstance(outcome, Aval) else outcome


def ufunc(rule: Arithmetic, names: Sequence[str] = ("args",)) -> ShapeRule:
    """The rule of jnp's binary ufuncs, whose two operands arrive as `*args`; `where=` broadcasts too."""

    def shape(args: Arguments) -> Outcome:
        if not is_absent(args.get("out")) or not is_absent(args.get("where")):
            return None
        packed = args.get("args")
        if not isinstance(packed, TupleValue) or len(packed.items) != 2:
            return None
        left, right = (operand(item) for item in packed.items)
        return (
            None if left is None or right is None else calculate(rule, (left, right), ("args[0]", "args[1]"))
        )

    return shape


def where(args: Arguments) -> Outcome:
    """`jnp.where(condition, x, y)`; with one argument the shape depends on the data."""
    condition = operand(args.get("condition"))
    x, y = operand(args.get("x")), operand(args.get("y"))
    if condition is None or x is None or y is None or _is_none(args.get("x")) or _is_none(args.get("y")):
        return None
    if dtypes.kind_of(condition.dtype) is Kind.KEY:
        return None
    typed = KEPT.dtype((x, y))
    if typed is None:
        return None
    shape = broadcast(condition.shape, x.shape, y.shape, names=("condition", "x", "y"), raises="ValueError")
    return shape if isinstance(shape, Mismatch) else Aval(shape, *typed)


def select(args: Arguments) -> Outcome:
    """`jnp.select(condlist, choicelist, default=0)`."""
    conditions, choices = args.get("condlist"), args.get("choicelist")
    if not isinstance(conditions, TupleValue) or not isinstance(choices, TupleValue):
        return None
    if len(conditions.items) != len(choices.items) or not choices.items:
        return None
    tests = [operand(item) for item in conditions.items]
    picked = [operand(item) for item in (*choices.items, args.get("default", Const(0)))]
    known = [aval for aval in (*tests, *picked) if aval is not None]
    if len(known) != len(tests) + len(picked):
        return None
    kinds = {dtypes.kind_of(aval.dtype) for aval in known[: len(tests)]}
    typed = PLAIN.dtype(known[len(tests) :])
    shape = broadcast(*(aval.shape for aval in known), raises="ValueError")
    if typed is None or not kinds <= {Kind.BOOL, None}:
        return None
    return shape if isinstance(shape, Mismatch) else Aval(shape, *typed)


def _is_none(value: Value | None) -> bool:
    """Whether an operand is or may be None."""
    return value is None or isinstance(value, Unknown) or (isinstance(value, Const) and value.value is None)


def clip(args: Arguments) -> Outcome:
    """`jnp.clip(x, min, max)`: the array meets one bound, what comes of it the other; a bound may be None."""
    outcome = elementwise(CLIPPED, "arr")(args)
    for name in ("min", "max"):
        value = args.get(name)
        if is_absent(value) or not isinstance(outcome, Aval):
            continue
        bound = operand(value)
        if bound is None:
            return None
        if not isinstance(value, (Array, NumPyArray, Const)):
            # A bound that may be None takes no part.
            return Aval()
        outcome = calculate(CLIPPED, (outcome, bound), ("arr", name) if name == "min" else ())
    return outcome


CLIPPED: Final = Arithmetic(dtypes.REAL | {Kind.BOOL})
NUMBERS: Final = Arithmetic(dtypes.NUMBER)
PLAIN: Final = Arithmetic(dtypes.PLAIN)
FLOATING: Final = Arithmetic(dtypes.PLAIN, inexact=True)
REAL_FLOATING: Final = Arithmetic(dtypes.PLAIN - {Kind.COMPLEX}, inexact=True)
STRONG: Final = replace(FLOATING, keeps_weak=False)
STRONG_REAL: Final = replace(REAL_FLOATING, keeps_weak=False)
KEPT: Final = Arithmetic(dtypes.ANY_KIND)
BITWISE: Final = Arithmetic(dtypes.BITS)
SHIFTED: Final = Arithmetic(dtypes.BITS, bool_to_int=True)
DIVIDED: Final = Arithmetic(dtypes.PLAIN - {Kind.COMPLEX}, bool_to_int=True)
RAISED: Final = Arithmetic(dtypes.PLAIN, bool_to_int=True, weak_for_sure=False)
COMPARED: Final = Arithmetic(dtypes.PLAIN, result=dtypes.BOOL)
EQUAL: Final = Arithmetic(dtypes.ANY_KIND, result=dtypes.BOOL)
TRUTH: Final = Arithmetic(dtypes.PLAIN, result=dtypes.BOOL, keeps_weak=False)
REAL_ROUNDED: Final = Arithmetic(dtypes.PLAIN - {Kind.COMPLEX})
ABSOLUTE: Final = Arithmetic(dtypes.PLAIN, real=True)
