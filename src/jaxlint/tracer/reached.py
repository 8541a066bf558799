"""Whether what a loop counts is used in every turn: a test in between may leave out those in which it does not fit."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.program import tree
from jaxlint.tracer.core import FrameInfo, Tracer
from jaxlint.tracer.uses import nodes

LEAVING = tree.Break | tree.Continue | tree.Return | tree.Raise | tree.Assert


def holds_always(t: Tracer, number: tree.Expr, node: tree.Expr) -> bool:
    """Whether `number`, a part of `node`, is what it is now wherever the program comes to use it there.

    Which number a caller passes may depend on tests that nobody follows; so may what an enclosing function has counted.
    """
    frames = list(_own_frames(t))
    for name in _variables(number):
        home = t.home_of(name)
        if home is None or (home.scope is None and home not in frames):
            continue
        if home not in frames or name in _parameters(home):
            return False
        loops = [turn.statement for turn in t.turns if turn.frame == home.serial and turn.statement]
        if (loops and not _runs_always(t, loops[0])) or _is_tested(t, node):
            return False
    return True


def _own_frames(t: Tracer) -> Iterator[FrameInfo]:
    """The current frame; of a comprehension, the one in which it stands as well."""
    info: FrameInfo | None = t.current
    while info is not None:
        yield info
        inside = info.scope is not None and (info.function is None or info.scope is not info.function.scope)
        info = t.frames.get(info.parent) if inside and info.parent is not None else None


def _variables(node: tree.Expr) -> Iterator[str]:
    """Names whose values a number is made of; what stands behind a parameter's dot belongs to the object."""
    waiting: list[object] = [node]
    while waiting:
        match waiting.pop():
            case tree.Name(id=name):
                yield name
            case tree.Binary(left=left, right=right):
                waiting += (left, right)
            case tree.Unary(operand=operand):
                waiting.append(operand)
            case tree.Sequence(elements=elements):
                waiting += elements
            case tree.Call(args=given):
                waiting += (one.value for one in given if not isinstance(one.value, tree.Name))


def _parameters(info: FrameInfo) -> set[str]:
    return set() if info.function is None else {parameter.name for parameter in info.function.parameters}


def _runs_always(t: Tracer, loop: tree.Stmt) -> bool:
    """Whether the statement under way runs in each turn of a loop and of those inside: no test before or around it."""
    while isinstance(loop, (tree.For, tree.While, tree.With)):
        for statement in loop.body:
            if statement is t.running:
                return True
            inside = isinstance(statement, (tree.For, tree.While, tree.With))
            if inside and any(node is t.running for node in nodes(statement)):
                loop = statement
                break
            if any(isinstance(node, LEAVING) for node in nodes(statement)):
                return False
        else:
            return False
    return False


def _is_tested(t: Tracer, node: tree.Expr) -> bool:
    """Whether the statement evaluates `node` only where a test of its own allows it."""
    for part in nodes(t.running.test if isinstance(t.running, (tree.If, tree.While)) else t.running):
        match part:
            case tree.Conditional(body=body, orelse=orelse):
                guarded: object = (body, orelse)
            case tree.Boolean(right=right):
                guarded = right
            case tree.Comprehension(element=element, value=value, generators=generators):
                tests = any(generator.tests for generator in generators)
                guarded = (element, value) if tests else ()
            case _:
                continue
        if any(inner is node for inner in nodes(guarded)):
            return True
    return False
