"""JXL405: a shape, axis, length or flag of a JAX function is a traced value."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.concrete import shape_fix
from jaxlint.program import tree
from jaxlint.rules.base import Rule
from jaxlint.rules.concrete import finding
from jaxlint.rules.immutable import quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.concretization import StaticArgument
from jaxlint.tracer.view import View

STATIC = "make it static: `static_argnames`, or take it from a shape"
COUNTED = "calculate it in Python (`math.prod(x.shape)`): what `jax.numpy` returns is traced"
CURES = {
    "jax.lax.scan.length": "use `jax.lax.fori_loop`, whose bounds may be traced, or make it static",
    "jax.numpy.arange.stop": "make it static, or mask: `jnp.arange(size) < n`",
    "jax.numpy.arange.start": "make it static, or mask: `jnp.arange(size) < n`",
    "jax.numpy.linspace.num": "make it static: `static_argnames`; the ends may be traced",
    "jax.random.permutation.x": "make it static, or permute an array: `jax.random.permutation(key, x)`",
    "jax.random.choice.a": "make it static, or draw with `jax.random.randint`, whose bounds may be traced",
    "jax.lax.slice_in_dim.start_index": "use `jax.lax.dynamic_slice_in_dim`: its start may be traced",
    "jax.lax.slice.start_indices": "use `jax.lax.dynamic_slice`: its start may be traced",
    "jax.lax.index_in_dim.index": "use `jax.lax.dynamic_index_in_dim`",
}
"""By function and parameter, where there is more to say."""


class TracedShape(Rule[StaticArgument]):
    """Shapes are part of the compiled program; they cannot depend on what it is run with."""

    code = "JXL405"
    name = "traced-shape"
    summary = "a shape, axis, length or flag is a traced value"
    watches = (StaticArgument,)
    predicts = "TypeError"

    def check(self, event: StaticArgument, view: View) -> Iterator[Finding]:
        shown = event.by.rpartition(".")[2]
        if isinstance(event.call, tree.Call):
            shown = quoted(event.call.func, event.place, view)
        what = f"`{event.parameter}` of `{shown}`"
        # `jnp.arange(n)` calls what it stops at `start`.
        if event.parameter == "args" or f"{event.by}.{event.parameter}" == "jax.numpy.arange.start":
            what = f"what `{shown}` is given"
        because = "" if event.value.origin is None else event.value.origin.because
        cure = CURES.get(f"{event.by}.{event.parameter}", STATIC)
        if because.startswith("the result of"):
            cure = COUNTED
        fix = shape_fix(event, view.module(event.place))
        yield finding(self.code, event, view, f"{what} must be static", cure, fix)
