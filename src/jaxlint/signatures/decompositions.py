"""jnp.linalg, jax.scipy.linalg and jnp.fft: functions of matrices, and transforms along axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.dims import Dim, minus, plus, quotient, surely_different, times
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import Value
from jaxlint.signatures.reading import (
    axes_of,
    axis_of,
    dim,
    flag,
    integer,
    is_absent,
    is_impossible_shape,
    literal,
    operand,
)
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import broadcast, same_size, with_size
from jaxlint.signatures.signature import Arguments, Makes, Mismatch, Outcome, ShapeRule

Matrices: TypeAlias = tuple[Shape, Dim, Dim]
"""Leading dimensions, rows and columns."""

_HALF = ("float16", "bfloat16")


def _matrices(aval: Aval | None) -> Matrices | None:
    """A stack of matrices of floating or integer numbers; None where it is not, or not known."""
    if aval is None or aval.shape is None or len(aval.shape) < 2:
        return None
    if dtypes.kind_of(aval.dtype) is Kind.KEY or aval.dtype in ("float16", "bfloat16"):
        # LAPACK has no half precision; some functions convert, others raise.
        return None
    return aval.shape[:-2], aval.shape[-2], aval.shape[-1]


def square(
    parameter: str, shape_of: Callable[[Shape, Dim], tuple[Shape, ...]], *, real: bool = False
) -> ShapeRule:
    """The rule of a function of square matrices: inv, det, cholesky, eigh."""

    def rule(args: Arguments) -> Outcome:
        source = operand(args.get(parameter))
        matrices = _matrices(source)
        if source is None or matrices is None:
            return None
        batch, rows, columns = matrices
        if surely_different(rows, columns):
            return None
        dtype = dtypes.to_inexact(source.dtype)
        # cholesky and eigh make a matrix symmetric first, which broadcasts a size of 1.
        results = shape_of(batch, rows if rows == columns else None)
        if len(results) == 1:
            return Aval(results[0], dtypes.real_part(dtype) if real else dtype, None)
        return tuple(
            Aval(shape, dtypes.real_part(dtype) if real and at == 0 else dtype, None)
            for at, shape in enumerate(results)
        )

    return rule


def _checked(rule: ShapeRule, parameter: str) -> ShapeRule:
    """Adds the mismatch of functions that say so: inv, det."""

    def checked(args: Arguments) -> Outcome:
        source = operand(args.get(parameter))
        if source is not None and source.shape is not None and dtypes.kind_of(source.dtype) is not Kind.KEY:
            shape = source.shape
            if len(shape) >= 2 and surely_different(shape[-2], shape[-1]):
                detail = f"takes square matrices, not {shape[-2]} by {shape[-1]}"
                return Mismatch("square", detail, "ValueError")
        return rule(args)

    return checked


def _eig(args: Arguments) -> Outcome:
    """`eig(a)`: complex values and vectors."""
    made = square("a", lambda batch, n: ((*batch, n), (*batch, n, n)))(args)
    if not isinstance(made, tuple):
        return None
    return tuple(Aval(aval.shape, dtypes.complex_of(aval.dtype), None) for aval in made)


def _least(rows: Dim, columns: Dim) -> Dim:
    if isinstance(rows, int) and isinstance(columns, int):
        return min(rows, columns)
    return rows if rows == columns else None


def _svd(args: Arguments) -> Outcome:
    """`svd(a, full_matrices=True, compute_uv=True)`."""
    source = operand(args.get("a"))
    matrices = _matrices(source)
    full = flag(args.get("full_matrices"), default=True)
    both = flag(args.get("compute_uv"), default=True)
    if source is None or matrices is None or not is_absent(args.get("subset_by_index")):
        return None
    if flag(args.get("hermitian")) is not False or both is None or (both and full is None):
        return None
    batch, rows, columns = matrices
    least, dtype = _least(rows, columns), dtypes.to_inexact(source.dtype)
    values = Aval((*batch, least), dtypes.real_part(dtype), None)
    if not both:
        return values
    left, right = (rows, columns) if full else (least, least)
    return Aval((*batch, rows, left), dtype, None), values, Aval((*batch, right, columns), dtype, None)


def _svdvals(args: Arguments) -> Outcome:
    source = operand(args.get("x"))
    matrices = _matrices(source)
    if source is None or matrices is None:
        return None
    batch, rows, columns = matrices
    return Aval((*batch, _least(rows, columns)), dtypes.real_part(dtypes.to_inexact(source.dtype)), None)


def _qr(args: Arguments) -> Outcome:
    """`qr(a, mode="reduced")`."""
    source, mode = operand(args.get("a")), literal(args.get("mode"), "reduced")
    matrices = _matrices(source)
    if source is None or matrices is None or mode not in ("reduced", "complete", "r"):
        return None
    batch, rows, columns = matrices
    inner, dtype = rows if mode == "complete" else _least(rows, columns), dtypes.to_inexact(source.dtype)
    right = Aval((*batch, inner, columns), dtype, None)
    return right if mode == "r" else (Aval((*batch, rows, inner), dtype, None), right)


def _lu_factor(args: Arguments) -> Outcome:
    """`lu_factor(a)`: both triangles in one matrix, and the rows that were exchanged."""
    source = operand(args.get("a"))
    matrices = _matrices(source)
    if source is None or matrices is None:
        return None
    batch, rows, columns = matrices
    factors = Aval((*batch, rows, columns), dtypes.to_inexact(source.dtype), None)
    return factors, Aval((*batch, _least(rows, columns)), "int32", None)


def _lstsq(args: Arguments) -> Outcome:
    """`lstsq(a, b)`: the solution, the residuals, the rank and the singular values."""
    left, right = operand(args.get("a")), operand(args.get("b"))
    matrices = _matrices(left)
    if left is None or right is None or matrices is None or not right.shape or matrices[0]:
        return None
    if right.dtype in _HALF or dtypes.kind_of(right.dtype) is Kind.KEY or len(right.shape) > 2:
        return None
    _, rows, columns = matrices
    if surely_different(rows, right.shape[0]) or not all(size for size in (rows, columns, *right.shape)):
        return None
    if not is_absent(args.get("rcond")) or flag(args.get("numpy_resid")) is not False:
        return None
    dtype = dtypes.to_inexact(dtypes.promote(left, right)[0])
    real = dtypes.real_part(dtype)
    return (
        Aval((columns, *right.shape[1:]), dtype),
        Aval(right.shape[1:] or (1,), real),
        Aval((), dtypes.INT),
        Aval((_least(rows, columns),), real),
    )


def _solve(args: Arguments) -> Outcome:
    """`solve(a, b)`: a vector, or stacks of matrices."""
    left, right = operand(args.get("a")), operand(args.get("b"))
    matrices = _matrices(left)
    if left is None or right is None or matrices is None or right.shape is None or not right.shape:
        return None
    if dtypes.kind_of(right.dtype) is Kind.KEY or right.dtype in ("float16", "bfloat16"):
        return None
    batch, rows, columns = matrices
    vector = len(right.shape) == 1
    height = right.shape[-1] if vector else right.shape[-2]
    if surely_different(rows, columns):
        return None
    size = same_size((rows, columns))
    if size is not None and height is not None and surely_different(size, height):
        at = len(right.shape) - (1 if vector else 2)
        where = (("a", len(batch) + 1, size), ("b", at, height))
        return Mismatch("contraction", f"solves {size} equations for {height}", "ValueError", where)
    dtype = dtypes.to_inexact(dtypes.promote(left, right)[0])
    if vector:
        return Aval((*batch, size), dtype, None)
    stack = broadcast(batch, right.shape[:-2], raises="ValueError")
    if isinstance(stack, Mismatch) or stack is None:
        return None
    return Aval((*stack, size, right.shape[-1]), dtype, None)


def _pinv(args: Arguments) -> Outcome:
    source = operand(args.get("a"))
    matrices = _matrices(source)
    if source is None or matrices is None or flag(args.get("hermitian")) is not False:
        return None
    batch, rows, columns = matrices
    return Aval((*batch, columns, rows), dtypes.to_inexact(source.dtype), None)


def _matrix_power(args: Arguments) -> Outcome:
    source, power = operand(args.get("a")), literal(args.get("n"))
    matrices = _matrices(source)
    if source is None or matrices is None or not isinstance(power, int) or power < 0:
        return None
    batch, rows, columns = matrices
    if surely_different(rows, columns):
        return Mismatch("square", f"takes square matrices, not {rows} by {columns}", "TypeError")
    size = same_size((rows, columns))
    return Aval((*batch, size, size), None, None)


def _transform(*, half: str | None = None) -> ShapeRule:
    """`fft(a, n=None, axis=-1)`: complex, of length n along the axis."""

    def rule(args: Arguments) -> Outcome:
        source = operand(args.get("a"))
        if source is None or source.shape is None or dtypes.kind_of(source.dtype) is Kind.KEY:
            return None
        if half == "real" and (dtypes.kind_of(source.dtype) is Kind.COMPLEX or source.dtype in _HALF):
            return None
        axis = axis_of(args.get("axis"), len(source.shape), -1)
        if not isinstance(axis, int):
            return axis if axis is None else None
        length = source.shape[axis]
        asked = args.get("n")
        if asked is not None and not is_absent(asked):
            length = dim(asked)
            if is_impossible_shape(asked) or length == 0:
                return None
        elif half == "back":
            length = times(2, minus(length, 1))
        if length == 0 or source.shape[axis] == 0:
            return None
        if half == "real":
            length = plus(quotient(length, 2), 1)
        dtype = dtypes.complex_of(source.dtype)
        return Aval(
            with_size(source.shape, axis, length), dtypes.real_part(dtype) if half == "back" else dtype, None
        )

    return rule


def _transform_axes(args: Arguments) -> Outcome:
    """`fft2`, `fftn` without sizes: the shape stays."""
    source = operand(args.get("a"))
    if source is None or source.shape is None or not is_absent(args.get("s")) or 0 in source.shape:
        return None
    if len(source.shape) < 2 or dtypes.kind_of(source.dtype) is Kind.KEY or not is_absent(args.get("axes")):
        return None
    return Aval(source.shape, dtypes.complex_of(source.dtype), None)


def _shifted(args: Arguments) -> Outcome:
    source = operand(args.get("x"))
    if source is None or dtypes.kind_of(source.dtype) is Kind.KEY:
        return None
    if source.shape is not None and isinstance(axes_of(args.get("axes"), len(source.shape)), Mismatch):
        return None
    return Aval(source.shape, source.dtype, None)


def _frequencies(*, half: bool) -> ShapeRule:
    """`fftfreq(n, d=1.0)`."""

    def rule(args: Arguments) -> Outcome:
        count: Value | None = args.get("n")
        size = integer(count)
        if count is None or size == 0 or is_impossible_shape(count) or not is_absent(args.get("dtype")):
            return None
        if half:
            return Aval((None if size is None else size // 2 + 1,), None, None)
        return Aval((dim(count),), None, None)

    return rule


def _values(batch: Shape, n: Dim) -> tuple[Shape, ...]:
    return ((*batch, n),)


def _whole(batch: Shape, n: Dim) -> tuple[Shape, ...]:
    return ((*batch, n, n),)


def _both(batch: Shape, n: Dim) -> tuple[Shape, ...]:
    return (*_values(batch, n), *_whole(batch, n))


def _numbers(batch: Shape, n: Dim) -> tuple[Shape, ...]:
    return (batch,)


_AXIS = "static n=?, static axis=?, static norm=?"
FAMILIES = (
    Family("jax.numpy.linalg", "inv: a", _checked(square("a", _whole), "a")),
    Family("jax.numpy.linalg", "det: a", _checked(square("a", _numbers), "a")),
    Family(
        "jax.numpy.linalg",
        "cholesky: a, *, static upper=?, static symmetrize_input=?",
        square("a", _whole),
    ),
    Family(
        "jax.numpy.linalg",
        "eigh: a, static UPLO=?, static symmetrize_input=?",
        square("a", _both, real=True),
        Makes.ARRAYS,
    ),
    Family(
        "jax.numpy.linalg",
        "eigvalsh: a, static UPLO=?, *, static symmetrize_input=?",
        square("a", _values, real=True),
    ),
    Family("jax.numpy.linalg", "eig: a", _eig, Makes.ARRAYS),
    Family(
        "jax.numpy.linalg",
        "svd: a, static full_matrices=?, static compute_uv=?, static hermitian=?, static subset_by_index=?",
        _svd,
        Makes.ARRAYS,
    ),
    Family("jax.numpy.linalg", "svdvals: x, /", _svdvals),
    Family("jax.numpy.linalg", "qr: a, static mode=?", _qr, Makes.ARRAYS),
    Family("jax.numpy.linalg", "solve: a, b", _solve),
    Family("jax.numpy.linalg", "pinv: a, rtol=?, static hermitian=?, *, rcond=?", _pinv),
    Family("jax.numpy.linalg", "matrix_power: a, static n", _matrix_power),
    Family(
        "jax.scipy.linalg",
        "cholesky: a, static lower=?, overwrite_a=?, check_finite=?",
        square("a", _whole),
    ),
    Family(
        "jax.scipy.linalg",
        "inv: a, overwrite_a=?, check_finite=?",
        _checked(square("a", _whole), "a"),
    ),
    Family(
        "jax.scipy.linalg",
        "det: a, overwrite_a=?, check_finite=?",
        _checked(square("a", _numbers), "a"),
    ),
    Family("jax.numpy.fft", f"fft ifft: a, {_AXIS}", _transform()),
    Family("jax.numpy.fft", f"rfft ihfft: a, {_AXIS}", _transform(half="real")),
    Family("jax.numpy.fft", f"irfft hfft: a, {_AXIS}", _transform(half="back")),
    Family(
        "jax.numpy.fft", "fft2 ifft2 fftn ifftn: a, static s=?, static axes=?, static norm=?", _transform_axes
    ),
    Family(
        "jax.scipy.linalg",
        "lu_factor: a, static overwrite_a=?, static check_finite=?",
        _lu_factor,
        Makes.ARRAYS,
    ),
    Family("jax.numpy.linalg", "lstsq: a, b, rcond=?, *, static numpy_resid=?", _lstsq, Makes.ARRAYS),
    Family("jax.numpy.fft", "irfft2 irfftn: a, static s=?, static axes=?, static norm=?"),
    Family("jax.numpy.fft", "fftshift ifftshift: x, static axes=?", _shifted),
    Family("jax.numpy.fft", "fftfreq: static n, d=?, *, static dtype=?, device=?", _frequencies(half=False)),
    Family("jax.numpy.fft", "rfftfreq: static n, d=?, *, static dtype=?, device=?", _frequencies(half=True)),
)
