"""Arrays as annotations describe them: jaxtyping's shapes in all their forms, `jax.Array`, `np.ndarray`."""

from __future__ import annotations

from dataclasses import replace

from jaxlint.domain.avals import Shape, Variadic, shaped
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    Array,
    Const,
    External,
    NumPyArray,
    PartialValue,
    PyTree,
    Tracedness,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures import annotations as rows
from jaxlint.signatures import shape_texts
from jaxlint.signatures.shape_texts import Names, Part
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.operators import as_leaf
from jaxlint.tracer.sizes import quietly, refined


@dataclass(frozen=True, slots=True)
class Stated:
    """An array, as an annotation describes it."""

    numpy: bool = False
    parts: tuple[Part, ...] | None = None
    """Its shape, if that is said: `shape_texts.stated_shape` gives it sizes, `shape_texts.contradiction` compares."""
    dtype: str | None = None
    optional: bool = False
    """It may be None."""
    class_name: str = "Shaped"
    """`Float` of `Float[Array, "b"]`."""
    typed: bool = False
    """jaxtyping says it, not only `jax.Array`, which many a program writes where it means any array."""
    like: bool = False
    """It may be a Python number, or an array of either library."""


def stated(t: Tracer, annotation: tree.Expr) -> Stated | None:
    """What an annotation says of an array; None if it is not certain that it describes one. Read once."""
    place = t.place(annotation.at)
    if place not in t.naming.annotations:
        choices = list(_choices(t, annotation))
        t.naming.annotations[place] = _of_choices(choices)
    return t.naming.annotations[place]


def _of_choices(choices: list[Stated | Value]) -> Stated | None:
    """What is true of whichever array of these a value is."""
    arrays = [choice for choice in choices if isinstance(choice, Stated)]
    others = [choice for choice in choices if not isinstance(choice, Stated) and choice != NONE]
    if not arrays or not all(isinstance(o, External) and o.name in rows.NUMBER_CLASSES for o in others):
        return None
    first, optional = arrays[0], NONE in choices
    if not others and all(one == first for one in arrays):
        return replace(first, optional=optional)
    # A number becomes an array of no axes where it is traced.
    fits = all(one.parts == first.parts for one in arrays) and (not others or first.parts == ())
    return Stated(
        parts=first.parts if fits else None,
        dtype=first.dtype if not others and all(one.dtype == first.dtype for one in arrays) else None,
        optional=optional,
        like=bool(others) or any(one.like or one.numpy is not first.numpy for one in arrays),
        numpy=all(one.numpy for one in arrays) and not others,
    )


def _choices(t: Tracer, node: tree.Expr) -> list[Stated | Value]:
    """What a value may be by its annotation: `A | B`, `Optional[A]`, `Union[A, B]`."""
    match node:
        case tree.Binary(op="|", left=left, right=right):
            return [*_choices(t, left), *_choices(t, right)]
        case tree.Constant(value=None):
            return [NONE]
        case tree.Subscript(value=base, index=index) if isinstance(base, (tree.Name, tree.Attribute)):
            named = quietly(t, base)
            if isinstance(named, External) and named.name in rows.UNIONS:
                parts = index.elements if isinstance(index, tree.Sequence) else (index,)
                if named.name == "typing.Annotated":
                    return _choices(t, parts[0])
                found = [choice for part in parts for choice in _choices(t, part)]
                return [*found, NONE] if named.name == "typing.Optional" else found
            if isinstance(named, External) and named.name in rows.JAXTYPING_DTYPES:
                return _meant(quietly(t, node))
        case tree.Name() | tree.Attribute():
            return _meant(quietly(t, node))
    return [UNKNOWN]


def _meant(value: Value) -> list[Stated | Value]:
    """The choices of a class, or of an alias for several: `Scalar = Union[float, Float[Array, ""]]`."""
    match value:
        case PartialValue(function=External("typing.Annotated"), args=(first, *_)):
            return _meant(first)
        case PartialValue(function=External(name), args=args) if name in rows.UNIONS:
            found = [choice for part in args for choice in _meant(part)]
            return [*found, NONE] if name == "typing.Optional" else found
    return [_array(value)]


def _array(value: Value) -> Stated | Value:
    """The array that a class, or `Float[Array, "b d"]`, or an alias of it describes."""
    match value:
        case External(name) if name in rows.ARRAY_CLASSES:
            return Stated()
        case External("jaxtyping.Scalar"):
            return Stated(parts=(), typed=True)
        case External(name) if name in rows.NUMPY_CLASSES:
            return Stated(numpy=True)
        case External(name) if name in rows.ARRAY_LIKE:
            return Stated(like=True)
        case PartialValue(function=External(name), args=(kind, Const(str() as text))) if (
            name in rows.JAXTYPING_DTYPES
        ):
            inner = _array(kind)
            if isinstance(inner, Stated):
                parts = shape_texts.parse(text)
                if inner.typed:
                    parts = None if parts is None or inner.parts is None else (*parts, *inner.parts)
                return Stated(
                    inner.numpy,
                    parts,
                    rows.EXACT_DTYPES.get(name, inner.dtype),
                    class_name=name.rpartition(".")[2],
                    typed=True,
                    like=inner.like,
                )
    return value


def described(t: Tracer, description: Stated, value: Value, sizes: Names) -> Value:
    """The value, with what its description adds to what is known of it."""
    given = shape_of_array(value)
    if given is not None and description.parts is not None:
        shape_texts.bind(description.parts, given, sizes)
    shape = shape_texts.stated_shape(description.parts, sizes, t.naming.new_size)
    match value:
        case PyTree() if description.like:
            if value.traced is Tracedness.DEFINITE and not description.optional:
                return replace(as_leaf(value), aval=shaped(shape, description.dtype))
            return value
        case PyTree() if not description.optional:
            return replace(as_leaf(value), aval=shaped(shape, description.dtype))
        case Array(aval=aval) if not description.numpy or description.like:
            return replace(value, aval=refined(aval, shape, description.dtype))
        case NumPyArray(aval=aval) if description.numpy or description.like:
            return replace(value, aval=refined(aval, shape, description.dtype))
    if value is not UNKNOWN or description.optional or description.like:
        return value
    made = shaped(shape, description.dtype)
    if description.numpy:
        return NumPyArray(made)
    # Many a program calls NumPy's arrays so as well: whether JAX stages what is done with it is not known.
    return Array(made, Tracedness.POSSIBLE, t.level) if t.regions else Array(made)


def shape_of_array(value: Value) -> Shape | Variadic | None:
    """The shape of an array, as far as it is known."""
    if not isinstance(value, (Array, NumPyArray)):
        return None
    return value.aval.variadic or value.aval.shape
