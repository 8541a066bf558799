"""JXL202: `x[i] += v` on a JAX array."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.program import tree
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import assigned
from jaxlint.rules.stores import store_finding
from jaxlint.text.findings import Finding
from jaxlint.tracer.events import ItemStore, StoreKind
from jaxlint.tracer.view import View


class AugmentedItemAssignment(Rule[ItemStore]):
    """`x[i] += v` ends in a store into the item; `x += v` rebinds the name and is fine."""

    code = "JXL202"
    name = "augmented-item-assignment"
    summary = "an item of a JAX array is the target of an augmented assignment"
    watches = (ItemStore,)
    predicts = "TypeError"

    def check(self, event: ItemStore, view: View) -> Iterator[Finding]:
        statement = event.statement
        if event.kind is not StoreKind.AUGMENTED or not isinstance(statement, tree.AugAssign):
            return
        shown = assigned(event.target, f"{statement.op}=", statement.value, event.place, view)
        yield store_finding(self.code, event, view, f"`{shown}`", "TypeError", statement.op)
