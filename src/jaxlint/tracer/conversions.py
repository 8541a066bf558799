"""Handlers of conversions between Python, NumPy and JAX, and of what JAX does with classes and traces."""

from __future__ import annotations

from jaxlint.domain.avals import Aval
from jaxlint.domain.origins import Origin
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    Array,
    ClassValue,
    Const,
    Host,
    NumPyArray,
    Object,
    PyTree,
    RefValue,
    Tracedness,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures.reading import numpy_dtype
from jaxlint.signatures.table import lookup
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.builtins import first_of, handles
from jaxlint.tracer.cached import clear_traces
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.expressions import new_list
from jaxlint.tracer.library import HANDLERS, Handler, apply_signature, plain
from jaxlint.tracer.operators import as_leaf
from jaxlint.tracer.pytrees import field_names
from jaxlint.tracer.trees import leaves_of


def view_of(name: str) -> Handler:
    """`np.asarray(x)` of a JAX array is a read-only view of its buffer (JAX 0.10, 0.12); a cast copies."""

    def view(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        value = first_of(args)
        place = t.place(node.at)
        if isinstance(value, Array):
            if t.regions and value.traced is not Tracedness.NO:
                return UNKNOWN
            function = t.text(node.func if isinstance(node, tree.Call) else node)
            origin = Origin(place, f"`{function}` gives a view of the JAX array's buffer")
            if isinstance(node, tree.Call):
                t.conversions[place] = node, name
            return NumPyArray(value.aval, not _may_copy(value.aval, args), origin)
        if value is not UNKNOWN:
            t.host_uses.add(place)
        if isinstance(value, NumPyArray):
            return value
        return (
            _numpy_row(t, "numpy.asarray", args, node) if not isinstance(value, (PyTree, Object)) else UNKNOWN
        )

    return view


def _may_copy(aval: Aval, args: CallArguments) -> bool:
    """Whether a conversion may give a copy: it is asked for one, or perhaps for another dtype."""
    asked = args.get(1, "dtype")
    if args.keyword("copy") is not None or args.get(2, "order") is not None:
        return True
    return asked is not None and asked != NONE and (aval.dtype is None or numpy_dtype(asked) != aval.dtype)


for _name in ("numpy.asarray", "jax.device_get"):
    HANDLERS[_name] = view_of(_name)


@handles("numpy.array", "numpy.copy")
def copy_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    value = first_of(args)
    if isinstance(value, (Array, NumPyArray)):
        known = isinstance(value, NumPyArray) or not t.regions or value.traced is Tracedness.NO
        return NumPyArray(value.aval) if known else UNKNOWN
    return _numpy_row(t, "numpy.array", args, node)


def _numpy_row(t: Tracer, name: str, args: CallArguments, node: tree.Node) -> Value:
    signature = lookup(name)
    value = plain(t, first_of(args))
    if isinstance(value, (Const, Host, TupleValue)) and signature is not None:
        made = apply_signature(t, signature, args, node)
        return made if isinstance(made, NumPyArray) else NumPyArray(Aval())
    return NumPyArray(Aval()) if t.contents(first_of(args)) is not None else UNKNOWN


@handles("jax.new_ref", "jax.experimental.array_ref", "jax.ref.new_ref", "jax.array_ref")
def ref_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    value = first_of(args)
    return RefValue(value.aval if isinstance(value, Array) else Aval())


@handles("jax.tree.leaves", "jax.tree_util.tree_leaves")
def leaves(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    first = first_of(args)
    if isinstance(first, PyTree):
        return new_list(t, None, node.at, as_leaf(first))
    known = None if args.keyword("is_leaf") is not None or len(args.positional) != 1 else leaves_of(t, first)
    return UNKNOWN if known is None else new_list(t, known, node.at)


@handles("jax.clear_caches")
def clear_caches(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    clear_traces(t, None)
    return NONE


@handles("jax.block_until_ready")
def pass_through(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """What it is given, arrays and numbers as they are (JAX 0.10, 0.12)."""
    value = first_of(args)
    return UNKNOWN if isinstance(value, Object) else value


@handles(
    "jax.tree_util.register_pytree_node",
    "jax.tree_util.register_dataclass",
    "jax.tree_util.register_pytree_with_keys",
)
def register(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    cls = first_of(args)
    if isinstance(cls, ClassValue) and cls in t.classes:
        t.classes[cls].registered = True
        data, meta = args.get(1, "data_fields"), args.get(2, "meta_fields")
        t.classes[cls].data_fields = field_names(t, data)
        t.classes[cls].meta_fields = field_names(t, meta)
    return cls
