"""What a program says of its arrays' shapes beside making them: `b, d = x.shape`, `assert x.ndim == 2`.

A size that is read from an array of which it is not known gets a symbol, and the variable that holds the array
is known to have it from then on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from jaxlint.domain.avals import Aval, Shape, Variadic, both, shaped
from jaxlint.domain.dims import Dim, Symbol
from jaxlint.domain.renaming import symbols_in, with_symbols
from jaxlint.domain.values import (
    Array,
    External,
    NumPyArray,
    PyTree,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures.shapes import same_size, unknown_dims, with_size
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.operators import as_leaf
from jaxlint.tracer.state import Slot

SAYING = frozenset({tree.Attribute, tree.Call, tree.Subscript})
"""Expressions by which a program may ask for a shape."""
MOST_NAMED = 4
"""Axes that are named one by one where the rank is unknown."""


def own_array(t: Tracer, node: tree.Expr) -> Array | NumPyArray | None:
    """The array that a variable of the running function holds."""
    if not isinstance(node, tree.Name) or t.frame is None or t.state is None:
        return None
    slot = t.state.read(t.frame.serial, node.id)
    match None if slot is None else slot.value:
        case Array() | NumPyArray() as array:
            return array
        case PyTree() as argument:
            return as_leaf(argument)
    return None


def learn(t: Tracer, node: tree.Expr, shape: Shape) -> None:
    """The array in a variable has this shape; a None in it says nothing, and such a size gets a symbol."""
    array = own_array(t, node)
    if array is None or not isinstance(node, tree.Name):
        return
    known = array.aval.shape
    if known is not None and len(known) != len(shape):
        return
    if array.aval.variadic is not None:
        shape = refined(Aval(shape), array.aval.variadic).shape or shape
    merged = shape if known is None else tuple(map(same_size, zip(known, shape, strict=True)))
    if merged == known and None not in merged:
        return
    merged = tuple(
        t.naming.new_size(f"{node.id}.shape[{axis}]") if size is None else size
        for axis, size in enumerate(merged)
    )
    slot = t.live.read(t.current.serial, node.id)
    assert slot is not None
    changed = replace(array, aval=array.aval.with_shape(merged))
    t.live.write(t.current.serial, node.id, Slot(changed, slot.version))


def learn_variadic(t: Tracer, node: tree.Expr, shape: Variadic) -> None:
    """The array in a variable, of unknown rank, has this shape."""
    array = own_array(t, node)
    if array is None or array.aval.shape is not None or not isinstance(node, tree.Name):
        return
    slot = t.live.read(t.current.serial, node.id)
    assert slot is not None
    t.live.write(
        t.current.serial, node.id, Slot(replace(array, aval=array.aval.with_shape(shape)), slot.version)
    )


def learn_middle(t: Tracer, node: tree.Expr, shape: Variadic) -> None:
    """The array in a variable has this shape, beside what is known of it."""
    array = own_array(t, node)
    if array is None or not shape:
        return
    if array.aval.shape is not None:
        said = refined(Aval(tuple(None for _ in array.aval.shape)), shape).shape
        if said is not None:
            learn(t, node, said)
    else:
        learn_variadic(t, node, shape if array.aval.variadic is None else both(shape, array.aval.variadic))


def _shape_read(t: Tracer, node: tree.Expr) -> tree.Name | None:
    """`x` of `x.shape` and `jnp.shape(x)`."""
    match node:
        case tree.Attribute(value=tree.Name() as name, attr="shape"):
            return name
        case tree.Call(func=tree.Attribute(attr="shape") as function, args=(argument,)):
            if isinstance(argument.value, tree.Name) and not argument.stars and argument.keyword is None:
                named = quietly(t, function)
                if isinstance(named, External) and named.name in ("jax.numpy.shape", "numpy.shape"):
                    return argument.value
    return None


def quietly(t: Tracer, node: tree.Expr) -> Value:
    """The value of an expression that is evaluated once more."""
    recording, t.recording = t.recording, False
    try:
        return t.evaluate(node)
    finally:
        t.recording = recording


def foresee(t: Tracer, node: tree.Assign) -> None:
    """Before `b, d = x.shape` and `n = x.shape[0]` are executed: sizes get the names that the program gives them."""
    if len(node.targets) != 1 or type(node.value) not in SAYING:
        return
    value = node.value
    match node.targets[0]:
        case tree.Sequence(elements=elements):
            targets = [each.value if isinstance(each, tree.Starred) else each for each in elements]
            names = [target.id for target in targets if isinstance(target, tree.Name)]
            star = next((at for at, each in enumerate(elements) if isinstance(each, tree.Starred)), None)
            read = _shape_read(t, value)
            if len(names) < len(elements):
                return
            if read is not None and star is None:
                _name_sizes(t, read, lambda axis: names[axis], len(names))
            elif read is not None and star is not None:
                name_around(t, read, names[:star], names[star + 1 :], names[star])
            elif star is None and isinstance(value, tree.Subscript) and isinstance(value.index, tree.Slice):
                _name_slice(t, value.value, value.index, names)
        case tree.Name(id=name) if isinstance(value, tree.Subscript):
            read = _shape_read(t, value.value)
            at = axis_of(value.index)
            if read is not None and at is not None:
                name_size(t, read, at, name)


def axis_of(node: tree.Expr) -> int | None:
    match node:
        case tree.Constant(value=int(at)) if not isinstance(at, bool):
            return at
        case tree.Unary(op="-", operand=tree.Constant(value=int(at))):
            return -at
    return None


def _name_sizes(t: Tracer, node: tree.Name, name_of: Callable[[int], str], rank: int) -> None:
    array = own_array(t, node)
    if array is None or (array.aval.shape is not None and None not in array.aval.shape):
        return
    known = array.aval.shape or unknown_dims(rank)
    if len(known) != rank:
        return
    named = tuple(
        t.naming.new_size(_label(name_of(axis), node, axis)) if size is None else None
        for axis, size in enumerate(known)
    )
    learn(t, node, named)


def _label(name: str, node: tree.Name, axis: int) -> str:
    return f"{node.id}.shape[{axis}]" if set(name) == {"_"} else name


def _name_slice(t: Tracer, shape: tree.Expr, window: tree.Slice, names: list[str]) -> None:
    """`n, d = x.shape[-2:]`, `b, n = x.shape[:2]`."""
    read = _shape_read(t, shape)
    first = None if window.lower is None else axis_of(window.lower)
    last = None if window.upper is None else axis_of(window.upper)
    if read is None or window.step is not None:
        return
    if window.upper is None and first == -len(names):
        name_around(t, read, [], names, "_")
    elif window.lower is None and last == len(names):
        name_around(t, read, names, [], "_")


def name_around(t: Tracer, node: tree.Name, before: list[str], behind: list[str], middle: str) -> None:
    """`n, *rest, d = x.shape`: as many dimensions get names, and those between them one."""
    array = own_array(t, node)
    if array is None or max(len(before), len(behind)) > MOST_NAMED:
        return
    least = len(before) + len(behind)
    known = array.aval.shape
    if known is not None:
        if len(known) >= least and None in known:
            labels = dict(enumerate(before))
            labels |= {len(known) - len(behind) + at: name for at, name in enumerate(behind)}
            sizes = tuple(
                t.naming.new_size(_label(labels[at], node, at)) if size is None and at in labels else size
                for at, size in enumerate(known)
            )
            learn(t, node, sizes)
        return
    shape = array.aval.variadic or Variadic()
    lead, trail = max(len(shape.lead), len(before)), max(len(shape.trail), len(behind))
    if lead + trail > max(shape.least_rank, least):
        # What is known of the front and of the end may be of the same dimensions.
        return

    def named(axis: int, names: list[str]) -> Dim:
        label = names[axis] if -len(names) <= axis < len(names) else "_"
        return shape.at(axis) or t.naming.new_size(_label(label, node, axis))

    rest = shape.rest
    if rest is None or lead + trail > shape.least_rank:
        window = f"[{lead or ''}:{-trail or ''}]" if lead or trail else ""
        name = f"{node.id}.shape{window}" if set(middle) == {"_"} else middle
        rest = t.naming.new_size(name, many=True)
    found = Variadic(
        tuple(named(axis, before) for axis in range(lead)),
        rest,
        tuple(named(axis, behind) for axis in range(-trail, 0)),
    )
    learn_variadic(t, node, found)


def name_middle(t: Tracer, node: tree.Name, before: int, behind: int) -> None:
    """`x.shape[before:-behind]` of an array of unknown rank is read: these dimensions get a name, if they have none.

    There are as many others around them: a program that reads `x.shape[:-1]` has no scalars in mind.
    """
    array = own_array(t, node)
    if array is None or array.aval.shape is not None or max(before, behind) > MOST_NAMED:
        return
    known = array.aval.variadic or Variadic()
    if known.rest is None and not (before and behind):
        name_around(t, node, ["_"] * before, ["_"] * behind, "_")


def name_size(t: Tracer, node: tree.Name, axis: int, name: str | None = None) -> None:
    """The size of one axis is read: it gets a symbol if it has none."""
    array = own_array(t, node)
    shape = None if array is None else array.aval.shape
    if array is not None and shape is None and -MOST_NAMED <= axis < MOST_NAMED:
        variadic = array.aval.variadic or Variadic()
        if variadic.at(axis) is None and (axis < 0 or not variadic.trail):
            symbol = t.naming.new_size(name or f"{node.id}.shape[{axis}]")
            learn_variadic(t, node, variadic.with_size(axis, symbol))
    if shape is None or not -len(shape) <= axis < len(shape) or shape[axis] is not None:
        return
    at = axis % len(shape)
    symbol = t.naming.new_size(name or f"{node.id}.shape[{at}]")
    learn(t, node, with_size(unknown_dims(len(shape)), at, symbol))


def name_read(t: Tracer, node: tree.Subscript) -> None:
    """`x.shape[0]` and `x.shape[:-1]` in an expression."""
    match node:
        case tree.Subscript(
            value=tree.Attribute(value=tree.Name() as name, attr="shape"),
            index=tree.Slice(lower=lower, upper=upper),
        ):
            first = None if lower is None else axis_of(lower)
            last = None if upper is None else axis_of(upper)
            if (last is None) is (upper is None) and (first is None) is (lower is None):
                name_middle(t, name, max(first or 0, 0), max(-(last or 0), 0))
        case tree.Subscript(value=tree.Attribute(value=tree.Name() as name, attr="shape"), index=index):
            at = axis_of(index)
            if at is not None:
                name_size(t, name, at)


# Symbols of calls


def renewed(t: Tracer, value: Value, since: int) -> Value:
    """A value that is used a second time: symbols that were made for the first are others now."""
    own = {symbol for symbol in symbols_in(value) if symbol.scope > since}
    if not own:
        return value
    fresh = {symbol: t.naming.new_size(symbol.name, symbol.many) for symbol in own}
    return with_symbols(value, lambda symbol: fresh.get(symbol, symbol))


def generalized(value: Value, since: int) -> Value:
    """A value that stands for many: what was named in making it is another size in each."""

    def forget(symbol: Symbol) -> Dim:
        return None if symbol.scope > since else symbol

    return with_symbols(value, forget) if any(s.scope > since for s in symbols_in(value)) else value


def refined(aval: Aval, shape: Shape | Variadic | None, dtype: str | None = None) -> Aval:
    """What is known of an array, with what else is said of it."""
    known = aval.shape
    if known is None:
        said = shape if shape is not None and aval.variadic is None else _more(aval.variadic, shape)
        return shaped(said, aval.dtype or dtype, aval.weak)
    if isinstance(shape, Variadic):
        said = (*shape.lead, *(None,) * (len(known) - shape.least_rank), *shape.trail)
        shape = said if len(said) == len(known) else None
    if shape is not None and len(shape) == len(known) and None in known:
        known = tuple(s if k is None else k for k, s in zip(known, shape, strict=True))
    return Aval(known, aval.dtype or dtype, aval.weak)


def _more(known: Variadic | None, said: Shape | Variadic | None) -> Shape | Variadic | None:
    """The one of two descriptions of a shape of unknown rank that says more."""
    if known is None or (said is not None and not isinstance(said, Variadic)):
        return said
    if said is None or said.least_rank <= known.least_rank:
        return known
    return said
