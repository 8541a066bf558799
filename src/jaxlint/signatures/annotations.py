"""Names that, as annotations, say that a value is an array."""

from __future__ import annotations

from jaxlint.domain import dtypes
from jaxlint.domain.dtypes import Kind

JAXTYPING_DTYPES = frozenset(
    f"jaxtyping.{name}"
    for name in """
    Shaped Bool Key Num Inexact Float Complex Integer Int UInt Real Float16 Float32 Float64 BFloat16 Int2 Int4 Int8
    Int16 Int32 Int64 UInt2 UInt4 UInt8 UInt16 UInt32 UInt64 Complex64 Complex128
    """.split()
)
"""`Float[Array, "b d"]`."""

EXACT_DTYPES = {
    "jaxtyping.Bool": "bool",
    "jaxtyping.Key": "key",
    **{
        f"jaxtyping.{name}": name.lower()
        for name in """
        Float16 Float32 BFloat16 Int8 Int16 Int32 UInt8 UInt16 UInt32 Complex64
        """.split()
    },
}
"""Those of them that name one dtype, whatever x64 says."""

KINDS = {
    "Bool": {Kind.BOOL},
    "Key": {Kind.KEY},
    "Num": dtypes.NUMBER,
    "Real": dtypes.REAL,
    "Inexact": dtypes.INEXACT,
    "Float": dtypes.FLOATS,
    "Complex": {Kind.COMPLEX},
    "Integer": dtypes.INTEGER,
    "Int": {Kind.SIGNED},
    "UInt": {Kind.UNSIGNED},
}
"""Kinds of numbers that jaxtyping's classes admit; `Shaped` admits all, others name one dtype."""


def admits(name: str, dtype: str) -> bool:
    """Whether an array of this dtype may be what the class `Float` or `Int32` says."""
    kind = dtypes.kind_of(dtype)
    if name in KINDS:
        return kind is None or kind in KINDS[name]
    return name == "Shaped" or not dtypes.surely_different_dtypes(dtype, name.lower())


UNIONS = frozenset({"typing.Union", "typing.Optional", "typing.Annotated"})

TUPLES = frozenset({"builtins.tuple", "typing.Tuple"})

ARRAY_CLASSES = frozenset(
    "jax.Array jax.numpy.ndarray jaxtyping.Array chex.ArrayDevice jax.numpy.array jax.core.Tracer".split()
)
"""Annotations of JAX arrays. `chex.Array` and `jax.typing.ArrayLike` admit NumPy arrays and are not here."""

ARRAY_LIKE = frozenset("jax.typing.ArrayLike jaxtyping.ArrayLike chex.Array chex.Numeric chex.Scalar".split())
"""Annotations of arrays or numbers: what is an array has the shape that is stated beside them."""

TYPE_CHECKING = "typing.TYPE_CHECKING"
"""False where a program runs, and what stands under it is never executed: but annotations mean what it binds."""

NUMBER_CLASSES = frozenset(f"builtins.{name}" for name in "bool int float complex".split())
"""Annotations of Python numbers: as traced arguments they are arrays, whatever they were."""

NOT_FIELDS = frozenset("typing.ClassVar dataclasses.InitVar dataclasses.KW_ONLY".split())
"""Annotations of class bodies that make no field."""

NUMPY_CLASSES = frozenset("numpy.ndarray numpy.array chex.ArrayNumpy".split())
