"""JXL404: Python or NumPy needs an integer and gets a traced value."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.concrete import integer_fix
from jaxlint.program import tree
from jaxlint.rules.base import Rule
from jaxlint.rules.concrete import asks, finding
from jaxlint.rules.immutable import quoted
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
        base = ""
        if isinstance(event.node, tree.Subscript):
            base = quoted(event.node.value, event.place, view)
            base = f"({base})" if isinstance(event.node.value, tree.Binary) else base
        match event.asker, event.by:
            case Asker.INDEX, "numpy":
                cure = "index a JAX array: `jnp.asarray(table)[i]`"
                return f"NumPy's `{base}[...]` needs a concrete index", cure
            case Asker.INDEX, _:
                cure = "stack it into a JAX array (`jnp.stack(items)[i]`), or choose by `jax.lax.switch`"
                return f"`{base}[...]` needs a Python integer", cure
            case Asker.SLICE, "slice":
                cure = "use `jax.lax.dynamic_slice_in_dim`, or mask with `jnp.where`"
                return f"slice bounds of `{base}` must be static", cure
            case Asker.SLICE, _:
                cure = "make them static, or mask a JAX array with `jnp.where`"
                return f"`{base}[...]` needs Python integers", cure
            case Asker.REPEAT, _:
                return "how often a sequence is repeated must be static", "make it static, or use `jnp.full`"
            case _, "builtins.range":
                cure = "use `jax.lax.fori_loop`, whose bounds may be traced, or make it static"
                return "`range` needs a concrete value", cure
        return f"{asks(event, view)} needs a concrete integer", "make it static: `static_argnames`"
