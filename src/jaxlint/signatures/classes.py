"""What decorators and base classes of libraries make of a class or function."""

from __future__ import annotations

import enum

PYTREE_DECORATORS = frozenset(
    """
    jax.tree_util.register_pytree_node_class jax.tree_util.register_dataclass jax.tree_util.register_static
    jax.tree_util.register_pytree_with_keys_class flax.struct.dataclass chex.dataclass chex.mappable_dataclass
    simple_pytree.dataclass jax_dataclasses.pytree_dataclass tjax.dataclasses.dataclass
    penzai.core.struct.pytree_dataclass
    """.split()
)
"""Class decorators that make the instances pytrees: their fields are traced, the object itself is rebuilt."""

PYTREE_BASES = frozenset(
    """
    equinox.Module flax.struct.PyTreeNode flax.nnx.Module flax.nnx.Object flax.nnx.Pytree flax.nnx.Variable
    typing.NamedTuple simple_pytree.Pytree penzai.core.struct.Struct flax.training.train_state.TrainState
    """.split()
)
"""Base classes whose instances are pytrees."""

FROZEN_BASES = frozenset(
    """
    equinox.Module flax.struct.PyTreeNode flax.training.train_state.TrainState flax.linen.Module typing.NamedTuple
    enum.Enum
    """.split()
)
"""Base classes whose instances refuse stores to attributes after construction."""

FROZEN_DECORATORS = frozenset("flax.struct.dataclass".split())

DATACLASS_DECORATORS = frozenset(
    """
    dataclasses.dataclass flax.struct.dataclass chex.dataclass chex.mappable_dataclass attr.s attr.attrs attr.define
    attr.frozen attrs.define attrs.frozen jax_dataclasses.pytree_dataclass
    """.split()
)
"""Class decorators that write `__init__` from the annotated fields."""

DATACLASS_BASES = frozenset("equinox.Module flax.struct.PyTreeNode flax.linen.Module".split())

CONSTRUCTION_METHODS = frozenset(
    "__init__ __new__ __post_init__ __init_subclass__ setup build __setstate__ __attrs_post_init__".split()
)
"""Methods whose stores belong to construction."""

IDENTITY_DECORATORS = frozenset(
    """
    functools.singledispatch typing.overload typing.no_type_check typing.final
    flax.linen.compact flax.linen.nowrap jaxtyping.jaxtyped beartype.beartype
    typeguard.typechecked typing.override typing_extensions.override warnings.deprecated jax.named_call
    jax.named_scope jax.profiler.annotate_function contextlib.nullcontext absl.testing.parameterized.parameters
    absl.testing.parameterized.named_parameters absl.testing.parameterized.product pytest.fixture
    chex.chexify chex.assert_max_traces chex.variants chex.all_variants equinox.debug.assert_max_traces
    flax.nnx.split_rngs flax.nnx.with_rngs haiku.transparent haiku.name_like flax.linen.named_call
    flax.linen.compact_name_scope
    """.split()
)
"""Decorators after which the function behaves, for tracing, as it was written."""

METHOD_KINDS = {
    "builtins.staticmethod": "staticmethod",
    "builtins.classmethod": "classmethod",
    "builtins.property": "property",
    "functools.cached_property": "property",
    "abc.abstractproperty": "property",
    "enum.property": "property",
    "types.DynamicClassAttribute": "property",
}
"""Decorators of methods that change how they are bound."""

RECEIVERS = frozenset({"self", "this", "module"})
"""What the first parameter of a method is called, underscores around it aside."""

CACHED_PROPERTIES = frozenset({"functools.cached_property"})
"""Decorators of methods that run once for each object."""

MUTABLE_BY_DESIGN = frozenset("flax.nnx.Module flax.nnx.Object flax.nnx.Pytree flax.nnx.Variable".split())
"""Base classes whose instances are meant to be mutated, also under their library's own transformations."""

PLAIN_BASES = frozenset(
    """
    abc.ABC typing.Generic typing.Protocol typing_extensions.Protocol builtins.Exception builtins.ValueError
    """.split()
)
"""Base classes that leave stores to attributes of the instances as they are."""

ENUMS: dict[str, type] = {
    f"enum.{kind.__name__}": kind
    for kind in (enum.Enum, enum.Flag, enum.IntEnum, enum.IntFlag, enum.StrEnum, enum.ReprEnum)
}
"""Base classes whose subclasses are enumerations, and make members of what their bodies bind."""

ENUM_SUFFIXES = ("Enum", "Flag")
"""How the names of the classes of other libraries end that do the same: `strenum.StrEnum`."""

ENUM_DATA: dict[str, type] = {f"builtins.{kind.__name__}": kind for kind in (int, float, str)}
"""Classes that members are instances of besides: `class Mode(str, Enum)`."""

ENUM_HOOKS = frozenset("_generate_next_value_ _add_alias_ _add_value_alias_ _order_".split())
"""Names in the body of an enumeration by which the program makes members in its own way."""

PLAIN_ENUM_METHODS = frozenset(
    """
    __init__ __call__ __str__ __repr__ __format__ __doc__ __module__ __slots__ __annotations__
    """.split()
)
"""Special names in the body of an enumeration that leave members, their values and operators as Python makes them."""

ENUM_OPERATORS = frozenset(
    """
    __lt__ __le__ __gt__ __ge__ __add__ __sub__ __mul__ __truediv__ __floordiv__ __mod__ __pow__ __matmul__
    __radd__ __rsub__ __rmul__ __rtruediv__ __neg__ __pos__
    """.split()
)
"""Operators that members have by what the class defines, unless they are numbers, texts or flags."""

ENUM_DECORATORS = frozenset("enum.unique enum.verify functools.total_ordering".split())

AUTO, NONMEMBER = "enum.auto", "enum.nonmember"
HELD_IN_ENUMS = frozenset({AUTO, NONMEMBER, "enum.member"})
"""Calls in the body of an enumeration that describe a value."""

PLAIN_DECORATORS = frozenset(
    """
    dataclasses.dataclass functools.total_ordering typing.final typing.runtime_checkable
    typing_extensions.final typing_extensions.runtime_checkable
    """.split()
)
"""Class decorators that make no pytree of the instances."""

HASHED_DATACLASSES: dict[str, dict[str, object]] = {
    "dataclasses.dataclass": {},
    "chex.dataclass": {},
    "flax.struct.dataclass": {"frozen": True},
}
"""Class decorators that give a class Python's `__eq__` and `__hash__` of dataclasses, with their own defaults
(flax 0.12, chex 0.1).
"""

NO_FIELDS = frozenset(
    """
    typing.ClassVar typing_extensions.ClassVar dataclasses.KW_ONLY equinox.AbstractVar equinox.AbstractClassVar
    """.split()
)
"""Annotations of names of a dataclass's body that are no fields (Python 3.11, equinox 0.13)."""
FIELD_FUNCTIONS = frozenset(
    "dataclasses.field flax.struct.field equinox.field equinox.static_field simple_pytree.field"
    " jax_dataclasses.field jax_dataclasses.static_field".split()
)
"""Functions that describe one field of a dataclass: its default, and whether it is a leaf."""

ALWAYS_STATIC_FIELDS = frozenset(
    "equinox.static_field simple_pytree.static_field jax_dataclasses.static_field".split()
)

STATIC_ANNOTATIONS = frozenset({"jax_dataclasses.Static"})
"""`Static[int]`: the field is a part of the tree's structure."""

STATIC_PYTREES = frozenset({"jax.tree_util.register_static"})
"""Class decorators after which an instance is part of the tree's structure: nothing in it is traced."""

SET_UP_BASES = frozenset({"flax.linen.Module"})
"""Base classes whose instances run `setup` when they are bound."""

MODULE_BASES = frozenset({"flax.linen.Module", "haiku.Module"})
"""Base classes whose instances are no pytrees; the transformations of their libraries leave them as they are."""

HASHED_BY_LEAVES = frozenset({"equinox.Module"})
"""Base classes whose instances are pytrees, and hash their leaves: those with arrays have no hash (equinox 0.13)."""

FLATTENED_DECORATORS = frozenset(
    """
    jax.tree_util.register_pytree_node_class jax.tree_util.register_pytree_with_keys_class
    """.split()
)
"""Class decorators by which `tree_flatten` says what is a leaf."""

REGISTERING = frozenset(
    """
    register_pytree_node register_pytree_node_class register_pytree_with_keys register_pytree_with_keys_class
    register_dataclass register_static
    """.split()
)
"""Functions that make a class a pytree, by their last name."""
