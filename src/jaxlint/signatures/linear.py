"""Contractions: dot, matmul, vdot, inner, outer, tensordot, dot_general, kron."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Dim, Shape
from jaxlint.domain.dtypes import Kind
from jaxlint.signatures.einsum import einsum
from jaxlint.signatures.reading import UNREAD, axis_error, axis_of, is_absent, jax_dtype, literal, operand
from jaxlint.signatures.rows import Family
from jaxlint.signatures.shapes import Shaped, broadcast, contraction, product, surely_clash, without
from jaxlint.signatures.signature import Arguments, Mismatch, Outcome, ShapeRule

Names: TypeAlias = tuple[str, str]
ShapeOfTwo: TypeAlias = Callable[[Shape | None, Shape | None, Names], Shaped]


def contracted(shape: Shaped, left: Aval, right: Aval, args: Arguments | None = None) -> Outcome:
    """The aval of a contraction: of the promoted dtype, or of the preferred one where that is as wide."""
    if Kind.KEY in (dtypes.kind_of(left.dtype), dtypes.kind_of(right.dtype)):
        return None
    if isinstance(shape, Mismatch):
        return shape
    dtype, weak = dtypes.promote(left, right)
    if args is not None and not is_absent(args.get("preferred_element_type")):
        preferred = jax_dtype(args.get("preferred_element_type"))
        if dtypes.kind_of(preferred) is not dtypes.kind_of(dtype) or dtypes.surely_narrower(preferred, dtype):
            return None
        return Aval(shape, preferred, None)
    if any(dtypes.surely_narrower(dtype, aval.dtype) for aval in (left, right)):
        # JAX 0.10 refuses `dot(int8 array, weak int32 array)`.
        return None
    return Aval(shape, dtype, weak)


def dot_shape(a: Shape | None, b: Shape | None, names: Names) -> Shaped:
    """`jnp.dot`: a scalar multiplies, otherwise the last axis of `a` meets the last but one of `b`."""
    if a == () or b == ():
        return b if a == () else a
    if a is None or b is None:
        return None
    at = max(len(b) - 2, 0)
    return contraction((a[-1], b[at]), names, (len(a) - 1, at)) or (*a[:-1], *without(b, (at,)))


def matmul_shape(a: Shape | None, b: Shape | None, names: Names) -> Shaped:
    """`a @ b`: stacks of matrices broadcast, vectors lose their axis."""
    if a == () or b == ():
        return Mismatch("contraction", "multiplies a scalar as a matrix", "ValueError")
    if a is None or b is None:
        return None
    at = max(len(b) - 2, 0)
    stack = broadcast(a[:-2], b[:-2], names=names, raises="ValueError")
    if isinstance(stack, Mismatch):
        return stack
    clash = contraction((a[-1], b[at]), names, (len(a) - 1, at))
    if clash or stack is None:
        return clash
    return (*stack, *a[-2:-1], *(b[-1:] if len(b) > 1 else ()))


def matmul(left: Aval, right: Aval, names: Names) -> Outcome:
    """What `left @ right` is."""
    return contracted(matmul_shape(left.shape, right.shape, names), left, right)


def _vdot_shape(a: Shape | None, b: Shape | None, names: Names) -> Shaped:
    if a is None or b is None:
        return ()
    x, y = product(a), product(b)
    clash = contraction((x, y), names, (0, 0))
    if clash and (len(a) != 1 or len(b) != 1):
        return Mismatch(clash.kind, clash.detail, clash.raises)
    return clash or ()


def _inner_shape(a: Shape | None, b: Shape | None, names: Names) -> Shaped:
    if a == () or b == ():
        return b if a == () else a
    if a is None or b is None:
        return None
    clash = contraction((a[-1], b[-1]), names, (len(a) - 1, len(b) - 1))
    return clash or (*a[:-1], *b[:-1])


def _outer_shape(a: Shape | None, b: Shape | None, names: Names) -> Shaped:
    sizes: list[Dim] = [None if shape is None else product(shape) for shape in (a, b)]
    return tuple(sizes)


def _kron(args: Arguments) -> Outcome:
    """`kron(a, b)` multiplies, which JAX does not do with booleans."""
    outcome = of_two(_AB, _kron_shape)(args)
    return None if isinstance(outcome, Aval) and outcome.dtype == dtypes.BOOL else outcome


def _kron_shape(a: Shape | None, b: Shape | None, names: Names) -> Shaped:
    if a is None or b is None:
        return None
    rank = max(len(a), len(b))
    left, right = ((1,) * (rank - len(shape)) + shape for shape in (a, b))
    return tuple(product(pair) for pair in zip(left, right, strict=True))


def _matvec_shape(a: Shape | None, b: Shape | None, names: Names) -> Shaped:
    """`matvec(matrix, vector)`: both with leading dimensions that broadcast."""
    return None


def _outer_of_vectors(args: Arguments) -> Outcome:
    """`linalg.outer` takes vectors only."""
    sides = [operand(args.get(name)) for name in _X12]
    if any(side is not None and side.shape is not None and len(side.shape) != 1 for side in sides):
        return None
    return of_two(_X12, _outer_shape)(args)


def of_two(names: Names, shape_of: ShapeOfTwo) -> ShapeRule:
    """The rule of a contraction of two parameters."""

    def rule(args: Arguments) -> Outcome:
        left, right = operand(args.get(names[0])), operand(args.get(names[1]))
        if left is None or right is None or not is_absent(args.get("out")):
            return None
        return contracted(shape_of(left.shape, right.shape, names), left, right, args)

    return rule


def _tensordot(names: Names) -> ShapeRule:
    def rule(args: Arguments) -> Outcome:
        left, right = operand(args.get(names[0])), operand(args.get(names[1]))
        if left is None or right is None:
            return None
        if left.shape is None or right.shape is None:
            return contracted(None, left, right, args)
        read = literal(args.get("axes"), 2)
        pairs = _paired_axes(read, len(left.shape), len(right.shape))
        if isinstance(pairs, Mismatch):
            return pairs
        if pairs is None:
            return contracted(None, left, right, args)
        for a, b in pairs:
            clash = contraction((left.shape[a], right.shape[b]), names, (a, b))
            if clash:
                return clash
        rest = (
            *without(left.shape, (a for a, _ in pairs)),
            *without(right.shape, (b for _, b in pairs)),
        )
        return contracted(rest, left, right, args)

    return rule


def _paired_axes(read: object, left: int, right: int) -> list[tuple[int, int]] | Mismatch | None:
    """The axes that a tensordot contracts, pair by pair; None: not known."""
    if isinstance(read, int) and not isinstance(read, bool):
        if read > min(left, right):
            return Mismatch("axis", f"contracts {read} axes of {min(left, right)}", "TypeError")
        return [(left - read + step, step) for step in range(read)] if read >= 0 else None
    if not isinstance(read, tuple) or len(read) != 2:
        return None
    firsts, seconds = (side if isinstance(side, tuple) else (side,) for side in read)
    if len(firsts) != len(seconds):
        return None
    pairs: list[tuple[int, int]] = []
    for a, b in zip(firsts, seconds, strict=True):
        if not isinstance(a, int) or not isinstance(b, int):
            return None
        if not -left <= a < left or not -right <= b < right:
            at, rank = (a, left) if not -left <= a < left else (b, right)
            return axis_error(at, rank)
        pairs.append((a % left, b % right))
    return pairs


def _dot_general(args: Arguments) -> Outcome:
    """`lax.dot_general`: batch axes, then what is left of either operand."""
    left, right = operand(args.get("lhs")), operand(args.get("rhs"))
    if left is None or right is None:
        return None
    numbers = literal(args.get("dimension_numbers"))
    match numbers:
        case ((tuple(lc), tuple(rc)), (tuple(lb), tuple(rb))):
            pass
        case _:
            return None
    if left.shape is None or right.shape is None:
        return None
    if len(lc) != len(rc) or len(lb) != len(rb):
        return None
    for axes, shape in (((*lc, *lb), left.shape), ((*rc, *rb), right.shape)):
        if not all(isinstance(axis, int) and 0 <= axis < len(shape) for axis in axes):
            return None
        if len(set(axes)) != len(axes):
            return None
    if not _one_dtype_or_unknown(left, right):
        return None
    names = ("lhs", "rhs")
    for a, b in zip((*lb, *lc), (*rb, *rc), strict=True):
        clash = contraction((left.shape[a], right.shape[b]), names, (a, b))
        if clash:
            return clash
    batch = tuple(left.shape[axis] for axis in lb)
    shape = (*batch, *without(left.shape, (*lc, *lb)), *without(right.shape, (*rc, *rb)))
    return contracted(shape, left, right, args)


def _one_dtype_or_unknown(left: Aval, right: Aval) -> bool:
    """dot_general takes mixed dtypes, but only some of them."""
    return not dtypes.surely_different_dtypes(left.dtype, right.dtype)


def _lax_dot(args: Arguments) -> Outcome:
    """`lax.dot(lhs, rhs)`: matrices and vectors only."""
    if not is_absent(args.get("dimension_numbers")):
        return _dot_general(args)
    left, right = operand(args.get("lhs")), operand(args.get("rhs"))
    if left is None or right is None or not _one_dtype_or_unknown(left, right):
        return None
    a, b = left.shape, right.shape
    if a is None or b is None:
        return contracted(None, left, right, args)
    if not 1 <= len(a) <= 2 or not 1 <= len(b) <= 2:
        return Mismatch(
            "contraction", f"takes vectors and matrices, not {len(a)} and {len(b)} dimensions", "ValueError"
        )
    clash = contraction((a[-1], b[0]), ("lhs", "rhs"), (len(a) - 1, 0), raises="ValueError")
    return clash or contracted((*a[:-1], *b[1:]), left, right, args)


def _batch_matmul(args: Arguments) -> Outcome:
    """`lax.batch_matmul`: equal batch dimensions, no broadcasting."""
    left, right = operand(args.get("lhs")), operand(args.get("rhs"))
    if left is None or right is None or not _one_dtype_or_unknown(left, right):
        return None
    a, b = left.shape, right.shape
    if a is None or b is None or len(a) != len(b) or len(a) < 2:
        return None
    if any(surely_clash(x, y) or (x != y and 1 in (x, y)) for x, y in zip(a[:-2], b[:-2], strict=True)):
        return None
    at = len(a) - 2
    clash = contraction((a[-1], b[at]), ("lhs", "rhs"), (at + 1, at))
    batch = tuple(x if isinstance(x, int) else y for x, y in zip(a[:-2], b[:-2], strict=True))
    return clash or contracted((*batch, a[-2], b[-1]), left, right, args)


def _vecdot(args: Arguments) -> Outcome:
    """`vecdot(x1, x2, axis=-1)`: one axis contracted, the rest broadcasts."""
    left, right = operand(args.get("x1")), operand(args.get("x2"))
    if left is None or right is None:
        return None
    if left.shape is None or right.shape is None:
        return contracted(None, left, right, args)
    if literal(args.get("axis"), -1) is UNREAD:
        return None
    sides = []
    for shape in (left.shape, right.shape):
        axis = axis_of(args.get("axis"), len(shape), -1)
        if not isinstance(axis, int):
            return None
        sides.append((shape[axis], without(shape, (axis,)), axis))
    (x, a, at), (y, b, bt) = sides
    clash = contraction((x, y), ("x1", "x2"), (at, bt), raises="ValueError")
    return clash or contracted(broadcast(a, b, raises="ValueError"), left, right, args)


_AB, _X12, _LR = ("a", "b"), ("x1", "x2"), ("lhs", "rhs")

FAMILIES = (
    Family(
        "jax.numpy",
        "dot: a, b, *, static precision=?, static preferred_element_type=?, out_sharding=?",
        of_two(_AB, dot_shape),
    ),
    Family(
        "jax.numpy",
        "matmul: a, b, *, static precision=?, static preferred_element_type=?, out_sharding=?",
        of_two(_AB, matmul_shape),
    ),
    Family(
        "jax.numpy",
        "inner: a, b, *, static precision=?, static preferred_element_type=?",
        of_two(_AB, _inner_shape),
    ),
    Family(
        "jax.numpy",
        "vdot: a, b, *, static precision=?, static preferred_element_type=?",
        of_two(_AB, _vdot_shape),
    ),
    Family("jax.numpy", "outer: a, b, out=?", of_two(_AB, _outer_shape)),
    Family("jax.numpy", "kron: a, b", _kron),
    Family(
        "jax.numpy",
        """
        tensordot: a, b, static axes=?, *, static precision=?, static preferred_element_type=?, out_sharding=?
        """,
        _tensordot(_AB),
    ),
    Family(
        "jax.numpy.linalg",
        "tensordot: x1, x2, /, *, static axes=?, static precision=?, static preferred_element_type=?, out_sharding=?",
        _tensordot(_X12),
    ),
    Family(
        "jax.numpy.linalg",
        "matmul: x1, x2, /, *, static precision=?, static preferred_element_type=?",
        of_two(_X12, matmul_shape),
    ),
    Family("jax.numpy.linalg", "outer: x1, x2, /", _outer_of_vectors),
    Family(
        "jax.numpy",
        "vecdot: x1, x2, /, *, static axis=?, static precision=?, static preferred_element_type=?",
        _vecdot,
    ),
    Family(
        "jax.numpy.linalg",
        "vecdot: x1, x2, /, *, static axis=?, static precision=?, static preferred_element_type=?",
        _vecdot,
    ),
    Family(
        "jax.numpy",
        "einsum: subscripts, /, *operands, out=?, static optimize=?, static precision=?,"
        " static preferred_element_type=?, _dot_general=?, out_sharding=?",
        einsum,
    ),
    Family(
        "jax.lax",
        "dot: lhs, rhs, *, static dimension_numbers=?, static precision=?, static preferred_element_type=?,"
        " out_sharding=?",
        _lax_dot,
    ),
    Family(
        "jax.lax",
        "dot_general: lhs, rhs, static dimension_numbers, static precision=?, static preferred_element_type=?,"
        " *, out_sharding=?",
        _dot_general,
    ),
    Family("jax.lax", "batch_matmul: lhs, rhs, static precision=?", _batch_matmul),
)
