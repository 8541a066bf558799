"""JXL402: a traced value is made a Python number, or formatted as one."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.concrete import number_fix
from jaxlint.rules.base import Rule
from jaxlint.rules.concrete import asks, besides, finding
from jaxlint.text.findings import Finding
from jaxlint.tracer.concretization import Asker, Cast
from jaxlint.tracer.view import View

HELP = {
    "builtins.float": "keep the array: `x.astype(float)` if the dtype matters",
    "builtins.int": "keep the array: `x.astype(int)`",
    "builtins.complex": "keep the array: `x.astype(complex)`",
    "builtins.bool": "keep the array: `x != 0`",
    "jax.Array.item": "drop `.item()`: the array of shape () calculates like a number",
    "jax.Array.tolist": "keep the array, or return it and convert outside",
}
FORMAT = "format outside, or on the host: `jax.debug.print('{x:.2f}', x=x)`"
OUTSIDE = "ask outside the traced function"
ATTRIBUTES = {
    "block_until_ready": "wait outside, for the result: `jax.block_until_ready(f(x))`",
    "sharding": "ask `jax.typeof(x).sharding`, or outside the traced function",
}


class TracedCast(Rule[Cast]):
    """A tracer has a shape and a dtype, and no number."""

    code = "JXL402"
    name = "traced-cast"
    summary = "a traced value is converted to a Python number"
    watches = (Cast,)
    predicts = "jax.errors.ConcretizationTypeError"

    def check(self, event: Cast, view: View) -> Iterator[Finding]:
        match event.asker:
            case Asker.FORMAT:
                lead, cure = "a format specification needs a number", FORMAT
            case Asker.ATTRIBUTE:
                lead, cure = f"`.{event.by}` needs a concrete array", ATTRIBUTES.get(event.by, OUTSIDE)
            case _:
                module, _, function = event.by.rpartition(".")
                lead = f"{asks(event, view)} needs a concrete value"
                cure = HELP.get(event.by, "calculate with `jax.numpy`")
                if module in ("math", "cmath"):
                    cure = f"use `jnp.{function}`, or its like in `jax.numpy`"
        fix = number_fix(event, view.module(event.place))
        yield finding(self.code, event, view, lead, besides(cure, event), fix)
