"""JXL910: an object of a framework, used where the framework does not allow it."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.program.uses import span_of
from jaxlint.rules.base import Rule
from jaxlint.rules.needs import unmet_need
from jaxlint.rules.object_changes import object_change
from jaxlint.text.findings import Finding
from jaxlint.tracer.applied import UnmetNeed
from jaxlint.tracer.misuse import FrameworkMisuse, Misuse
from jaxlint.tracer.trace_levels import ObjectChange
from jaxlint.tracer.view import View


class MisuseOfFramework(Rule[FrameworkMisuse | UnmetNeed | ObjectChange]):
    """NNX objects change under NNX' transformations, modules are frozen when called, Haiku's live in `transform`."""

    code = "JXL910"
    name = "framework-misuse"
    summary = (
        "NNX changes that `jax.jit` drops, stores into frozen modules, modules run without what they need"
    )
    watches = (FrameworkMisuse, UnmetNeed, ObjectChange)

    def check(self, event: FrameworkMisuse | UnmetNeed | ObjectChange, view: View) -> Iterator[Finding]:
        if isinstance(event, UnmetNeed):
            yield unmet_need(event, view)
            return
        if isinstance(event, ObjectChange):
            yield from object_change(event, view)
            return
        module = view.module(event.place)
        written = module.slice(span_of(module, event.node))
        match event.misuse:
            case Misuse.FROZEN:
                message = (
                    f"`{written}` is assigned in `{event.name}.{event.owner}`, where the module is frozen"
                )
                cure = "use a local variable, or return the value"
                if event.raises is not None and event.raises.startswith("flax"):
                    cure = "use a local variable, `self.sow`, or `self.variable` for state"
            case Misuse.OUTSIDE:
                called = written.partition("(")[0]
                message = f"`{called}` is called outside of a function under `hk.transform`"
                cure = "call it in a function, and transform that: `hk.transform(f)`"
        yield Finding(self.code, message, span_of(module, event.node), help=cure, predicts=event.raises)
