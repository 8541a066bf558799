"""JXL910: an object of a framework, used where the framework does not allow it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jaxlint.fixes.imports import spell_at
from jaxlint.program.module import Module
from jaxlint.program.uses import span_of
from jaxlint.rules.base import Rule
from jaxlint.rules.needs import unmet_need
from jaxlint.signatures.framework_changes import LOSES_CHANGES
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.text.findings import Finding, Note
from jaxlint.tracer.applied import UnmetNeed
from jaxlint.tracer.misuse import FrameworkMisuse, Misuse
from jaxlint.tracer.view import View


class MisuseOfFramework(Rule[FrameworkMisuse | UnmetNeed]):
    """NNX objects change under NNX' transformations, modules are frozen when called, Haiku's live in `transform`."""

    code = "JXL910"
    name = "framework-misuse"
    summary = (
        "NNX changes that `jax.jit` drops, stores into frozen modules, modules run without what they need"
    )
    watches = (FrameworkMisuse, UnmetNeed)

    def check(self, event: FrameworkMisuse | UnmetNeed, view: View) -> Iterator[Finding]:
        module = view.module(event.place)
        if isinstance(event, UnmetNeed):
            yield unmet_need(event, view)
            return
        written = module.slice(span_of(module, event.node))
        notes: tuple[Note, ...] = ()
        fix = None
        match event.misuse:
            case Misuse.LOST:
                transform, name = event.transform, event.name
                message = (
                    f"`{transform}` drops what `{_short(written)}` changes in `{name}`: it works on a copy"
                )
                better = LOSES_CHANGES[transform].removeprefix("flax.")
                cure = f"use `{better}`, or return the state of `{name}`"
                if event.applied is not None:
                    notes = (Note("applied here", span_of(module, event.applied)),)
                    # `nnx.vmap` takes no changes of what is not mapped.
                    vectorises = transform in ("jax.vmap", "jax.pmap")
                    fix = None if vectorises else _fix(module, event.applied, LOSES_CHANGES[transform])
            case Misuse.CLOSED if isinstance(event.node, ast.Name):
                name = event.name
                message = (
                    f"`{event.transform.removeprefix('flax.')}` of `{name}`, which changes when it is called"
                )
                cure = f"transform a function that is given it: `nnx.jit(lambda {name}, x: {name}(x))`"
            case Misuse.CLOSED:
                transform = event.transform.removeprefix("flax.")
                message = (
                    f"`{_short(written)}` changes `{event.name}`, which is made outside of `{transform}`"
                )
                cure = f"pass `{event.name}` to the function as an argument, under the transformation of NNX"
                if event.applied is not None:
                    notes = (Note("applied here", span_of(module, event.applied)),)
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
        yield Finding(
            self.code, message, span_of(module, event.node), notes, help=cure, predicts=event.raises, fix=fix
        )


def _short(text: str) -> str:
    return text if len(text) <= 40 and "\n" not in text else f"{text.partition('(')[0]}(...)"


def _fix(module: Module, applied: ast.expr, better: str) -> Fix | None:
    span = span_of(module, applied)
    spelling = spell_at(module, better, span)
    if spelling is None:
        return None
    return Fix(f"Use `{spelling.text}`", (Edit(span, spelling.text), *spelling.edits), Applicability.UNSAFE)
