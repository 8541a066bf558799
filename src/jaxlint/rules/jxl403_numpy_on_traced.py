"""JXL403: NumPy is given a traced value."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.concrete import array_fix
from jaxlint.rules.base import Rule
from jaxlint.rules.concrete import asks, besides, finding
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
        link = "but"
        if event.asker is Asker.STORE:
            lead, cure = "a NumPy array holds numbers", "use a JAX array: `x = x.at[i].set(...)`"
        elif event.raises is None:
            lead, link = f"{asks(event, view)} is False for any tracer", "and"
            cure = f"use `jnp.{event.by.rpartition('.')[2]}`"
        else:
            lead = f"{asks(event, view)} needs concrete values"
            cure = "use `jax.numpy`, or `jax.pure_callback` for what it lacks"
        fix = array_fix(event, view.module(event.place))
        yield finding(self.code, event, view, lead, besides(cure, event), fix, link=link)
