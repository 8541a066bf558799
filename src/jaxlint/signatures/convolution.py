"""The shapes of convolutions, with or without dimension numbers given as strings."""

from __future__ import annotations

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.dims import Dim, is_natural, minus, plus, quotient, surely_different, times
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import Const, Value
from jaxlint.records import dataclass
from jaxlint.signatures.elementwise import one_dtype
from jaxlint.signatures.reading import UNREAD, integer, is_absent, literal, operand
from jaxlint.signatures.signature import Arguments, Mismatch, Outcome


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which axis is which: batch and features of the image, output and input features of the kernel."""

    image: tuple[int, ...]
    kernel: tuple[int, ...]
    result: tuple[int, ...]


def _default_layout(rank: int) -> _Layout:
    axes = tuple(range(rank))
    return _Layout(axes, axes, axes)


def _layout(value: Value | None, rank: int) -> _Layout | None:
    """`("NHWC", "HWIO", "NHWC")`, or the default NCHW, OIHW, NCHW."""
    read = literal(value)
    if read is None:
        return _default_layout(rank)
    match read:
        case (str(image), str(kernel), str(result)) if len(image) == len(kernel) == len(result) == rank:
            pass
        case _:
            return None
    spatial = [letter for letter in image if letter not in "NC"]
    orders = []
    for text, first, second in ((image, "N", "C"), (kernel, "O", "I"), (result, "N", "C")):
        letters = (first, second, *spatial)
        if sorted(text) != sorted(letters):
            return None
        orders.append(tuple(text.index(letter) for letter in letters))
    return _Layout(*orders)


def conv(args: Arguments) -> Outcome:
    """`lax.conv(lhs, rhs, window_strides, padding)`."""
    return _convolution(args)


def conv_general_dilated(args: Arguments) -> Outcome:
    """`lax.conv_general_dilated`, without batch groups."""
    if args.get("batch_group_count", Const(1)) != Const(1):
        return None
    return _convolution(args)


def _convolution(args: Arguments) -> Outcome:
    image, kernel = operand(args.get("lhs")), operand(args.get("rhs"))
    if image is None or kernel is None or image.shape is None or kernel.shape is None:
        return None
    if len(image.shape) != len(kernel.shape) or len(image.shape) < 2:
        return None
    if dtypes.surely_different_dtypes(image.dtype, kernel.dtype) or Kind.KEY in (
        dtypes.kind_of(image.dtype),
        dtypes.kind_of(kernel.dtype),
    ):
        return None
    layout = _layout(args.get("dimension_numbers"), len(image.shape))
    groups = integer(args.get("feature_group_count"), 1)
    if layout is None or groups is None or groups < 1 or not is_absent(args.get("preferred_element_type")):
        return None
    lhs = tuple(image.shape[axis] for axis in layout.image)
    rhs = tuple(kernel.shape[axis] for axis in layout.kernel)
    if 0 in (*lhs, *rhs):
        return None
    features, wanted = lhs[1], rhs[1]
    if features is not None and wanted is not None and surely_different(features, times(wanted, groups)):
        where = (("lhs", layout.image[1], features), ("rhs", layout.kernel[1], wanted))
        detail = f"convolves {features} features with {wanted}"
        return Mismatch("contraction", detail, "ValueError", where) if groups == 1 else None
    if isinstance(rhs[0], int) and rhs[0] % groups:
        return None
    spatial = _spatial(lhs[2:], rhs[2:], args)
    if spatial is None:
        return None
    ordered: list[Dim] = [None] * len(lhs)
    for axis, size in zip(layout.result, (lhs[0], rhs[0], *spatial), strict=True):
        ordered[axis] = size
    return Aval(tuple(ordered), *one_dtype((image, kernel)))


def _spatial(sizes: Shape, windows: Shape, args: Arguments) -> Shape | None:
    """Spatial sizes of the result; None where the options are not understood."""
    count = len(sizes)
    strides = _steps(args.get("window_strides"), count)
    dilations = _steps(args.get("rhs_dilation"), count)
    spread = _steps(args.get("lhs_dilation"), count)
    padding = _padding(literal(args.get("padding")), count)
    if strides is None or dilations is None or spread is None or padding is None:
        return None
    result: list[Dim] = []
    for at in range(count):
        size, window = sizes[at], windows[at]
        reach = plus(times(minus(window, 1), dilations[at]), 1)
        stretched = plus(times(minus(size, 1), spread[at]), 1)
        if padding == "SAME":
            if spread[at] != 1:
                return None
            result.append(quotient(plus(size, strides[at] - 1), strides[at]))
            continue
        before, after = (0, 0) if isinstance(padding, str) else padding[at]
        room = plus(minus(plus(stretched, before + after), reach), strides[at])
        room = max(room, 0) if isinstance(room, int) else room
        result.append(quotient(room, strides[at]) if is_natural(room) else None)
    return tuple(result)


def _steps(value: Value | None, count: int) -> tuple[int, ...] | None:
    read = literal(value)
    if read is None:
        return (1,) * count
    if not isinstance(read, tuple) or len(read) != count:
        return None
    steps = tuple(step for step in read if isinstance(step, int) and step > 0)
    return steps if len(steps) == count else None


def _padding(read: object, count: int) -> str | list[tuple[int, int]] | None:
    if read is UNREAD or (isinstance(read, str) and read not in ("SAME", "VALID")):
        return None
    if isinstance(read, str):
        return read
    if not isinstance(read, tuple) or len(read) != count:
        return None
    pairs: list[tuple[int, int]] = []
    for row in read:
        match row:
            case (int(before), int(after)) if before >= 0 and after >= 0:
                pairs.append((before, after))
            case _:
                return None
    return pairs
