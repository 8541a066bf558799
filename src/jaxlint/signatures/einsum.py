"""The shape of an einsum: explicit and implicit output, ellipsis, repeated labels, broadcast sizes of 1."""

from __future__ import annotations

from collections import Counter

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval, Shape
from jaxlint.domain.dims import Dim
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import TupleValue
from jaxlint.signatures.reading import is_absent, literal, operand
from jaxlint.signatures.shapes import broadcast, broadcast_dims, surely_clash
from jaxlint.signatures.signature import Arguments, Mismatch, Outcome

_DOTS = "..."


def einsum(args: Arguments) -> Outcome:
    """`jnp.einsum(subscripts, *operands)`, where the subscripts are one known string."""
    packed = args.get("operands")
    subscripts = literal(args.get("subscripts"))
    if not isinstance(packed, TupleValue) or not isinstance(subscripts, str):
        return None
    if not is_absent(args.get("out")) or not is_absent(args.get("preferred_element_type")):
        return None
    operands = [operand(item) for item in packed.items]
    known = [aval for aval in operands if aval is not None]
    if len(known) != len(operands) or Kind.KEY in {dtypes.kind_of(aval.dtype) for aval in known}:
        return None
    shape = einsum_shape(subscripts, [aval.shape for aval in known])
    if shape is None or isinstance(shape, Mismatch):
        return shape
    dtype, weak = dtypes.promote(*known)
    return Aval(shape, dtype, weak)


def einsum_shape(subscripts: str, shapes: list[Shape | None]) -> Shape | Mismatch | None:
    """The result's shape; None where the string is not an einsum of so many operands."""
    inputs, arrow, output = subscripts.replace(" ", "").partition("->")
    terms = inputs.split(",")
    if len(terms) != len(shapes) or not all(_is_term(term) for term in (*terms, output)):
        return None
    sizes: dict[str, Dim] = {}
    owners: dict[str, tuple[int, int]] = {}
    stacks: list[Shape | None] = []
    for number, (term, shape) in enumerate(zip(terms, shapes, strict=True)):
        if shape is None:
            if _DOTS in term:
                stacks.append(None)
            for label in term.replace(_DOTS, ""):
                sizes.setdefault(label, None) if label not in sizes else _weaken(sizes, label)
            continue
        before, dots, after = term.partition(_DOTS)
        spare = len(shape) - len(before) - len(after)
        if spare < 0 or (spare > 0 and not dots):
            detail = f"`{term}` names {len(before + after)} of {len(shape)} dimensions"
            return Mismatch("einsum", detail, "ValueError")
        if dots:
            stacks.append(shape[len(before) : len(before) + spare])
        places = (*range(len(before)), *range(len(before) + spare, len(shape)))
        labelled = list(zip(before + after, places, strict=True))
        if any(
            len({shape[axis] for other, axis in labelled if other == label}) > 1 for label in before + after
        ):
            # The diagonal of a matrix that is not square, or not known to be.
            return None
        for label, axis in labelled:
            clash = _meet(sizes, owners, label, shape[axis], (number, axis))
            if clash:
                return clash
    stack = broadcast(*stacks, raises="ValueError")
    if isinstance(stack, Mismatch):
        return Mismatch("einsum", stack.detail, "ValueError")
    if not arrow:
        counts = Counter("".join(terms).replace(_DOTS, ""))
        output = (_DOTS if stacks else "") + "".join(sorted(label for label in counts if counts[label] == 1))
    before, dots, after = output.partition(_DOTS)
    if any(label not in sizes for label in before + after) or len(set(before + after)) < len(before + after):
        return None
    if bool(stacks) != bool(dots) or (dots and stack is None):
        # Dots that the output leaves out are summed over by NumPy only where they are empty.
        return (
            None if stack is None or (stacks and stack) else tuple(sizes[label] for label in before + after)
        )
    return (*(sizes[label] for label in before), *(stack or ()), *(sizes[label] for label in after))


def _is_term(term: str) -> bool:
    letters = term.replace(_DOTS, "", 1)
    return not letters or (letters.isascii() and letters.isalpha())


def _weaken(sizes: dict[str, Dim], label: str) -> None:
    """A label met in an operand of unknown shape: a size of 1 may stretch."""
    if sizes[label] == 1:
        sizes[label] = None


def _meet(
    sizes: dict[str, Dim], owners: dict[str, tuple[int, int]], label: str, size: Dim, place: tuple[int, int]
) -> Mismatch | None:
    """Takes one more size of a label; a size of 1 stretches to any other."""
    if label not in sizes:
        sizes[label], owners[label] = size, place
        return None
    held = sizes[label]
    if held is not None and size is not None and surely_clash(held, size):
        (first, at), (second, here) = owners[label], place
        axes = ((f"operands[{first}]", at, held), (f"operands[{second}]", here, size))
        return Mismatch("einsum", f"`{label}` is {held} and {size}", "ValueError", axes)
    sizes[label] = broadcast_dims(held, size)
    if size is not None and size == sizes[label] and size != 1:
        owners[label] = place
    return None
