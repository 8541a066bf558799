"""JXL904: a loop hands JAX one operation at a time."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.compiled import compile_function
from jaxlint.program.uses import span_of
from jaxlint.rules.base import Rule
from jaxlint.rules.keywords import note_at
from jaxlint.text.findings import Finding
from jaxlint.tracer.effects import OF_TESTS
from jaxlint.tracer.uncompiled import Kind, Uncompiled
from jaxlint.tracer.view import View


class MissingJit(Rule[Uncompiled]):
    """Each operation outside of a compiled function is dispatched, and its result written, on its own."""

    code = "JXL904"
    name = "missing-jit"
    summary = "a loop calls a function, gradient or update that nothing compiles"
    on_by_default = False
    watches = (Uncompiled,)

    def check(self, event: Uncompiled, view: View) -> Iterator[Finding]:
        module = view.module(event.place)
        if OF_TESTS.search(module.path) is not None:
            return
        name = module.slice(span_of(module, event.function))
        fix = None
        notes = [note_at(module, "the loop", event.loop)]
        match event.kind:
            case Kind.FUNCTION:
                message = (
                    f"the loop calls `{name}`, which nothing compiles: JAX runs it operation by operation"
                )
                cure = f"decorate `{name}` with `@jax.jit`"
                if event.definition is not None:
                    notes.append(note_at(module, "defined here", event.definition))
                    fix = compile_function(module, event.definition)
            case Kind.GRADIENT:
                message = f"the gradient of `{name}` is traced anew in each iteration, and run operation by operation"
                cure = f"put `jax.jit` around the gradient of `{name}`, once, before the loop"
            case Kind.UPDATE:
                message = f"each iteration copies `{name}` to update a part of it: nothing compiles the loop"
                cure = (
                    "update all parts at once, or put the loop into a jitted function as `jax.lax.fori_loop`"
                )
        yield Finding(self.code, message, span_of(module, event.node), tuple(notes), help=cure, fix=fix)
