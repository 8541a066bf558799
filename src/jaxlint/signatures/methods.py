"""Methods and attributes of arrays: JAX's, by the rows of the functions that they call, and NumPy's."""

from __future__ import annotations

import enum
import functools
from collections.abc import Iterator

from jaxlint.domain.avals import Aval
from jaxlint.domain.dtypes import real_part
from jaxlint.domain.values import TupleValue, Value
from jaxlint.records import dataclass
from jaxlint.signatures.manipulation import astype, permuted, reshaped
from jaxlint.signatures.numpy_shapes import jax_rule, shape_only
from jaxlint.signatures.one_array import SILENT
from jaxlint.signatures.reading import numpy_dtype, operand
from jaxlint.signatures.rows import Family, Table
from jaxlint.signatures.shapes import product
from jaxlint.signatures.signature import Arguments, Conversion, Makes, Mismatch, Outcome, ShapeRule, Signature

_JAX, _NUMPY = "jax.Array", "numpy.ndarray"

# Methods of a JAX array that are the function of that name in jax.numpy.
_JAX_METHODS = """
    all any: self, static axis=?, out=?, static keepdims=?, *, where=?
    argmax argmin ptp: self, static axis=?, out=?, static keepdims=?
    argsort: self, static axis=?, *, static kind=?, static order=?, static stable=?, static descending=?
    conj conjugate: self
    copy: self
    cumprod cumsum: self, static axis=?, static dtype=?, out=?
    diagonal: self, static offset=?, static axis1=?, static axis2=?
    dot: self, b, *, static precision=?, static preferred_element_type=?
    max min: self, static axis=?, out=?, static keepdims=?, initial=?, where=?
    mean: self, static axis=?, static dtype=?, out=?, static keepdims=?, *, where=?
    prod sum: self, static axis=?, static dtype=?, out=?, static keepdims=?, initial=?, where=?,
        static promote_integers=?
    ravel: self, static order=?, *, out_sharding=?
    repeat: self, static repeats, static axis=?, *, static total_repeat_length=?, out_sharding=?
    round: self, static decimals=?, out=?
    searchsorted: self, v, static side=?, sorter=?, *, static method=?
    sort: self, static axis=?, *, static kind=?, static order=?, static stable=?, static descending=?
    squeeze: self, static axis=?
    std var: self, static axis=?, static dtype=?, out=?, ddof=?, static keepdims=?, *, where=?, correction=?
    swapaxes: self, static axis1, static axis2
    take: self, indices, static axis=?, out=?, static mode=?, static unique_indices=?,
        static indices_are_sorted=?,
        static fill_value=?
    trace: self, offset=?, static axis1=?, static axis2=?, static dtype=?, out=?
"""
_SELF = {"conj": "x", "conjugate": "x"}
"""What the function calls its array, where that is not `a`."""


def _as_function(name: str, **renamed: str) -> ShapeRule:
    """The rule of `x.sum(...)` from that of `jnp.sum(x, ...)`."""
    rule = jax_rule(f"jax.numpy.{name}")
    names = {"self": "a", **renamed}
    return lambda args: rule(Arguments({names.get(key, key): value for key, value in args.items()}))


def _only_shape(rule: ShapeRule) -> ShapeRule:
    return lambda args: shape_only(rule(args))


def _sizes(args: Arguments, name: str) -> Value | None:
    """`x.reshape(2, 3)` and `x.reshape((2, 3))` ask for the same."""
    packed = args.get(name)
    if isinstance(packed, TupleValue) and len(packed.items) == 1:
        return packed.items[0]
    return packed


def _reshape(name: str) -> ShapeRule:
    def rule(args: Arguments) -> Outcome:
        source = operand(args.get("self"))
        shape = None if source is None else reshaped(source.shape, _sizes(args, name))
        if source is None or shape is SILENT:
            return None
        return shape if isinstance(shape, Mismatch) else Aval(shape, source.dtype, source.weak)

    return rule


def _transpose(name: str) -> ShapeRule:
    def rule(args: Arguments) -> Outcome:
        source, order = operand(args.get("self")), _sizes(args, name)
        if isinstance(order, TupleValue) and not order.items:
            order = None
        if order is not None and not isinstance(order, TupleValue):
            order = TupleValue((order,))
        if source is None:
            return None
        shape = permuted(source.shape, order)
        if isinstance(shape, Mismatch):
            return None if shape is SILENT else shape
        return Aval(shape, source.dtype, source.weak)

    return rule


def _flatten(args: Arguments) -> Outcome:
    return jax_rule("jax.numpy.ravel")(Arguments({"a": args["self"]}))


def _itself(args: Arguments) -> Outcome:
    return operand(args.get("self"))


def _one_item(args: Arguments) -> Outcome:
    """`x.item()` of an array of one element, `x.item(i)` of any."""
    source, packed = operand(args.get("self")), args.get("args")
    if source is None or source.shape is None:
        return None
    chosen = isinstance(packed, TupleValue) and len(packed.items) > 0
    return source.with_shape(()) if chosen or product(source.shape) == 1 else None


def _jax_families() -> Iterator[Family]:
    for name, spec in Family(_JAX, _JAX_METHODS).lines():
        renamed = {"self": _SELF[name]} if name in _SELF else {}
        yield Family(_JAX, f"{name}: {spec}", _as_function(name, **renamed))
    yield Family(_JAX, "astype: self, static dtype, copy=?, device=?", astype("self"))
    yield Family(_JAX, "clip: self, min=?, max=?", _as_function("clip", self="arr"))
    yield Family(_JAX, "flatten: self, static order=?, *, out_sharding=?", _flatten)
    yield Family(_JAX, "reshape: self, static *args, static order=?, out_sharding=?", _reshape("args"))
    yield Family(_JAX, "transpose: self, static *args", _transpose("args"))
    yield Family(
        _JAX,
        """
        argpartition: self, static kth, static axis=?
        byteswap: self
        choose: self, choices, out=?, static mode=?
        compress: self, condition, static axis=?, *, out=?, static size=?, fill_value=?
        view: self, static dtype=?, type=?
        to_device: self, device, *, stream=?
        clone block_until_ready: self
        addressable_data: self, index
        """,
    )
    yield Family(_JAX, "nonzero: self, *, fill_value=?, static size=?", makes=Makes.ARRAYS)
    yield Family(_JAX, "item: concrete self, *args", _one_item, Makes.NUMBERS, None, None, Conversion.INTEGER)
    yield Family(_JAX, "__int__: concrete self", None, Makes.HOST, "int", None, Conversion.INTEGER)
    yield Family(_JAX, "__index__: concrete self", None, Makes.HOST, "int", None, Conversion.INDEX)
    yield Family(_JAX, "__float__: concrete self", None, Makes.HOST, "float", None, Conversion.NUMBER)
    yield Family(_JAX, "tolist: concrete self", _itself, Makes.NUMBERS, "list", None, Conversion.NUMBER)
    yield Family(_JAX, "tobytes: concrete self, order=?", None, Makes.HOST, "bytes", None, Conversion.NUMBER)
    yield Family(_JAX, "__array__: concrete self, *args, **kwargs", None, Makes.NUMPY)
    yield Family(_JAX, "delete copy_to_host_async: self", None, Makes.NONE)
    yield Family(
        _JAX,
        "devices is_deleted is_ready on_device_size_in_bytes platform unsafe_buffer_pointer: concrete self",
        None,
        Makes.HOST,
        None,
        None,
        Conversion.NUMBER,
    )


_NUMPY_METHODS = """
    all any: self, /, axis=?, out=?, keepdims=?, *, where=?
    argmax argmin: self, /, axis=?, out=?, *, keepdims=?
    argsort: self, /, axis=?, kind=?, order=?, *, stable=?
    cumprod cumsum: self, /, axis=?, dtype=?, out=?
    diagonal: self, /, offset=?, axis1=?, axis2=?
    max min: self, /, axis=?, out=?, **kwargs
    mean prod sum: self, /, axis=?, dtype=?, out=?, **kwargs
    ravel: self, /, order=?
    repeat: self, repeats, /, axis=?
    round: self, /, decimals=?, out=?
    squeeze: self, /, axis=?
    std var: self, /, axis=?, dtype=?, out=?, ddof=?, **kwargs
    swapaxes: self, axis1, axis2, /
    trace: self, /, offset=?, axis1=?, axis2=?, dtype=?, out=?
"""


def _numpy_families() -> Iterator[Family]:
    for name, spec in Family(_NUMPY, _NUMPY_METHODS).lines():
        yield Family(_NUMPY, f"{name}: {spec}", _only_shape(_as_function(name)), Makes.NUMPY)
    yield Family(
        _NUMPY, "reshape: self, /, *shape, order=?, copy=?", _only_shape(_reshape("shape")), Makes.NUMPY
    )
    yield Family(_NUMPY, "transpose: self, /, *axes", _only_shape(_transpose("axes")), Makes.NUMPY)
    yield Family(_NUMPY, "flatten: self, /, order=?", _only_shape(_flatten), Makes.NUMPY)
    yield Family(
        _NUMPY, "astype: self, /, dtype, order=?, casting=?, subok=?, copy=?", _numpy_astype, Makes.NUMPY
    )
    yield Family(_NUMPY, "conj conjugate: self, /\n copy: self, /, order=?", _numpy_same, Makes.NUMPY)
    yield Family(
        _NUMPY,
        """
        argpartition: self, kth, /, axis=?, kind=?, order=?
        byteswap: self, /, inplace=?
        choose: self, /, concrete choices, out=?, mode=?
        clip: self, /, concrete min=?, concrete max=?, out=?, **kwargs
        compress: self, /, concrete condition, axis=?, out=?
        dot: self, concrete other, /, out=?
        getfield: self, /, dtype, offset=?
        searchsorted: self, concrete v, /, side=?, concrete sorter=?
        take: self, concrete indices, /, axis=?, out=?, mode=?
        view: self, /, *args, **kwargs
        """,
        makes=Makes.NUMPY,
    )
    yield Family(_NUMPY, "nonzero: self, /", makes=Makes.NUMPYS)
    yield Family(_NUMPY, "item: self, /, *args", _one_item, Makes.NUMBERS)
    yield Family(_NUMPY, "tolist: self, /", _itself, Makes.NUMBERS)
    yield Family(_NUMPY, "dumps: self, /\n tobytes: self, /, order=?", makes=Makes.HOST)
    yield Family(
        _NUMPY,
        """
        fill: mutated self, /, concrete value
        partition: mutated self, kth, /, axis=?, kind=?, order=?
        put: mutated self, concrete indices, concrete values, /, mode=?
        resize: mutated self, /, *new_shape, refcheck=?
        setfield: mutated self, /, concrete val, dtype, offset=?
        setflags: mutated self, /, *, write=?, align=?, uic=?
        sort: mutated self, /, axis=?, kind=?, order=?, *, stable=?
        """,
        makes=Makes.NONE,
    )
    yield Family(
        _NUMPY,
        "tofile: self, fid, /, sep=?, format=?\n dump: self, /, file",
        makes=Makes.NONE,
        impure="writes a file",
    )


def _numpy_same(args: Arguments) -> Outcome:
    source = operand(args.get("self"))
    return None if source is None else Aval(source.shape)


def _numpy_astype(args: Arguments) -> Outcome:
    source = operand(args.get("self"))
    return None if source is None else Aval(source.shape, numpy_dtype(args.get("dtype")), False)


@functools.cache
def _table(owner: str) -> Table:
    match owner:
        case "numpy.ndarray":
            return Table(_numpy_families())
        case _:
            return Table(_jax_families())


def method(name: str) -> Signature | None:
    """The row of a method of JAX arrays; its first parameter is `self`."""
    return _table(_JAX).get(f"{_JAX}.{name}")


def numpy_method(name: str) -> Signature | None:
    """The row of a method of NumPy arrays."""
    return _table(_NUMPY).get(f"{_NUMPY}.{name}")


def all_methods(owner: str) -> list[Signature]:
    """Every method of `jax.Array` or `numpy.ndarray`, for tests and listings."""
    table = _table(owner)
    return [row for name in table.names() if (row := table.get(name)) is not None]


class MethodKind(enum.Enum):
    """What calling a method of a JAX array as a statement of its own does."""

    PURE = "pure"
    """Returns a new array and changes nothing: discarded, the call is lost."""
    EFFECT = "effect"
    """Called for what it does: `block_until_ready`, `delete`."""
    HOST = "host"
    """Returns a Python or NumPy value."""
    MISSING = "missing"
    """A method of NumPy arrays that JAX's do not have."""
    UNKNOWN = "unknown"


_EFFECTS = frozenset("block_until_ready delete copy_to_host_async".split())

_MISSING = {
    "fill": "jnp.full_like(x, value)",
    "put": "x.at[indices].set(values)",
    "resize": "jnp.resize(x, shape)",
    "partition": "jnp.partition(x, kth)",
    "itemset": "x.at[index].set(value)",
    "setflags": None,
    "setfield": None,
    "getfield": None,
    "tofile": None,
    "dump": None,
    "dumps": None,
    "newbyteorder": None,
}
"""NumPy's methods that JAX's arrays lack, with what returns a new array in their place, if anything does."""


def missing_replacement(name: str) -> str | None:
    """What returns a new array in place of a method that JAX's arrays lack."""
    return _MISSING.get(name)


def array_method_kind(name: str) -> MethodKind:
    """What calling `x.name()` of a JAX array is for."""
    if name in _EFFECTS:
        return MethodKind.EFFECT
    if name in _MISSING:
        return MethodKind.MISSING
    row = method(name)
    if row is None:
        return MethodKind.UNKNOWN
    return MethodKind.PURE if row.makes in (Makes.ARRAY, Makes.ARRAYS) else MethodKind.HOST


class AttributeKind(enum.Enum):
    """What reading an attribute of a JAX array gives."""

    STATIC = "static"
    """A Python value, also of a tracer."""
    ARRAY = "array"
    INDEXER = "indexer"
    """`x.at`."""
    CONCRETE = "concrete"
    """A Python value of a concrete array; raises on a tracer."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AttributeRow:
    """One attribute of JAX arrays. `raises`: what reading it of a tracer raises."""

    name: str
    kind: AttributeKind
    raises: str | None = None


_NOT_OF_TRACERS = {
    "block_until_ready": "AttributeError",
    "copy_to_host_async": "AttributeError",
    "sharding": "AttributeError",
    "device": "AttributeError",
    "committed": "jax.errors.ConcretizationTypeError",
    "addressable_shards": "jax.errors.ConcretizationTypeError",
    "global_shards": "jax.errors.ConcretizationTypeError",
    "is_fully_addressable": "jax.errors.ConcretizationTypeError",
    "is_fully_replicated": "jax.errors.ConcretizationTypeError",
}


def attribute_of_array(name: str) -> AttributeRow:
    """What `x.name` is for a JAX array; methods are UNKNOWN here."""
    if name in ("shape", "ndim", "dtype", "size", "itemsize", "nbytes", "weak_type", "aval"):
        return AttributeRow(name, AttributeKind.STATIC)
    if name in ("T", "mT", "real", "imag"):
        return AttributeRow(name, AttributeKind.ARRAY)
    if name == "at":
        return AttributeRow(name, AttributeKind.INDEXER)
    if name in _NOT_OF_TRACERS:
        return AttributeRow(name, AttributeKind.CONCRETE, _NOT_OF_TRACERS[name])
    return AttributeRow(name, AttributeKind.UNKNOWN)


def attribute(name: str, aval: Aval) -> Outcome:
    """The aval of an attribute that is an array: `x.T`, `x.real`."""
    match name:
        case "T":
            return aval.with_shape(None if aval.shape is None else aval.shape[::-1])
        case "mT":
            if aval.shape is None or len(aval.shape) < 2:
                return None
            return aval.with_shape((*aval.shape[:-2], aval.shape[-1], aval.shape[-2]))
        case "real" | "imag":
            return Aval(aval.shape, real_part(aval.dtype), None)
        case _:
            return None
