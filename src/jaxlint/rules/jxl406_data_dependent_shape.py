"""JXL406: the shape of a result depends on the numbers of a traced value."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.concrete import selection_fix
from jaxlint.program import tree
from jaxlint.rules.base import Rule
from jaxlint.rules.concrete import asks, finding
from jaxlint.signatures.queries import data_shape
from jaxlint.text.findings import Finding
from jaxlint.tracer.concretization import Asker, DataDependentShape
from jaxlint.tracer.view import View

CURES = {
    "jax.numpy.where": "pass `size=`, or choose by element: `jnp.where(condition, a, b)`",
    "jax.numpy.delete": "mask with `jnp.where`, or pass `assume_unique_indices=True`",
    "jax.numpy.roots": "pass `strip_zeros=False`",
    "jax.numpy.split": "split at static indices, or use `jax.lax.dynamic_slice`",
    "jax.numpy.array_split": "split at static indices, or use `jax.lax.dynamic_slice`",
    "numpy.nonzero": "use `jnp.nonzero(x, size=...)`",
}


class DataDependent(Rule[DataDependentShape]):
    """Every array of a compiled program has a shape that is known before it runs."""

    code = "JXL406"
    name = "data-dependent-shape"
    summary = "the shape of a result depends on a traced value"
    watches = (DataDependentShape,)
    predicts = "jax.errors.ConcretizationTypeError"

    def check(self, event: DataDependentShape, view: View) -> Iterator[Finding]:
        row = data_shape(event.by)
        if event.asker is Asker.MASK:
            lead = "how many elements a mask selects must be known"
            cure = "use `jnp.where(mask, x, fill)`, or `where=mask` in a reduction"
            if isinstance(event.node, tree.Subscript) and _updates(event.node):
                cure = "use `jnp.where(mask, value, x)`"
        elif row is not None and row.checks:
            lead = f"{asks(event, view)} checks its indices, which must be concrete"
            cure = 'pass `mode="clip"` or `mode="wrap"`'
        else:
            lead = f"{asks(event, view)} must know the shape of its result"
            name = row.unless[0] if row is not None and row.unless else None
            cure = CURES.get(event.by) or (
                f"pass `{name}=`" if name else "call it before the traced function, on concrete arrays"
            )
        fix = selection_fix(event, view.module(event.place))
        yield finding(self.code, event, view, lead, cure, fix)


def _updates(node: tree.Subscript) -> bool:
    """Whether the mask selects what `x.at[mask]` updates."""
    return isinstance(node.value, tree.Attribute) and node.value.attr == "at"
