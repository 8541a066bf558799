"""Tests, and `and` and `or`: what is known of their truth, also where their value is not."""

from __future__ import annotations

from jaxlint.domain.values import Array, Value
from jaxlint.program import tree
from jaxlint.tracer.concretization import Asker, tested
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.ends import join_ends
from jaxlint.tracer.narrowing import asks_size, doubts, narrow
from jaxlint.tracer.operators import truth
from jaxlint.tracer.own_operators import truth_method


def decide(t: Tracer, node: tree.Expr, asker: Asker) -> bool | None:
    """Evaluate a test: whether it holds, where that is known. `asker` asks for its truth."""
    if isinstance(node, tree.Boolean):
        return _settled(t, node, asker)[1]
    if not isinstance(node, tree.Conditional):
        return tested(t, truth_method(t, t.evaluate(node), node), node, asker)
    value, ways = _ways(t, node)
    if len(ways) == 1 or isinstance(value, Array):
        return tested(t, value, node, asker)
    t.doubt += 1
    answers = {tested(t, way, node, asker) for way in ways}
    t.doubt -= 1
    return answers.pop() if len(answers) == 1 else None


def boolean(t: Tracer, node: tree.Boolean) -> Value:
    return _settled(t, node, None)[0]


def _settled(
    t: Tracer, node: tree.Boolean, asks: Asker | None, whole: tree.Boolean | None = None
) -> tuple[Value, bool | None]:
    """`a and b`, and its truth: where `b` is false, it is false whatever `a` is.

    Who `asks` for its truth asks `b` for it, if `a` does not decide; `whole` is what the question is put to.
    """
    whole = whole or node
    goes_on = node.op == "and"
    asker = Asker.AND if goes_on else Asker.OR
    if isinstance(node.left, tree.Boolean):
        left, known = _settled(t, node.left, asker)
    else:
        left = t.evaluate(node.left)
        known = tested(t, truth_method(t, left, node.left), node.left, asker)
    if known is not None and known is not goes_on:
        return left, known
    if known is not None:
        return _last(t, node.right, asks, whole)
    before = t.live.fork()
    narrow(t, node.left, goes_on)
    doubt = doubts(t, node.left)[not goes_on]
    t.doubt += doubt
    right, ends = _last(t, node.right, asks, whole, unsure=True)
    t.doubt -= doubt
    return join_ends(t, [(before, left), (t.state, right)]), ends if ends is not goes_on else None


def _last(
    t: Tracer, node: tree.Expr, asks: Asker | None, whole: tree.Boolean, *, unsure: bool = False
) -> tuple[Value, bool | None]:
    """The right operand; `unsure` where the left one may have decided."""
    if isinstance(node, tree.Boolean):
        return _settled(t, node, asks, whole)
    value = t.evaluate(node)
    if asks is None:
        return value, truth(t, value)
    t.doubt += unsure
    known = tested(t, truth_method(t, value, node), whole, asks)
    t.doubt -= unsure
    return value, known


def conditional(t: Tracer, node: tree.Conditional) -> Value:
    return _ways(t, node)[0]


def _ways(t: Tracer, node: tree.Conditional) -> tuple[Value, list[Value]]:
    """What `a if test else b` is, and what it may be: one of them where the test is known."""
    known = decide(t, node.test, Asker.CONDITIONAL)
    if known is not None:
        value = t.evaluate(node.body if known else node.orelse)
        return value, [value]
    holding, failing = doubts(t, node.test)
    unsized = asks_size(t, node.test)
    before = t.live.fork()
    narrow(t, node.test, True)
    t.unsized += unsized
    t.doubt += holding
    body = t.evaluate(node.body)
    t.doubt -= holding
    after = t.state
    t.state = before
    narrow(t, node.test, False)
    t.doubt += failing
    orelse = t.evaluate(node.orelse)
    t.doubt -= failing
    t.unsized -= unsized
    return join_ends(t, [(after, body), (t.state, orelse)]), [body, orelse]


Tracer.evaluators.update({tree.Boolean: boolean, tree.Conditional: conditional})
