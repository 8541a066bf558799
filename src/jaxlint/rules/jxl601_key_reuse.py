"""JXL601: a random key is used up twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jaxlint.fixes.bindings import bindings_of, bound_names, nodes
from jaxlint.fixes.keys import split_first
from jaxlint.program import tree
from jaxlint.program.render import render
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import MOST, certainty, quoted
from jaxlint.text.findings import Certainty, Finding, Note
from jaxlint.tracer.effects import OF_TESTS
from jaxlint.tracer.keys import Again, KeyReuse, Step
from jaxlint.tracer.view import View

COMPARING = re.compile(r"assert|allclose|isclose|array_equal|assertEqual|assertTrue")
"""Names of functions that compare arrays."""


SHUFFLES = frozenset({"jax.random.permutation", "jax.random.choice"})
"""What puts several arrays into one order, or takes the same rows of them, with one key."""


INVERSES = ("inverse", "inv", "undo")
"""What the names of functions that undo others have in front of theirs, or after it."""


class KeyReuseRule(Rule[KeyReuse]):
    """A draw and a split use a key up: whoever uses it again gets the same numbers, or numbers that hang together."""

    code = "JXL601"
    name = "key-reuse"
    summary = "a random key is used again after a draw or a split has consumed it"
    watches = (KeyReuse,)

    def check(self, event: KeyReuse, view: View) -> Iterator[Finding]:
        module = view.module(event.place)
        meant = is_test(event, module.path) or is_meant(event)
        if meant and not view.pedantic:
            return
        yield Finding(
            self.code,
            _message(event, view),
            view.span(event.place),
            _notes(event, view),
            help=_cure(event),
            fix=split_first(event, module),
            certainty=Certainty.POSSIBLE if meant else certainty(event),
        )


def is_test(event: KeyReuse, path: str) -> bool:
    """Whether the reuse is in a test: inputs of tests may hang together, and functions are compared on one key."""
    function = event.function
    named = function is not None and any(part.startswith("test") for part in function.qualname.split("."))
    return named or OF_TESTS.search(path) is not None


def is_meant(event: KeyReuse) -> bool:
    """Whether the same numbers are wanted: arrays are shuffled alike, a `partial` has bound the key, what was done is
    undone, or one call is made twice, as written, of a function and its compiled form, to compare the results, or to
    throw one away.
    """
    one, two = event.first, event.step
    if one.bound and two.bound and event.again is Again.LATER:
        return True
    if one.draws == two.draws and one.draws in SHUFFLES and event.again is not Again.BODY:
        return event.again is not Again.ITERATION or not _is_same_in_each_round(event)
    if one.call is None or two.call is None:
        return False
    if _name(two.call) in _inverses(_name(one.call)):
        return True
    if not event.same:
        return False
    if render(one.call.func) != render(two.call.func):
        return True
    if isinstance(one.statement, tree.ExprStmt) or isinstance(two.statement, tree.ExprStmt):
        return True
    return event.function is not None and any(map(_compares, nodes((event.function.body,))))


def _name(call: tree.Call) -> str:
    match call.func:
        case tree.Name(id=name) | tree.Attribute(attr=name):
            return name
    return ""


def _inverses(name: str) -> set[str]:
    """Names of what undoes a function, which needs the key that the function has used."""
    return {f"{prefix}_{name}" for prefix in INVERSES} | {f"{name}_{suffix}" for suffix in INVERSES}


def _is_same_in_each_round(event: KeyReuse) -> bool:
    """Whether a loop makes the very call again and again: nothing in it is bound by the loop."""
    call, function = event.step.call, event.function
    loops = [] if function is None else list(_loops_around(event, function))
    if call is None or not loops:
        return False
    bound = {name for loop in loops for each in bindings_of((loop,)) for name in each.bound}
    bound |= {
        target.id
        for node in nodes(loops)
        if isinstance(node, tree.AugAssign)
        for target in bound_names(node.target)
    }
    return not any(isinstance(node, tree.Name) and node.id in bound for node in nodes((call,)))


def _loops_around(event: KeyReuse, function: tree.Function) -> Iterator[tree.Stmt]:
    for node in nodes(function.body):
        if isinstance(node, (tree.For, tree.While)) and any(n is event.statement for n in nodes(node.body)):
            yield node


def _compares(node: tree.Node) -> bool:
    """Whether a node compares arrays: `assert`, `jnp.allclose(a, b)`, `assert_array_equal`."""
    match node:
        case tree.Assert():
            return True
        case tree.Call(func=tree.Name(id=name) | tree.Attribute(attr=name)):
            return COMPARING.search(name) is not None
    return False


def _key(step: Step) -> str:
    if not step.shown:
        return "the key"
    return f"`{step.shown}`" if step.is_key else f"the key in `{step.shown}`"


def _consumer(step: Step, view: View) -> str:
    """What uses the key, as written."""
    if step.call is not None:
        return f"`{quoted(step.call.func, step.place, view)}`"
    return f"`{step.function}`" if isinstance(step.function, str) else "a call"


def _message(event: KeyReuse, view: View) -> str:
    key, may = _key(event.step), "" if event.certain else "may have been "
    consumer = _consumer(event.step, view)
    match event.again:
        case Again.TWICE:
            return _short(f"{consumer} is given {key} for two keys", ", and draws the same numbers with both")
        case Again.ITERATION:
            return _short(
                f"{key} is consumed by {consumer} in every iteration", ": each draws the same numbers"
            )
        case Again.BODY:
            lead = f"{key} is consumed in every iteration of `{event.transform}`"
            return _short(lead, ": each draws the same numbers")
        case Again.ROWS:
            return _short(
                f"{key} may be the same for every row of `{event.transform}`", ": all draw the same numbers"
            )
    first = _consumer(event.first, view)
    where = f"line {view.span(event.first.place).line}"
    if event.first.place.module != event.place.module:
        where = view.where(event.first.place)
    have = may or "was already "
    return _short(f"{key} {have}consumed by {first} on {where}", f", and {consumer} uses it again")


def _short(lead: str, tail: str) -> str:
    return lead + tail if len(lead + tail) <= MOST else lead


def _notes(event: KeyReuse, view: View) -> tuple[Note, ...]:
    if event.again is not Again.LATER:
        return ()
    return (view.note(f"{_key(event.first)} is consumed here", event.first.place, event.place),)


def _cure(event: KeyReuse) -> str:
    key = event.step.shown if event.step.is_key and event.step.shown else "key"
    match event.again:
        case Again.BODY:
            return "carry the key and split it in the body, or use `jax.random.fold_in(key, i)`"
        case Again.ROWS:
            return "map over keys: `jax.random.split(key, n)`"
    if not key.isidentifier():
        return f"give each use a key of its own: `jax.random.split({key})` makes two"
    return f"split it before each use: `{key}, subkey = jax.random.split({key})`"
