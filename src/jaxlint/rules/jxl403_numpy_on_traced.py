"""JXL403: NumPy is given a traced value."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.concrete import array_fix
from jaxlint.rules.base import Rule
from jaxlint.rules.concrete import asks, finding
from jaxlint.text.findings import Finding
from jaxlint.tracer.concretization import Asker, NumPyConversion
from jaxlint.tracer.view import View


class NumPyOnTraced(Rule[NumPyConversion]):
    """NumPy needs numbers; a tracer has none, under any transformation."""

    code = "JXL403"
    name = "numpy-on-traced"
    summary = "a NumPy function is called on a traced value"
    watches = (NumPyConversion,)
    predicts = "jax.errors.TracerArrayConversionError"

    def check(self, event: NumPyConversion, view: View) -> Iterator[Finding]:
        if event.asker is Asker.STORE:
            lead, cure = "a NumPy array cannot hold a traced value", "use a JAX array: `x.at[i].set(...)`"
        elif event.raises is None:
            lead = f"{asks(event, view)} of a traced value is always False"
            cure = f"use `jnp.{event.by.rpartition('.')[2]}`"
        else:
            lead = f"{asks(event, view)} needs a NumPy array"
            cure = "use `jax.numpy`, or `jax.pure_callback` for what it lacks"
        fix = array_fix(event, view.module(event.place))
        yield finding(self.code, event, view, lead, cure, fix)
