"""JXL201: `x[i] = v` or `del x[i]` on a JAX array."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.values import Array, Tracedness
from jaxlint.program import tree
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import assigned, quoted
from jaxlint.rules.stores import store_finding
from jaxlint.text.findings import Finding
from jaxlint.tracer.events import ItemStore, StoreKind
from jaxlint.tracer.view import View


class ItemAssignment(Rule[ItemStore]):
    """A store into an item, or its deletion; NumPy allows the first, JAX neither."""

    code = "JXL201"
    name = "item-assignment"
    summary = "an item of a JAX array is assigned to or deleted"
    watches = (ItemStore,)
    predicts = "TypeError"

    def check(self, event: ItemStore, view: View) -> Iterator[Finding]:
        target = quoted(event.target, event.place, view)
        match event.kind, event.statement:
            case StoreKind.AUGMENTED, _:
                return
            case StoreKind.DELETE, _:
                what, raises = f"`del {target}`", "AttributeError"
            case StoreKind.ASSIGN, tree.Assign(value=value):
                what, raises = f"`{assigned(event.target, '=', value, event.place, view)}`", _raised(event)
            case _:
                what, raises = f"storing into `{target}`", _raised(event)
        yield store_finding(self.code, event, view, what, raises, None)


def _raised(event: ItemStore) -> str:
    """`x.at[i] = v` with a traced number asks it for a Python int before it refuses (JAX 0.10, 0.12)."""
    traced = isinstance(event.index, Array) and event.index.traced is Tracedness.DEFINITE
    return "jax.errors.TracerIntegerConversionError" if event.names_at and traced else "TypeError"
