"""JXL108: a clock, a host generator, the environment, used while a function is traced."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.effects import effect_finding, once
from jaxlint.rules.immutable import MOST
from jaxlint.signatures.impurity import Impurity
from jaxlint.text.findings import Finding
from jaxlint.tracer.view import View
from jaxlint.tracer.world import ImpureCall


class ImpureCallInTrace(Rule[ImpureCall]):
    """What such a call answers while tracing is a constant of the compiled function."""

    code = "JXL108"
    name = "impure-call"
    summary = "a traced function uses a clock, a random number or another answer of the host as a constant"
    watches = (ImpureCall,)

    def check(self, event: ImpureCall, view: View) -> Iterator[Finding]:
        transform, function = event.staging.transform, event.staging.function
        every = "every iteration" if event.staging.iterates else "every call"
        match event.kind:
            case Impurity.DRAWS:
                tail, cure = (
                    f"{every} gets the same numbers",
                    "draw with `jax.random`, from a key that is passed in",
                )
            case Impurity.ACTS:
                message = once(f"`{event.text}`", event.staging)
                cure = "call it outside, or through `jax.experimental.io_callback`"
                yield effect_finding(self.code, event, message, cure, view)
                return
            case _:
                tail, cure = f"{every} uses that answer", f"pass the value to `{function}` as an argument"
        message = f"`{event.text}` is called once, when `{transform}` traces `{function}`: {tail}"
        if len(message) > MOST:
            message = f"`{event.text}` is called once, when `{function}` is traced: {tail}"
        yield effect_finding(self.code, event, message, cure, view)
