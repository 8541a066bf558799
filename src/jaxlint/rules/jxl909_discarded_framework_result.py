"""JXL909: a library returns something new, and nobody takes it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jaxlint.fixes.lines import line_behind
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.program.uses import span_of
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import MOST, certainty, quoted
from jaxlint.signatures.results import PureResult
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.text.findings import Finding
from jaxlint.text.span import Span
from jaxlint.tracer.checks import CompiledCheck
from jaxlint.tracer.discards import DiscardedResult, DiscardedResultOfMethod
from jaxlint.tracer.unread_errors import UnreadError
from jaxlint.tracer.view import View

Discarded = DiscardedResult | DiscardedResultOfMethod | UnreadError | CompiledCheck


class DiscardedFrameworkResult(Rule[Discarded]):
    """Optimizers, trees and checks of JAX's libraries return what they make; they change nothing, and raise nothing."""

    code = "JXL909"
    name = "discarded-framework-result"
    summary = "the result of a function that does nothing but return is thrown away"
    watches = (DiscardedResult, DiscardedResultOfMethod, UnreadError, CompiledCheck)

    def check(self, event: Discarded, view: View) -> Iterator[Finding]:
        module = view.module(event.place)
        if isinstance(event, CompiledCheck):
            yield self._compiled(event, view)
            return
        if isinstance(event, UnreadError):
            yield self._unread(event, module)
            return
        if isinstance(event, DiscardedResultOfMethod):
            yield self._of_method(event, view)
            return
        call = event.use.call
        assert call is not None, "what is discarded is a call"
        renewed = _renewed(event, module, call)
        called = module.slice(span_of(module, call.func))
        yield Finding(
            self.code,
            _message(called, event.result),
            span_of(module, call),
            help=f"bind the result: `{renewed or '...'} = {called}(...)`",
            fix=None if renewed is None else _fix(span_of(module, call), renewed),
        )

    def _of_method(self, event: DiscardedResultOfMethod, view: View) -> Finding:
        called, span = quoted(event.call.func, event.place, view), view.span(event.place)
        renewed = None
        if event.result.renews is not None and isinstance(event.call.func, tree.Attribute):
            receiver = event.call.func.value
            renewed = receiver.id if isinstance(receiver, tree.Name) else None
        return Finding(
            self.code,
            _message(called, event.result),
            span,
            help=f"bind the result: `{renewed or '...'} = {called}(...)`",
            fix=None if renewed is None else _fix(span, renewed),
            certainty=certainty(event),
        )

    def _compiled(self, event: CompiledCheck, view: View) -> Finding:
        call = quoted(event.call.func, event.place, view)
        by, function = event.transform, event.function
        message = (
            f"`{call}` cannot be compiled: `{by}` traces `{function}`, and no `checkify` takes what it finds"
        )
        if len(message) > MOST:
            message = f"`{call}` cannot be compiled: no `checkify` around `{by}` takes what it finds"
        return Finding(
            self.code,
            message,
            view.span(event.place),
            (view.note(f"`{by}` is applied here", event.applied_at, event.place),),
            help=f"call `checkify.checkify({function})`, which returns an error beside the result",
            predicts="ValueError",
            certainty=certainty(event),
        )

    def _unread(self, event: UnreadError, module: Module) -> Finding:
        name = event.target.id
        return Finding(
            self.code,
            f"`{name}` is never read: what the checks under `checkify` have found is lost",
            span_of(module, event.target),
            help=f"`{name}.throw()` raises what was found, once the function is back from JAX",
            fix=_thrown(module, event),
        )


def _thrown(module: Module, event: UnreadError) -> Fix | None:
    """`err.throw()` on a line of its own behind the assignment."""
    edit = line_behind(module, span_of(module, event.statement), f"{event.target.id}.throw()")
    return None if edit is None else Fix("raise what was found", (edit,), Applicability.UNSAFE)


def _renewed(event: DiscardedResult, module: Module, call: ast.Call) -> str | None:
    """The variable that the result is the new version of."""
    position = event.result.renews
    if position is None or len(call.args) <= position or any(isinstance(a, ast.Starred) for a in call.args):
        return None
    argument = call.args[position]
    return argument.id if isinstance(argument, ast.Name) else None


def _message(called: str, result: PureResult) -> str:
    verb = "are" if result.what.endswith("s") else "is"
    return f"`{called}` changes nothing: {result.what}, which it returns, {verb} thrown away"


def _fix(start: Span, name: str) -> Fix:
    edit = Edit(Span(start.line, start.column, start.line, start.column), f"{name} = ")
    return Fix(f"bind the result to `{name}`", (edit,), Applicability.UNSAFE)
