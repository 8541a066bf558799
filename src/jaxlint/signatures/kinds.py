"""What `issubdtype` asks: kinds of dtypes, and the abstract classes of NumPy and JAX that they are below."""

from __future__ import annotations

from typing import Final

from jaxlint.domain.dtypes import KEY, Kind, kind_of
from jaxlint.domain.values import DType, External, Value
from jaxlint.signatures.reading import jax_dtype

_BELOW: Final[dict[str, frozenset[Kind]]] = {
    "generic": frozenset(Kind),
    "number": frozenset({Kind.SIGNED, Kind.UNSIGNED, Kind.FLOATING, Kind.COMPLEX}),
    "integer": frozenset({Kind.SIGNED, Kind.UNSIGNED}),
    "signedinteger": frozenset({Kind.SIGNED}),
    "unsignedinteger": frozenset({Kind.UNSIGNED}),
    "inexact": frozenset({Kind.FLOATING, Kind.COMPLEX}),
    "floating": frozenset({Kind.FLOATING}),
    "complexfloating": frozenset({Kind.COMPLEX}),
    "bool_": frozenset({Kind.BOOL}),
}
_HOMES: Final = ("jax.numpy", "numpy")


def dtype_kind(value: Value) -> Kind | None:
    """The kind of what is, or names, a dtype."""
    return Kind.KEY if value == DType(KEY) else kind_of(jax_dtype(value))


def kinds_below(value: Value) -> frozenset[Kind] | None:
    """The kinds of dtypes that are below an abstract class: `jnp.floating`."""
    home, _, name = value.name.rpartition(".") if isinstance(value, External) else ("", "", "")
    if (home, name) == ("jax.dtypes", "prng_key"):
        return frozenset({Kind.KEY})
    return _BELOW.get(name) if home in _HOMES else None


def is_class_of_numbers(value: Value) -> bool:
    """Whether it is one of NumPy's scalar classes or of Python's `numbers`: no array of JAX is an instance."""
    return (
        kinds_below(value) is not None
        or (isinstance(value, External) and value.name.startswith("numbers."))
        or kind_of(jax_dtype(value)) is not None
    )
