"""Whether two results agree, and a few words on where they do not."""

from __future__ import annotations

import math

from jaxlint.verify.observation import Leaf, LeafKind, Tree

_TOLERANCE = {
    "float16": (1e-2, 1e-3),
    "bfloat16": (5e-2, 1e-2),
    "float64": (1e-9, 1e-12),
    "complex128": (1e-9, 1e-12),
}
_DEFAULT_TOLERANCE = (1e-4, 1e-5)
"""Relative and absolute: fused float32 arithmetic rounds otherwise than one operation after another."""


def difference(found: Tree, wanted: Tree, *, values: bool = True, nan_matches: bool = False) -> str | None:
    """How `found` disagrees with `wanted`, or None.

    Without `values`, structure, shapes and dtypes alone count. With `nan_matches`, an element that is NaN in
    `wanted` may be anything.
    """
    if found.structure != wanted.structure:
        return f"the structure {found.structure} where {wanted.structure} is expected"
    for index, (ours, theirs) in enumerate(zip(found.leaves, wanted.leaves, strict=True)):
        problem = _leaf_difference(ours, theirs, values, nan_matches)
        if problem is not None:
            return problem if len(found.leaves) == 1 else f"leaf {index}: {problem}"
    return None


def has_nan(tree: Tree) -> bool:
    """Whether some element of the result is NaN."""
    return any(leaf.code == "d" and any(map(math.isnan, leaf.numbers())) for leaf in tree.leaves)


def is_zero(tree: Tree) -> bool:
    """Whether the result is made of numbers, and all of them are zero."""
    leaves = tree.leaves
    return bool(leaves) and all(leaf.code and not any(leaf.numbers()) for leaf in leaves)


def describe(tree: Tree) -> str:
    """The result in a few words."""
    shown = [_describe_leaf(leaf) for leaf in tree.leaves[:3]]
    rest = len(tree.leaves) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "") if shown else tree.structure


def _describe_leaf(leaf: Leaf) -> str:
    if not leaf.code:
        return leaf.text
    numbers = leaf.numbers()
    if leaf.dtype.startswith("complex"):
        words = [f"{re:.6g}{im:+.6g}j" for re, im in zip(numbers[:8:2], numbers[1:8:2], strict=True)]
        size = len(numbers) // 2
    else:
        words = [_word(leaf, number) for number in numbers[:4]]
        size = len(numbers)
    if leaf.shape == ():
        return words[0]
    return f"{leaf.dtype}{list(leaf.shape)} [{' '.join(words)}{' ...' if size > 4 else ''}]"


def _word(leaf: Leaf, number: float) -> str:
    return str(bool(number)) if leaf.dtype == "bool" else f"{number:.8g}" if leaf.code == "d" else str(number)


def _leaf_difference(ours: Leaf, theirs: Leaf, values: bool, nan_matches: bool) -> str | None:
    here, there = _describe_leaf(ours), _describe_leaf(theirs)
    if not ours.code or not theirs.code:
        same = ours.kind == theirs.kind and ours.text == theirs.text and ours.code == theirs.code
        return None if same else f"{here} where {there} is expected"
    if ours.shape != theirs.shape:
        return f"shape {list(ours.shape)} where {list(theirs.shape)} is expected"
    if not _dtypes_agree(ours, theirs):
        return f"{here} of {ours.dtype} where {there} of {theirs.dtype} is expected"
    place = _first_disagreement(ours, theirs, nan_matches) if values else None
    if place is None:
        return None
    if ours.shape == ():
        return f"{here} where {there} is expected"
    index, found, wanted = place
    here, there = _word(ours, found), _word(theirs, wanted)
    return f"{here} where {there} is expected, at element {index} of {ours.dtype}{list(ours.shape)}"


def _dtypes_agree(ours: Leaf, theirs: Leaf) -> bool:
    if LeafKind.NUMBER in (ours.kind, theirs.kind):
        return _sort(ours.dtype) == _sort(theirs.dtype)
    return ours.kind == theirs.kind and ours.dtype == theirs.dtype


def _sort(dtype: str) -> str:
    return next(word for word in ("bool", "int", "complex", "float", dtype) if word in dtype)


def _first_disagreement(ours: Leaf, theirs: Leaf, nan_matches: bool) -> tuple[int, float, float] | None:
    """Index and both values of the first pair of elements beyond the tolerance."""
    if ours.code == theirs.code and ours.data == theirs.data:
        return None
    relative, absolute = max(
        _TOLERANCE.get(ours.dtype, _DEFAULT_TOLERANCE), _TOLERANCE.get(theirs.dtype, _DEFAULT_TOLERANCE)
    )
    parts = 2 if ours.dtype.startswith("complex") or theirs.dtype.startswith("complex") else 1
    exact = ours.code != "d" and theirs.code != "d"
    for position, (a, b) in enumerate(zip(ours.numbers(), theirs.numbers(), strict=True)):
        if a == b or (math.isnan(b) and (nan_matches or math.isnan(a))):
            continue
        # An infinity has every finite number within its relative tolerance.
        near = not exact and math.isfinite(a) and math.isfinite(b)
        if not near or abs(a - b) > absolute + relative * abs(b):
            return position // parts, a, b
    return None
