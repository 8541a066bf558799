"""The elementwise functions of jnp, jax.nn, jax.lax and jax.scipy.special."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import TupleValue
from jaxlint.signatures.elementwise import (
    ABSOLUTE,
    BITWISE,
    COMPARED,
    DIVIDED,
    EQUAL,
    FLOATING,
    KEPT,
    NUMBERS,
    PLAIN,
    RAISED,
    REAL_FLOATING,
    REAL_ROUNDED,
    SHIFTED,
    STRONG,
    STRONG_REAL,
    TRUTH,
    WEAK_FLOAT,
    WEAK_INT,
    Arithmetic,
    clip,
    elementwise,
    select,
    ufunc,
    where,
)
from jaxlint.signatures.reading import is_absent, jax_dtype, operand
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import broadcast
from jaxlint.signatures.signature import Arguments, Mismatch, Outcome, ShapeRule

_UNKNOWN_DTYPE: Final = Arithmetic(dtypes.PLAIN, dtype_known=False)
_UNKNOWN_REAL: Final = Arithmetic(dtypes.NOT_COMPLEX, dtype_known=False)
_UNSIGNED_COUNT: Final = Arithmetic(dtypes.BITS, result="uint8", keeps_weak=False)
_TESTED: Final = TRUTH
_TESTED_REAL: Final = Arithmetic(dtypes.NOT_COMPLEX, result=dtypes.BOOL, keeps_weak=False)
_SQUARED: Final = Arithmetic(dtypes.PLAIN, bool_to_int=True)
_LEAKY: Final = Arithmetic(dtypes.PLAIN, with_scalar=WEAK_FLOAT)
_RECTIFIED: Final = Arithmetic(dtypes.PLAIN, with_scalar=WEAK_INT)
_SOFT: Final = Arithmetic(dtypes.NUMBER, inexact=True)
_INTEGERS: Final = Arithmetic(dtypes.INTEGER, keeps_weak=False)
_REAL: Final = Arithmetic(dtypes.PLAIN, real=True)

# lax takes operands of one dtype and does not promote.
_LAX_NUMBERS: Final = Arithmetic(dtypes.NUMBER, promotes=False)
_LAX_INEXACT: Final = Arithmetic(dtypes.INEXACT, promotes=False)
_LAX_FLOATS: Final = Arithmetic(dtypes.FLOATS, promotes=False)
_LAX_REAL: Final = Arithmetic(dtypes.REAL, promotes=False)
_LAX_PLAIN: Final = Arithmetic(dtypes.PLAIN, promotes=False)
_LAX_BITS: Final = Arithmetic(dtypes.BITS, promotes=False)
_LAX_INTEGERS: Final = Arithmetic(dtypes.INTEGER, promotes=False)
_LAX_EQUAL: Final = Arithmetic(dtypes.ANY_KIND, promotes=False, result=dtypes.BOOL)
_LAX_ORDERED: Final = Arithmetic(dtypes.NOT_COMPLEX, promotes=False, result=dtypes.BOOL)
_LAX_FINITE: Final = Arithmetic(dtypes.FLOATS, promotes=False, result=dtypes.BOOL)


def _x(rule: Arithmetic, times: int = 1) -> ShapeRule:
    return elementwise(rule, "x", times=times)


def _xy(rule: Arithmetic) -> ShapeRule:
    return elementwise(rule, "x", "y")


def _x12(rule: Arithmetic, times: int = 1) -> ShapeRule:
    return elementwise(rule, "x1", "x2", times=times)


def _frexp(args: Arguments) -> Outcome:
    """`frexp(x)`: mantissa and exponent."""
    mantissa = _x(STRONG_REAL)(args)
    return (mantissa, Aval(mantissa.shape, "int32", False)) if isinstance(mantissa, Aval) else None


def _part(args: Arguments) -> Outcome:
    """`jnp.real(x)` and `jnp.imag(x)`."""
    value = operand(args.get("val"))
    if value is None or dtypes.kind_of(value.dtype) is Kind.KEY:
        return None
    return Aval(value.shape, dtypes.real_part(value.dtype), None)


def _angle(args: Arguments) -> Outcome:
    """`angle(z)`: of the dtype of a part of `z`, but of a single real number the default one (JAX 0.10, 0.12)."""
    value = operand(args.get("z"))
    kind = None if value is None else dtypes.kind_of(value.dtype)
    if value is None or kind is Kind.KEY:
        return None
    real = dtypes.FLOAT if kind is not Kind.FLOATING or value.shape == () else value.dtype
    dtype = dtypes.real_part(value.dtype) if kind in (Kind.COMPLEX, None) else real
    return Aval(value.shape, None if kind is Kind.FLOATING and value.shape is None else dtype, None)


def _bitcast(args: Arguments) -> Outcome:
    """`bitcast_convert_type(operand, new_dtype)`: the same bits, whose number may not depend on x64."""
    source, dtype = operand(args.get("operand")), jax_dtype(args.get("new_dtype"))
    kinds = {dtypes.kind_of(dtype), None if source is None else dtypes.kind_of(source.dtype)}
    if source is None or not kinds <= dtypes.REAL or not dtypes.surely_as_wide(source.dtype, dtype):
        return None
    return Aval(source.shape, dtype, False)


def _lax_part(args: Arguments) -> Outcome:
    """`lax.real(x)` takes complex numbers only."""
    value = operand(args.get("x"))
    if value is None or dtypes.kind_of(value.dtype) not in (Kind.COMPLEX, None):
        return None
    return Aval(value.shape, dtypes.real_part(value.dtype), value.weak)


def _lax_complex(args: Arguments) -> Outcome:
    """`lax.complex(x, y)` of two single or double precision parts."""
    parts = _xy(_LAX_FLOATS)(args)
    if not isinstance(parts, Aval):
        return parts
    if parts.dtype not in ("float", "float32", None):
        return None
    return Aval(parts.shape, dtypes.complex_of(parts.dtype), parts.weak)


_BOTH = "out=?, where=?"


def _special(*names: str) -> ShapeRule:
    """The rule of functions that take real numbers of full width, whatever they make of the dtype."""

    def rule(args: Arguments) -> Outcome:
        operands = [operand(args.get(name)) for name in names]
        if any(known is None or known.dtype not in (*_FULL_WIDTH, None) for known in operands):
            return None
        shape = broadcast(*(known.shape for known in operands if known is not None))
        return None if isinstance(shape, Mismatch) else Aval(shape)

    return rule


_FULL_WIDTH: Final = (dtypes.FLOAT, "float32")


def _negative(args: Arguments) -> Outcome:
    """`negative(x)`, a ufunc of one operand."""
    packed = args.get("args")
    if not isinstance(packed, TupleValue) or len(packed.items) != 1:
        return None
    if not is_absent(args.get("out")) or not is_absent(args.get("where")):
        return None
    return _x(NUMBERS)(Arguments({"x": packed.items[0]}))


FAMILIES = (
    Family(
        "jax.numpy",
        """
        acos acosh arccos arccosh arcsin arcsinh arctan arctanh asin asinh atan atanh cos cosh exp exp2
            expm1 log log1p reciprocal sin sinh sqrt tan tanh: x, /
        """,
        _x(FLOATING),
    ),
    Family("jax.numpy", "cbrt fabs: x, /", _x(REAL_FLOATING)),
    Family("jax.numpy", "deg2rad degrees log10 log2 rad2deg radians sinc: x, /", _x(STRONG)),
    Family("jax.numpy", "i0: x", _x(STRONG_REAL)),
    Family("jax.numpy", "abs absolute: x, /", _x(ABSOLUTE)),
    Family("jax.numpy", "ceil floor: x, /\n trunc: x", _x(REAL_ROUNDED)),
    Family("jax.numpy", "around round: a, static decimals=?, out=?", elementwise(NUMBERS, "a")),
    Family("jax.numpy", "conj conjugate positive: x, /", _x(KEPT)),
    Family("jax.numpy", "copy: a, order=?", elementwise(KEPT, "a")),
    Family("jax.numpy", "invert bitwise_invert bitwise_not: x, /", _x(BITWISE)),
    Family("jax.numpy", "bitwise_count: x, /", _x(_UNSIGNED_COUNT)),
    Family("jax.numpy", "sign: x, /", _x(NUMBERS)),
    Family("jax.numpy", "square: x, /", _x(_SQUARED)),
    Family("jax.numpy", "rint: x, /", _x(_UNKNOWN_DTYPE)),
    Family("jax.numpy", "spacing: x, /", _x(_UNKNOWN_REAL)),
    Family("jax.numpy", "angle: z, deg=?", _angle),
    Family("jax.numpy", "isfinite isinf isnan logical_not: x, /\n iscomplex isreal: x", _x(_TESTED)),
    Family("jax.numpy", "isneginf isposinf: x, /, out=?\n signbit: x, /", _x(_TESTED_REAL)),
    Family("jax.numpy", "imag real: val, /", _part),
    Family("jax.numpy", "frexp: x, /", _frexp),
    Family("jax.numpy", "modf: x, /, out=?", _x(_UNKNOWN_REAL, 2)),
    Family(
        "jax.numpy",
        "nan_to_num: x, copy=?, nan=?, posinf=?, neginf=?",
        _x(replace(KEPT, accepts=dtypes.PLAIN, keeps_weak=False)),
    ),
    Family("jax.numpy", f"add multiply maximum minimum: *args, {_BOTH}", ufunc(PLAIN)),
    Family("jax.numpy", f"negative: *args, {_BOTH}", _negative),
    Family("jax.numpy", f"subtract: *args, {_BOTH}", ufunc(NUMBERS)),
    Family("jax.numpy", f"bitwise_and bitwise_or bitwise_xor: *args, {_BOTH}", ufunc(BITWISE)),
    Family("jax.numpy", f"logical_and logical_or logical_xor: *args, {_BOTH}", ufunc(TRUTH)),
    Family("jax.numpy", f"logaddexp: *args, {_BOTH}", ufunc(FLOATING)),
    Family("jax.numpy", f"logaddexp2: *args, {_BOTH}", ufunc(STRONG)),
    Family("jax.numpy", "fmax fmin: x1, x2", _x12(PLAIN)),
    Family("jax.numpy", "arctan2 atan2 divide true_divide: x1, x2, /", _x12(FLOATING)),
    Family("jax.numpy", "float_power: x, y, /", _xy(FLOATING)),
    Family("jax.numpy", "floor_divide fmod mod remainder: x1, x2, /", _x12(DIVIDED)),
    Family("jax.numpy", "divmod: x1, x2, /", _x12(DIVIDED, 2)),
    Family("jax.numpy", "pow power: x1, x2, /", _x12(RAISED)),
    Family("jax.numpy", "copysign: x1, x2, /", elementwise(REAL_FLOATING, "x1", "x2", raises="ValueError")),
    Family("jax.numpy", "nextafter: x, y, /", _xy(REAL_FLOATING)),
    Family("jax.numpy", "heaviside: x1, x2, /", elementwise(STRONG_REAL, "x1", "x2", raises="ValueError")),
    Family("jax.numpy", "hypot: x1, x2, /", _x12(STRONG_REAL)),
    Family("jax.numpy", "gcd lcm: x1, x2", _x12(_INTEGERS)),
    Family("jax.numpy", "left_shift bitwise_left_shift: x, y, /", _xy(SHIFTED)),
    Family("jax.numpy", "right_shift bitwise_right_shift: x1, x2, /", _x12(SHIFTED)),
    Family("jax.numpy", "greater greater_equal less less_equal: x, y, /", _xy(COMPARED)),
    Family("jax.numpy", "equal not_equal: x, y, /", _xy(EQUAL)),
    Family("jax.numpy", "isclose: a, b, rtol=?, atol=?, static equal_nan=?", elementwise(TRUTH, "a", "b")),
    Family("jax.numpy", "where: condition, x=?, y=?, /, *, static size=?, fill_value=?", where),
    Family("jax.numpy", "clip: arr=?, /, min=?, max=?", clip),
    Family("jax.numpy", "select: condlist, choicelist, default=?", select),
    # jax.nn
    Family(
        "jax.nn",
        """
        hard_sigmoid hard_silu hard_swish relu6 selu: x
        celu elu: x, alpha=?
        leaky_relu: x, negative_slope=?
        """,
        _x(_LEAKY),
    ),
    Family("jax.nn", "sparse_plus: x", _x(_LEAKY)),
    Family("jax.nn", "sparse_sigmoid: x", _x(replace(_LEAKY, accepts=dtypes.NOT_COMPLEX))),
    Family("jax.nn", "hard_tanh relu: x", _x(_RECTIFIED)),
    Family("jax.nn", "identity: x", _x(KEPT)),
    Family("jax.nn", "gelu: x, static approximate=?", _x(STRONG)),
    Family("jax.nn", "log_sigmoid log1mexp: x", _x(_SOFT)),
    Family("jax.nn", "mish soft_sign softplus: x", _x(_SOFT)),
    Family("jax.nn", "sigmoid silu swish: x", _x(Arithmetic(dtypes.INEXACT))),
    Family("jax.nn", "tanh: x, /", _x(FLOATING)),
    Family("jax.nn", "squareplus: x, b=?", elementwise(FLOATING, "x", "b")),
    # jax.lax
    Family(
        "jax.lax",
        """
        acos acosh asin asinh atan atanh cosh reciprocal sinh: x
        cos exp exp2 expm1 log log1p logistic rsqrt sin sqrt tan tanh: x, *, static accuracy=?
        """,
        _x(_LAX_INEXACT),
    ),
    Family("jax.lax", "bessel_i0e bessel_i1e ceil digamma erf erf_inv erfc floor lgamma: x", _x(_LAX_FLOATS)),
    Family("jax.lax", "cbrt: x, *, static accuracy=?\n round: x, static rounding_method=?", _x(_LAX_FLOATS)),
    Family("jax.lax", "neg sign square: x", _x(_LAX_NUMBERS)),
    Family("jax.lax", "bitwise_not: x", _x(_LAX_BITS)),
    Family("jax.lax", "clz population_count: x", _x(_LAX_INTEGERS)),
    Family("jax.lax", "is_finite: x", _x(_LAX_FINITE)),
    Family("jax.lax", "imag real: x", _lax_part),
    Family("jax.lax", "bitcast_convert_type: operand, static new_dtype", _bitcast),
    Family("jax.lax", "add div sub: x, y", _xy(_LAX_NUMBERS)),
    Family("jax.lax", "mul: x, y, *, static out_dtype=?", _xy(_LAX_NUMBERS)),
    Family("jax.lax", "rem: x, y", _xy(_LAX_REAL)),
    Family("jax.lax", "max min: x, y", _xy(_LAX_PLAIN)),
    Family("jax.lax", "atan2: x, y", _xy(_LAX_INEXACT)),
    Family("jax.lax", "integer_pow: x, static y", _x(_LAX_NUMBERS)),
    Family("jax.lax", "bitwise_and bitwise_or bitwise_xor: x, y", _xy(_LAX_BITS)),
    Family("jax.lax", "shift_left shift_right_arithmetic shift_right_logical: x, y", _xy(_LAX_INTEGERS)),
    Family("jax.lax", "mulhi: x, y, /", _xy(_LAX_INTEGERS)),
    Family("jax.lax", "eq ne: x, y", _xy(_LAX_EQUAL)),
    Family("jax.lax", "ge gt le lt: x, y", _xy(_LAX_ORDERED)),
    Family("jax.lax", "nextafter: x1, x2", _x12(_LAX_FLOATS)),
    Family("jax.lax", "igamma igamma_grad_a igammac: a, x", elementwise(_LAX_FLOATS, "a", "x")),
    Family("jax.lax", "polygamma: m, x", elementwise(_LAX_FLOATS, "m", "x")),
    Family("jax.lax", "zeta: x, q", elementwise(_LAX_FLOATS, "x", "q")),
    Family("jax.lax", "betainc: a, b, x", elementwise(_LAX_FLOATS, "a", "b", "x")),
    Family("jax.lax", "complex: x, y", _lax_complex),
    # jax.scipy.special
    Family("jax.scipy.special", "digamma erf erfc erfinv gammaln i0 i0e i1 i1e: x", _x(REAL_FLOATING)),
    Family("jax.scipy.special", "entr: x", _x(REAL_FLOATING)),
    Family("jax.scipy.special", "dawsn exp1 expi gammasgn: x", _x(STRONG_REAL)),
    Family("jax.scipy.special", "erfcx gamma logit: x", _x(STRONG)),
    Family("jax.scipy.special", "expit loggamma: x", _x(FLOATING)),
    Family("jax.scipy.special", "ndtr spence: x\n log_ndtr: x, static series_order=?", _special("x")),
    Family("jax.scipy.special", "ndtri: p", _special("p")),
    Family("jax.scipy.special", "betainc: a, b, x", _special("a", "b", "x")),
    Family("jax.scipy.special", "factorial: n, static exact=?", _special("n")),
    Family("jax.scipy.special", "fresnel sici: x", _x(STRONG_REAL, 2)),
    Family("jax.scipy.special", "expn: n, x", elementwise(STRONG_REAL, "n", "x")),
    Family("jax.scipy.special", "poch: z, m", elementwise(STRONG_REAL, "z", "m")),
    Family("jax.scipy.special", "beta: a, b", elementwise(STRONG_REAL, "a", "b")),
    Family("jax.scipy.special", "kl_div rel_entr: p, q", elementwise(STRONG_REAL, "p", "q")),
    Family("jax.scipy.special", "betaln: a, b", elementwise(REAL_FLOATING, "a", "b")),
    Family("jax.scipy.special", "gammainc gammaincc: a, x", elementwise(REAL_FLOATING, "a", "x")),
    Family("jax.scipy.special", "xlog1py xlogy: x, y", _xy(FLOATING)),
    Family("jax.scipy.special", "boxcox boxcox1p: x, lmbda", elementwise(FLOATING, "x", "lmbda")),
)
