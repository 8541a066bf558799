"""JXL404: Python or NumPy needs an integer and gets a traced value."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.concrete import integer_fix
from jaxlint.rules.base import Rule
from jaxlint.rules.concrete import asks, finding
from jaxlint.text.findings import Finding
from jaxlint.tracer.concretization import Asker, IndexConversion
from jaxlint.tracer.view import View


class TracedIndex(Rule[IndexConversion]):
    """`range`, lists, NumPy arrays and slices count in Python's integers."""

    code = "JXL404"
    name = "traced-index"
    summary = "a traced value is used as a Python integer"
    watches = (IndexConversion,)
    predicts = "jax.errors.TracerIntegerConversionError"

    def check(self, event: IndexConversion, view: View) -> Iterator[Finding]:
        lead, cure = self._words(event, view)
        fix = integer_fix(event, view.module(event.place))
        yield finding(self.code, event, view, lead, cure, fix)

    @staticmethod
    def _words(event: IndexConversion, view: View) -> tuple[str, str]:
        match event.asker, event.by:
            case Asker.INDEX, "numpy":
                return "a NumPy array needs a concrete index", "index a JAX array: `jnp.asarray(table)[i]`"
            case Asker.INDEX, _:
                return (
                    "a Python sequence needs a concrete index",
                    "stack it into a JAX array, or `jax.lax.switch`",
                )
            case Asker.SLICE, "slice":
                return (
                    "slice bounds must be static",
                    "use `jax.lax.dynamic_slice_in_dim`, or mask with `jnp.where`",
                )
            case Asker.SLICE, _:
                return "slice bounds of a Python sequence must be concrete", "use a JAX array and mask"
            case Asker.REPEAT, _:
                return "the number of repetitions must be concrete", "make it static"
            case _, "builtins.range":
                return "`range` needs a concrete value", "use `jax.lax.fori_loop`, or make it static"
        return f"{asks(event, view)} needs a concrete integer", "make it static"
