"""What of JAX takes the place of a function of Python or NumPy that cannot work on a tracer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from jaxlint.signatures.queries import data_shape
from jaxlint.signatures.signature import Does, Parameter, Signature
from jaxlint.signatures.table import lookup


class Counterpart(NamedTuple):
    """A function of JAX, and the number of arguments for which it means the same."""

    name: str
    arguments: int = 1
    is_integer: bool = False
    """Python's function gives an int, JAX's a float."""
    only_floats: bool = False
    """`jax.lax` has no integers there."""


def _named(names: str, arguments: int = 1) -> dict[str, Counterpart]:
    return {f"math.{name}": Counterpart(f"jax.numpy.{name}", arguments) for name in names.split()}


_MATH: Mapping[str, Counterpart] = {
    **_named(
        """
        cbrt cos cosh degrees exp exp2 expm1 isfinite isinf isnan log log10 log1p log2 radians sin sinh sqrt
        tan tanh
        """
    ),
    **_named("copysign fmod gcd hypot lcm nextafter ldexp", 2),
    **{f"math.a{name}": Counterpart(f"jax.numpy.arc{name}") for name in "cos cosh sin sinh tan tanh".split()},
    "math.atan2": Counterpart("jax.numpy.arctan2", 2),
    "math.fabs": Counterpart("jax.numpy.abs"),
    "math.pow": Counterpart("jax.numpy.power", 2),
    **{
        f"math.{name}": Counterpart(f"jax.numpy.{name}", is_integer=True)
        for name in ("ceil", "floor", "trunc")
    },
    "math.erf": Counterpart("jax.lax.erf", only_floats=True),
    "math.erfc": Counterpart("jax.lax.erfc", only_floats=True),
    "math.lgamma": Counterpart("jax.lax.lgamma", only_floats=True),
    "builtins.min": Counterpart("jax.numpy.minimum", 2),
    "builtins.max": Counterpart("jax.numpy.maximum", 2),
}
_OF_ONE_ARRAY: Mapping[str, str] = {
    "min": "jax.numpy.min",
    "max": "jax.numpy.max",
    "any": "jax.numpy.any",
    "all": "jax.numpy.all",
    "sorted": "jax.numpy.sort",
}
_TAKE_SEQUENCES = frozenset(
    "array asarray block column_stack concat concatenate dstack hstack stack vstack".split()
)
"""Functions of `jax.numpy` that accept a list of arrays; all others raise TypeError (JAX 0.10, 0.12)."""


def counterpart(name: str) -> Counterpart | None:
    """What computes the same for arrays: `jax.numpy.power` for `math.pow`."""
    return _MATH.get(name)


def of_one_array(name: str) -> str | None:
    """What a builtin that goes through an iterable is for one array: `jax.numpy.max` for `max`."""
    return _OF_ONE_ARRAY.get(name)


def all_counterparts() -> Mapping[str, Counterpart]:
    return _MATH


def takes_sequences(name: str) -> bool:
    """Whether a function of `jax.numpy` accepts a list of arrays."""
    return name.rpartition(".")[2] in _TAKE_SEQUENCES


def same_call(name: str, positional: int, keywords: frozenset[str]) -> str | None:
    """The function of `jax.numpy` that takes these arguments as NumPy's does; None: there is none."""
    theirs = f"jax.{name}"
    host, ours = lookup(name), lookup(theirs)
    if host is None or ours is None or host.parameters is None or ours.parameters is None:
        return None
    if host.impure is not None or not _has_known_shape(theirs, positional, keywords):
        return None
    host_order, our_order = _by_position(host, positional), _by_position(ours, positional)
    if host_order is None or our_order is None:
        return None
    pairs = list(zip(host_order, our_order, strict=True))
    host_names = {parameter.name for parameter in host.parameters}
    our_names = {parameter.name: parameter for parameter in ours.parameters if parameter.kind != "/"}
    if not keywords <= host_names & our_names.keys():
        return None
    pairs += [(p, our_names[p.name]) for p in host.parameters if p.name in keywords]
    return theirs if all(_alike(host, a, ours, b) for a, b in pairs) else None


def is_array(name: str, argument: int | str) -> bool:
    """Whether an argument of a function of NumPy, by position or by name, is an array."""
    row = lookup(name)
    if row is None:
        return False
    if isinstance(argument, int):
        found = _by_position(row, argument + 1)
        argument = found[-1].name if found else ""
    return row.does.get(argument) in (Does.CONCRETIZE, Does.SWALLOW)


def _by_position(row: Signature, count: int) -> list[Parameter] | None:
    """The parameters that the first `count` arguments become."""
    found: list[Parameter] = []
    for parameter in row.parameters or ():
        if parameter.kind == "*args":
            found += [parameter] * count
            break
        if parameter.kind in ("", "/"):
            found.append(parameter)
    return found[:count] if len(found) >= count else None


def _alike(host: Signature, mine: Parameter, ours: Signature, theirs: Parameter) -> bool:
    """Whether two parameters mean the same: both arrays, or of one name."""
    does, asks = host.does.get(mine.name), ours.does.get(theirs.name)
    if does is Does.MUTATE:
        return False
    if does in (Does.CONCRETIZE, Does.SWALLOW):
        return asks is not Does.REQUIRE_STATIC
    return mine.name == theirs.name


def _has_known_shape(name: str, positional: int, keywords: frozenset[str]) -> bool:
    """Whether the shape of the result does not depend on data."""
    row = data_shape(name)
    if row is None:
        return True
    return bool(row.when_absent) and (positional > 1 or bool(keywords & set(row.when_absent)))
