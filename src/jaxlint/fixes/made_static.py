"""Arguments that JAX refuses: made static where they are traced, made tuples where they are static."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.origins import Place
from jaxlint.fixes.mentions import everything
from jaxlint.fixes.purity import Purity
from jaxlint.fixes.source import Source
from jaxlint.fixes.statics import JIT, PARTIAL, UnfitError, option_edits
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.program.tree import Display
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.tracer.jit_arguments import JittedMethod, NonArrayArgument, UnhashableStatic
from jaxlint.tracer.leaves import MEMBER

NAMED = ("a string", "a function", MEMBER)
"""What a name mostly holds for good."""


def receiver_fix(event: JittedMethod, module: Module) -> Fix | None:
    """`static_argnames="self"`, where the object may be one."""
    if not event.hashable or event.is_class:
        return None
    return _static_fix(event, module)


def argument_fix(event: NonArrayArgument, module: Module) -> Fix | None:
    """The parameter made static, where what it gets stays the same from call to call: a string, a named function,
    a member of an enumeration.
    """
    match event.node:
        case tree.Constant(value=str()):
            pass
        case tree.Name() | tree.Attribute() if event.refused.what.startswith(NAMED):
            pass
        case _:
            return None
    return None if event.refused.path else _static_fix(event, module)


def _static_fix(event: JittedMethod | NonArrayArgument, module: Module) -> Fix | None:
    definition, applied = event.definition, event.applied_at
    if definition is None or applied.module != module.name or event.transform != JIT:
        return None
    parameter = next((p for p in definition.parameters if p.name == event.parameter), None)
    jitted = _node(module, applied)
    if parameter is None or jitted is None or not _is_jit(module, jitted):
        return None
    try:
        edits = tuple(option_edits(module, jitted, parameter, definition))
    except UnfitError:
        return None
    return Fix(f"Make `{parameter.name}` static", edits, Applicability.UNSAFE)


def _node(module: Module, place: Place) -> tree.Expr | None:
    group = module.index.statements[module.statement_of(place.at)].group
    for number in module.index.slices[group].numbers:
        for one in everything(module.open(number)):
            if one.node.at == place.at and isinstance(one.node, tree.Expr):
                return one.node
    return None


def _is_jit(module: Module, node: tree.Expr) -> bool:
    """Whether an expression is written as `jax.jit`, a call of it, or a `partial` of it."""
    names = Purity(module, node.at)
    if not isinstance(node, tree.Call):
        return names.dotted(node) == JIT
    if names.dotted(node.func) == PARTIAL and node.args:
        return names.dotted(node.args[0].value) == JIT
    return names.dotted(node.func) == JIT


def tuple_fix(event: UnhashableStatic, module: Module) -> Fix | None:
    """A tuple for the list that is written as the argument."""
    node = event.node
    if not isinstance(node, tree.Sequence) or not module.is_faithful(node.at):
        return None
    source = Source(module)
    try:
        edits = tuple(_tuples(source, node))
    except UnfitError:
        return None
    return Fix("Pass a tuple", edits, Applicability.UNSAFE) if edits else None


def _tuples(source: Source, node: tree.Sequence) -> Iterator[Edit]:
    """The brackets of a list display and of the lists in it made parentheses."""
    start, end = source.start(node), source.end(node)
    if node.kind is Display.LIST:
        if any(isinstance(element, tree.Starred) for element in node.elements):
            raise UnfitError
        yield source.replace(start, start + 1, "(")
        if len(node.elements) == 1:
            last = source.after_filler(source.end(node.elements[0]))
            yield source.replace(end - 1, end, ")" if source.text[last] == "," else ",)")
        else:
            yield source.replace(end - 1, end, ")")
    for element in node.elements:
        match element:
            case tree.Sequence(kind=Display.LIST | Display.TUPLE):
                yield from _tuples(source, element)
            case tree.Sequence() | tree.Mapping() | tree.Comprehension():
                raise UnfitError
