"""What tests of shapes, ranks and sizes say: `assert x.ndim == 2`, `if x.shape[0] != y.shape[0]: raise`."""

from __future__ import annotations

from jaxlint.domain.avals import Shape, Variadic
from jaxlint.domain.dims import Dim, Symbol, substitute, symbols_of
from jaxlint.domain.renaming import symbols_in, with_symbols
from jaxlint.domain.values import (
    Const,
    Extent,
    Host,
    TupleValue,
    Value,
    VariadicTuple,
    size_of_number,
    tuple_of,
)
from jaxlint.program import tree
from jaxlint.signatures.shapes import unknown_dims, with_size
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.sizes import (
    MOST_NAMED,
    axis_of,
    learn,
    learn_middle,
    learn_variadic,
    name_middle,
    own_array,
    quietly,
)
from jaxlint.tracer.state import Slot


def learn_equal(t: Tracer, left: tree.Expr, right: tree.Expr) -> None:
    """`left == right` holds: of shapes, ranks and sizes that is worth keeping."""
    for one, other in ((left, right), (right, left)):
        match one:
            case tree.Attribute(value=tree.Name() as array, attr="shape"):
                said = quietly(t, other)
                shape = _shape_of(said)
                if shape is not None:
                    learn(t, array, shape)
                elif isinstance(said, VariadicTuple):
                    learn_middle(t, array, said.shape)
            case (
                tree.Attribute(value=tree.Name() as array, attr="ndim")
                | tree.Call(
                    func=tree.Name(id="len"),
                    args=(tree.Argument(value=tree.Attribute(value=tree.Name() as array, attr="shape")),),
                )
            ):
                rank = size_of_number(quietly(t, other))
                if isinstance(rank, int) and 0 <= rank < 32:
                    learn(t, array, unknown_dims(rank))
            case tree.Subscript(value=tree.Attribute(value=tree.Name() as array, attr="shape"), index=index):
                learn_size(t, array, axis_of(index), size_of_number(quietly(t, other)))


def learn_size(t: Tracer, node: tree.Name, axis: int | None, size: Dim) -> None:
    array = own_array(t, node)
    shape = None if array is None else array.aval.shape
    if shape is not None and axis is not None and -len(shape) <= axis < len(shape):
        learn(t, node, with_size(unknown_dims(len(shape)), axis % len(shape), size))
    elif (
        array is not None
        and shape is None
        and axis is not None
        and size is not None
        and abs(axis) < MOST_NAMED
    ):
        variadic = array.aval.variadic or Variadic()
        known = variadic.at(axis)
        if known is None or isinstance(size, int):
            learn_variadic(t, node, variadic.with_size(axis, size))


def _shape_of(value: Value) -> Shape | None:
    """A tuple of sizes that a shape is compared with."""
    if not isinstance(value, TupleValue):
        return None
    if not all(isinstance(item, (Const, Extent, Host)) for item in value.items):
        return None
    return tuple(map(size_of_number, value.items))


def learn_shape(t: Tracer, node: tree.Expr | None, shape: Value) -> None:
    """`assert_shape(node, shape)`: None and what is not known stand for any size."""
    if node is None or not isinstance(shape, TupleValue):
        return
    sizes = tuple(map(size_of_number, shape.items))
    if Const(...) not in shape.items:
        learn(t, node, sizes)
    elif shape.items.count(Const(...)) == 1:
        at = shape.items.index(Const(...))
        learn_middle(t, node, Variadic(sizes[:at], None, sizes[at + 1 :]))


def settle(t: Tracer, test: tree.Expr, holds: bool) -> None:
    """From here on a test `holds`, or does not, on every path: sizes that are equal get one name."""
    match test:
        case tree.Unary(op="not", operand=inner):
            settle(t, inner, not holds)
        case tree.Boolean(op=op, left=left, right=right) if (op == "and") is holds:
            settle(t, left, holds)
            settle(t, right, holds)
        case tree.Compare(left=left, rest=rest):
            wanted = "==" if holds else "!="
            if any(op != wanted for op, _ in rest) or (len(rest) > 1 and not holds):
                return
            for _, right in rest:
                if _reads_sizes(left) and _reads_sizes(right):
                    learn_equal(t, left, right)
                    equate(t, quietly(t, left), quietly(t, right))
                left = right


def _reads_sizes(node: tree.Expr) -> bool:
    """Whether an expression reads a number or a shape, and does nothing else."""
    match node:
        case tree.Name() | tree.Constant():
            return True
        case tree.Attribute(value=value):
            return _reads_sizes(value)
        case tree.Subscript(value=value, index=tree.Slice() | tree.Constant() | tree.Unary()):
            return _reads_sizes(value)
        case tree.Sequence(elements=elements):
            return all(map(_reads_sizes, elements))
    return False


def equate(t: Tracer, a: Value, b: Value) -> None:
    """Two numbers, or two tuples of sizes, are equal: the variables of the running function say so."""
    match a, b:
        case TupleValue(items=one), TupleValue(items=other) if len(one) == len(other):
            for x, y in zip(one, other, strict=True):
                _equate_sizes(t, size_of_number(x), size_of_number(y))
        case VariadicTuple(shape=x), VariadicTuple(shape=y):
            _equate_middles(t, x, y)
        case ((Const() | Extent()), (Const() | Extent())):
            _equate_sizes(t, size_of_number(a), size_of_number(b))


def same_shape(t: Tracer, a: tree.Expr, b: tree.Expr) -> None:
    """Two variables hold arrays of one shape."""
    for node in (a, b):
        if isinstance(node, tree.Name):
            name_middle(t, node, 0, 0)
    for node, other in ((a, b), (b, a)):
        shape = _shape_in(t, other)
        if isinstance(shape, Variadic):
            learn_middle(t, node, shape)
        elif shape is not None:
            learn(t, node, shape)
    one, other_one = _shape_in(t, a), _shape_in(t, b)
    if one is not None and other_one is not None:
        equate(t, tuple_of(one), tuple_of(other_one))


def _shape_in(t: Tracer, node: tree.Expr) -> Shape | Variadic | None:
    array = own_array(t, node)
    return None if array is None else array.aval.variadic or array.aval.shape


def _equate_middles(t: Tracer, a: Variadic, b: Variadic) -> None:
    if len(a.lead) != len(b.lead) or len(a.trail) != len(b.trail):
        return
    for x, y in zip((*a.lead, *a.trail), (*b.lead, *b.trail), strict=True):
        _equate_sizes(t, x, y)
    if a.rest is not None and b.rest is not None and a.rest != b.rest:
        older, newer = sorted((a.rest, b.rest), key=_age)
        _rename(t, newer, older)


def _age(symbol: Symbol) -> int:
    return symbol.scope


def _equate_sizes(t: Tracer, a: Dim, b: Dim) -> None:
    if isinstance(a, Symbol) and isinstance(b, Symbol):
        a, b = sorted((a, b), key=_age)
    one, other = (b, a) if isinstance(b, Symbol) else (a, b)
    if other is None or not isinstance(one, Symbol) or one in symbols_of(other):
        return
    # As many elements may lie in other dimensions.
    if not any(symbol.many for symbol in (one, *symbols_of(other))):
        _rename(t, one, other)


def _rename(t: Tracer, old: Symbol, new: Dim) -> None:
    def change(symbol: Symbol) -> Dim:
        return new if symbol == old else symbol

    frame = t.current
    for name, slot in list((t.live.cells(frame.serial) or {}).items()):
        if isinstance(slot, Slot) and old in symbols_in(slot.value):
            t.live.write(frame.serial, name, Slot(with_symbols(slot.value, change), slot.version))
    for name, size in frame.noting().sizes.sizes.items():
        frame.noting().sizes.sizes[name] = substitute(size, change)
