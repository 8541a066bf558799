"""What the rules about types that must agree have in common: how they name types and functions."""

from __future__ import annotations

from jaxlint.domain.avals import Aval
from jaxlint.domain.dtypes import at_width
from jaxlint.domain.lattice import host_type
from jaxlint.domain.values import Array, Const, Extent, Host, NumPyArray, TupleValue, Value, VariadicTuple
from jaxlint.tracer.structures import Branch, Difference, surely_other_shape

SHORT = 30
"""Characters of a structure that are shown."""


def both(difference: Difference) -> tuple[str, str]:
    """The two types, each in few words; of two leaves only what is known to differ where the rest is not known."""
    first, second = difference.first, difference.second
    if isinstance(first, Aval) and isinstance(second, Aval):
        if None in (first.dtype, second.dtype):
            return f"shape {_shape(first)}", f"shape {_shape(second)}"
        if first.shape is None or second.shape is None or not surely_other_shape(first, second):
            alike = first.shape == second.shape and first.shape is not None
            return _leaf(first, alike), _leaf(second, alike)
    if (
        isinstance(first, Branch)
        and isinstance(second, Branch)
        and first.identity == second.identity == "dict"
    ):
        return _dicts(first, second)
    return shown(first), shown(second)


def _dicts(first: Branch, second: Branch) -> tuple[str, str]:
    """Two dicts by the keys that only one of them has."""
    ours, theirs = ([str(step.key) for step, _ in one.children or ()] for one in (first, second))
    lost, new = [key for key in ours if key not in theirs], [key for key in theirs if key not in ours]
    if lost and new:
        return f"a dict with {', '.join(lost)}", f"one with {', '.join(new)}"
    if lost:
        return f"a dict with {', '.join(lost)}", "one without"
    return f"a dict without {', '.join(new)}", "one with it" if len(new) == 1 else "one with them"


def shown(tree: Aval | Branch) -> str:
    """A leaf as JAX prints it, as wide as without jax_enable_x64; of a container, its kind and size."""
    if isinstance(tree, Aval):
        return "an array" if tree.dtype is None or tree.shape is None else _leaf(tree, whole=True)
    return tree.shown if len(tree.shown) <= SHORT else tree.shown.partition(" with ")[0]


def _leaf(aval: Aval, whole: bool) -> str:
    dtype = "" if aval.dtype is None else at_width(aval.dtype, x64=False)
    if not whole or aval.shape is None:
        return dtype
    return f"{dtype}[{','.join('?' if size is None else str(size) for size in aval.shape)}]"


def _shape(aval: Aval) -> str:
    sizes = [] if aval.shape is None else ["?" if size is None else str(size) for size in aval.shape]
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(sizes)})"


def called(name: str, otherwise: str) -> str:
    """A function as a message names it; a lambda has no name."""
    return otherwise if name in ("<lambda>", "the function") else f"`{name}`"


def kind_of(value: Value) -> str:
    """What a value is that is no function."""
    match value:
        case Array(aval=aval) | NumPyArray(aval=aval) if aval.dtype is not None and aval.shape is not None:
            return shown(aval)
        case Array() | NumPyArray():
            return "an array"
        case Const(None):
            return "None"
        case TupleValue() | VariadicTuple():
            return "a tuple"
        case Const() | Host() | Extent():
            return f"a Python {host_type(value)}"
    return "a container"
