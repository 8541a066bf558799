"""Linear algebra beyond decompositions: solvers, matrix functions, matrices of a known structure."""

from __future__ import annotations

from collections.abc import Callable

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.dims import Dim, is_natural, minus, plus, surely_different
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import TupleValue, Value
from jaxlint.signatures.linear import matmul_shape
from jaxlint.signatures.reading import dim, is_absent, is_impossible_shape, literal, operand
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import same_size, total
from jaxlint.signatures.signature import Arguments, Makes, Mismatch, Outcome, ShapeRule


def real(value: Value | None) -> Aval | None:
    """An operand of real floating numbers, or of a dtype that is not known."""
    source = operand(value)
    if source is None or dtypes.kind_of(source.dtype) not in (Kind.FLOATING, None):
        return None
    return None if source.dtype in ("float16", "bfloat16") else source


def typed(rule: ShapeRule, *names: str) -> ShapeRule:
    """A rule for real floating operands, whose result has the dtype that these are promoted to."""

    def whole(args: Arguments) -> Outcome:
        outcome = rule(args)
        if not isinstance(outcome, (Aval, tuple)):
            return outcome
        given = [args[name] for name in names if not is_absent(args.get(name))]
        items = [
            one for value in given for one in (value.items if isinstance(value, TupleValue) else (value,))
        ]
        known = [aval for item in items if (aval := operand(item)) is not None]
        dtype = dtypes.promote(*known)[0] if len(known) == len(items) else None
        if isinstance(outcome, tuple):
            return tuple(Aval(one.shape, dtype) for one in outcome)
        return Aval(outcome.shape, dtype)

    return whole


def _square(shape: Shape | None) -> Dim | Mismatch:
    """The side of one square matrix; a mismatch where it is none."""
    if shape is None or len(shape) != 2:
        return None
    if surely_different(*shape):
        return Mismatch("square", f"takes square matrices, not {shape[0]} by {shape[1]}", "ValueError")
    return same_size(shape)


def _solved(matrix: str, right: str) -> ShapeRule:
    """The rule of solvers: one matrix, and a vector or a matrix of right-hand sides."""

    def rule(args: Arguments) -> Outcome:
        held = args.get(matrix)
        left = real(held.items[0] if isinstance(held, TupleValue) and held.items else held)
        sides = real(args.get(right))
        if left is None or sides is None or left.shape is None or sides.shape is None:
            return None
        side = _square(left.shape)
        if len(left.shape) != 2 or not 1 <= len(sides.shape) <= 2 or isinstance(side, Mismatch):
            return None
        if surely_different(side, sides.shape[0]) or surely_different(*left.shape):
            return None
        if 0 in (*left.shape, *sides.shape):
            return None
        return Aval((same_size((side, sides.shape[0])), *sides.shape[1:]))

    return rule


def _of_square(args: Arguments) -> Outcome:
    """`expm(A)`, `sqrtm(A)`: a matrix of the same size."""
    source = real(args.get("A"))
    if source is None or source.shape is None or 0 in source.shape:
        return None
    side = _square(source.shape)
    if len(source.shape) != 2 or isinstance(side, Mismatch):
        return None
    return Aval((side, side))


def _block_diag(args: Arguments) -> Outcome:
    """`block_diag(*arrs)`: numbers and vectors are rows."""
    packed = args.get("arrs")
    if not isinstance(packed, TupleValue) or not packed.items:
        return None
    sides: list[tuple[Dim, Dim]] = []
    for item in packed.items:
        source = real(item)
        if source is None or source.shape is None or len(source.shape) > 2:
            return None
        rows, columns = ((1,) * (2 - len(source.shape)) + source.shape)[:2]
        sides.append((rows, columns))
    return Aval((total(rows for rows, _ in sides), total(columns for _, columns in sides)))


def _toeplitz(args: Arguments) -> Outcome:
    """`toeplitz(c, r=None)`: a row for each of the first column, a column for each of the first row."""
    column = real(args.get("c"))
    row = column if is_absent(args.get("r")) else real(args.get("r"))
    if column is None or row is None or column.shape is None or row.shape is None:
        return None
    if len(column.shape) != 1 or len(row.shape) != 1 or 0 in (*column.shape, *row.shape):
        return None
    return Aval((column.shape[0], row.shape[0]))


def _of_size(args: Arguments) -> Outcome:
    """`hilbert(n)`, `pascal(n)`, `dft(n)`."""
    size = args.get("n")
    if size is None or is_impossible_shape(size) or dim(size) == 0:
        return None
    return Aval((dim(size), dim(size)))


def _circulant(args: Arguments) -> Outcome:
    source = real(args.get("c"))
    if source is None or source.shape is None or len(source.shape) != 1 or 0 in source.shape:
        return None
    return Aval((source.shape[0], source.shape[0]))


def _cond(args: Arguments) -> Outcome:
    source = real(args.get("x"))
    if source is None or source.shape is None or len(source.shape) != 2 or 0 in source.shape:
        return None
    return Aval(()) if literal(args.get("p"), None) is None else None


def _multi_dot(args: Arguments) -> Outcome:
    """`multi_dot([a, b, c])`: the product of all, a vector at either end."""
    packed = args.get("arrays")
    if not isinstance(packed, TupleValue) or len(packed.items) < 2:
        return None
    parts = [real(item) for item in packed.items]
    shapes = [None if part is None else part.shape for part in parts]
    if any(shape is None or not 1 <= len(shape) <= 2 for shape in shapes):
        return None
    if any(shape is None or len(shape) != 2 for shape in shapes[1:-1]):
        return None
    result: Shape | None = shapes[0]
    for shape in shapes[1:]:
        step = matmul_shape(result, shape, ("a", "b"))
        if isinstance(step, Mismatch):
            return None
        result = step
    return Aval(result)


def _companion(args: Arguments) -> Outcome:
    source = real(args.get("a"))
    if source is None or source.shape is None or len(source.shape) != 1:
        return None
    size = source.shape[0]
    if not isinstance(size, int) or size < 2:
        return None
    return Aval((size - 1, size - 1))


def _leslie(args: Arguments) -> Outcome:
    births, survival = real(args.get("f")), real(args.get("s"))
    if births is None or survival is None or births.shape is None or survival.shape is None:
        return None
    if len(births.shape) != 1 or len(survival.shape) != 1:
        return None
    size = births.shape[0]
    if not isinstance(size, int) or size < 2 or survival.shape[0] != plus(size, -1):
        return None
    return Aval((size, size))


def _factored(parts: Callable[[Dim, Dim], tuple[Aval, ...] | None]) -> ShapeRule:
    def rule(args: Arguments) -> Outcome:
        source = real(args.get("a"))
        if source is None or source.shape is None or len(source.shape) != 2 or 0 in source.shape:
            return None
        rows, columns = source.shape
        return parts(rows, columns)

    return rule


def _polar(rows: Dim, columns: Dim) -> tuple[Aval, ...] | None:
    """The default method takes no matrices wider than high (JAX 0.10, 0.12)."""
    if not is_natural(minus(rows, columns)):
        return None
    return Aval((rows, columns)), Aval((columns, columns))


FAMILIES = (
    Family(
        "jax.scipy.linalg",
        """
        solve_triangular: a, b, static trans=?, static lower=?, static unit_diagonal=?, overwrite_b=?,
            debug=?, check_finite=?
        solve: a, b, static lower=?, overwrite_a=?, overwrite_b=?, debug=?, check_finite=?, static assume_a=?
        """,
        typed(_solved("a", "b"), "a", "b"),
    ),
    Family(
        "jax.scipy.linalg",
        "cho_solve: c_and_lower, b, overwrite_b=?, check_finite=?",
        typed(_solved("c_and_lower", "b"), "c_and_lower", "b"),
    ),
    Family(
        "jax.scipy.linalg",
        "lu_solve: lu_and_piv, b, static trans=?, static overwrite_b=?, static check_finite=?",
        typed(_solved("lu_and_piv", "b"), "lu_and_piv", "b"),
    ),
    Family(
        "jax.scipy.linalg",
        "expm: A, *, static upper_triangular=?, static max_squarings=?",
        typed(_of_square, "A"),
    ),
    Family("jax.scipy.linalg", "sqrtm: A, static blocksize=?", _of_square),
    Family("jax.scipy.linalg", "block_diag: *arrs", typed(_block_diag, "arrs")),
    Family("jax.scipy.linalg", "toeplitz: c, r=?", typed(_toeplitz, "c", "r")),
    Family("jax.scipy.linalg", "circulant: c", typed(_circulant, "c")),
    Family("jax.scipy.linalg", "companion: a", typed(_companion, "a")),
    Family("jax.scipy.linalg", "leslie: f, s", typed(_leslie, "f", "s")),
    Family(
        "jax.scipy.linalg",
        """
        hilbert invhilbert: static n
        pascal invpascal: static n, static kind=?
        dft: static n, static scale=?, *, static dtype=?
        """,
        _of_size,
    ),
    Family(
        "jax.scipy.linalg",
        "polar: a, static side=?, *, static method=?, eps=?, max_iterations=?",
        typed(_factored(_polar), "a"),
        Makes.ARRAYS,
    ),
    Family("jax.numpy.linalg", "cond: x, static p=?", typed(_cond, "x")),
    Family("jax.numpy.linalg", "multi_dot: arrays, *, static precision=?", typed(_multi_dot, "arrays")),
)
