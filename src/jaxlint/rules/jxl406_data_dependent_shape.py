"""JXL406: the shape of a result depends on the numbers of a traced value."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.concrete import asks, finding
from jaxlint.signatures.queries import data_shape
from jaxlint.text.findings import Finding
from jaxlint.tracer.concretization import Asker, DataDependentShape
from jaxlint.tracer.view import View


class DataDependent(Rule[DataDependentShape]):
    """Every array of a compiled program has a shape that is known before it runs."""

    code = "JXL406"
    name = "data-dependent-shape"
    summary = "the shape of a result depends on a traced value"
    watches = (DataDependentShape,)
    predicts = "jax.errors.ConcretizationTypeError"

    def check(self, event: DataDependentShape, view: View) -> Iterator[Finding]:
        if event.asker is Asker.MASK:
            lead = "how many elements a mask selects must be known"
            cure = "use `jnp.where(mask, x, fill)`, or `where=mask` in a reduction"
        else:
            lead = f"the shape of what {asks(event, view)} returns must be known"
            row = data_shape(event.by)
            name = row.unless[0] if row is not None and row.unless else None
            cure = "use `jnp.where`" if name is None else f"pass `{name}=`"
        yield finding(self.code, event, view, lead, cure)
