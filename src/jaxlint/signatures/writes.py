"""Functions that write into an argument: what they raise for a JAX array, and what does their work in JAX."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.values import Const
from jaxlint.signatures.signature import Arguments, Signature

_RAISES = {
    "numpy.fill_diagonal": "NotImplementedError",
    "jax.numpy.fill_diagonal": "NotImplementedError",
    "jax.numpy.put": "ValueError",
    "jax.numpy.place": "ValueError",
}
"""JAX 0.10, 0.12. The others of NumPy raise TypeError, `out=` of `jax.numpy` raises NotImplementedError."""

_INSTEAD = {
    "copyto": "bind `{}` to the other array: what cannot change needs no copy",
    "fill_diagonal": "use `jnp.fill_diagonal({}, value, inplace=False)`, which returns a new array",
    "put": "use `{}.at[indices].set(values)`, which returns a new array",
    "place": "use `jnp.where(mask, values, {})`, which returns a new array",
    "putmask": "use `jnp.where(mask, values, {})`, which returns a new array",
    "shuffle": "use `jax.random.permutation(key, {})`, which returns a new array",
    "at": "use `{}.at[indices].add(values)` and its kin, which return a new array",
}


def written(signature: Signature, arguments: Arguments) -> Iterator[str]:
    """The parameters whose arguments a call writes into, or is asked to."""
    for name in signature.writes:
        if name in arguments:
            yield name
    if not signature.name.startswith("jax.numpy."):
        return
    # `out` and `inplace` are there for the sake of NumPy's signatures; the default of `inplace` is True.
    if "out" in arguments:
        yield "out"
    # Wherever there is one, it must be static, and the first argument is what is written into.
    if "inplace" in signature.does and arguments.get("inplace", Const(True)) == Const(True):
        yield (signature.parameters or ())[0].name


def raised_by(function: str) -> str:
    """The exception that a function raises when it is told to write into a JAX array."""
    return _RAISES.get(function, "NotImplementedError" if function.startswith("jax.") else "TypeError")


def instead_of(function: str, parameter: str, target: str) -> str:
    """What to write instead of writing into `target`, as one clause."""
    last = function.rpartition(".")[2]
    if parameter == "out":
        return f"bind the result: `{target} = jnp.{last}(...)`"
    return _INSTEAD.get(last, "use a function of `jax.numpy`, which returns a new array").replace(
        "{}", target
    )
