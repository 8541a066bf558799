"""Tests, and `and` and `or`: what is known of their truth, also where their value is not."""

from __future__ import annotations

from jaxlint.domain.lattice import join
from jaxlint.domain.values import Value
from jaxlint.program import tree
from jaxlint.tracer.concretization import Asker, tested
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.narrowing import doubts, narrow
from jaxlint.tracer.operators import truth


def decide(t: Tracer, node: tree.Expr, asker: Asker) -> bool | None:
    """Evaluate a test: whether it holds, where that is known. `asker` asks for its truth."""
    if isinstance(node, tree.Boolean):
        value, holds = _settled(t, node)
        return tested(t, value, node, asker) if holds is None else holds
    return tested(t, t.evaluate(node), node, asker)


def boolean(t: Tracer, node: tree.Boolean) -> Value:
    return _settled(t, node)[0]


def _settled(t: Tracer, node: tree.Boolean) -> tuple[Value, bool | None]:
    """`a and b`, and its truth: where `b` is false, it is false whatever `a` is."""
    asker = Asker.AND if node.op == "and" else Asker.OR
    goes_on = node.op == "and"
    if isinstance(node.left, tree.Boolean):
        left, known = _settled(t, node.left)
        known = tested(t, left, node.left, asker) if known is None else known
    else:
        left = t.evaluate(node.left)
        known = tested(t, left, node.left, asker)
    if known is not None and known is not goes_on:
        return left, known
    if known is not None:
        return _last(t, node.right)
    before = t.live.fork()
    narrow(t, node.left, goes_on)
    doubt = doubts(t, node.left)[not goes_on]
    t.doubt += doubt
    right, ends = _last(t, node.right)
    t.doubt -= doubt
    t.state = t.join(before, t.state)
    return join(left, right), ends if ends is not goes_on else None


def _last(t: Tracer, node: tree.Expr) -> tuple[Value, bool | None]:
    """The right operand: nobody asks for its truth here, but what is known of it counts."""
    if isinstance(node, tree.Boolean):
        return _settled(t, node)
    value = t.evaluate(node)
    return value, truth(t, value)


Tracer.evaluators[tree.Boolean] = boolean
