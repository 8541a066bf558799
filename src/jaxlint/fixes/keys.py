"""Fixes for random keys: a split before the first of two uses, the order of arguments, the number of a split."""

from __future__ import annotations

import re

from jaxlint.fixes.bindings import nodes
from jaxlint.fixes.imports import newline, spell
from jaxlint.fixes.source import Source, is_plain
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.text.edits import Applicability, Fix
from jaxlint.tracer.key_misuse import KeyMisuse, Misuse
from jaxlint.tracer.keys import Again, KeyReuse, Step

SUBKEY = "subkey"
_SIMPLE = tree.Assign | tree.AnnAssign | tree.AugAssign | tree.ExprStmt | tree.Return


def split_first(event: KeyReuse, module: Module) -> Fix | None:
    """`key, subkey = jax.random.split(key)` before the first of two uses, which takes `subkey`.

    In a loop the two uses are one, and the split stands in the loop. None where the key is no variable of the
    function, or the use no statement of its own.
    """
    first, second, function = event.first, event.step, event.function
    if event.again not in (Again.LATER, Again.ITERATION) or function is None or first.statement is None:
        return None
    if not isinstance(first.node, tree.Name) or not isinstance(second.node, tree.Name):
        return None
    name = first.node.id
    scope = function.scope
    if second.node.id != name or name not in scope.bound or name in scope.global_names | scope.nonlocal_names:
        return None
    if (
        first.place.module != second.place.module
        or not _is_in(first, function)
        or not _is_in(second, function)
    ):
        return None
    return _split_before(first, first.node, function, module)


def _is_in(step: Step, function: tree.Function) -> bool:
    """Whether a use is a simple statement of the function itself, in no function inside, no comprehension."""
    statement = step.statement
    if not isinstance(statement, _SIMPLE):
        return False
    inner = [
        part
        for part in nodes((function.body,))
        if isinstance(part, (tree.Lambda, tree.FunctionDef, tree.Comprehension))
    ]
    hidden = {id(part) for each in inner for part in _below(each)}
    return (
        step.node is not None
        and id(step.node) not in hidden
        and any(part is statement for part in nodes((function.body,)))
    )


def _below(node: tree.Node) -> list[tree.Node]:
    return list(nodes((node,)))


def _split_before(step: Step, key: tree.Name, function: tree.Function, module: Module) -> Fix | None:
    statement = step.statement
    assert statement is not None
    spelling = spell(module, "jax.random.split", statement.at)
    if spelling is None or not module.is_faithful(statement.at):
        return None
    source = Source(module)
    start = source.start(statement)
    line = source.text.rfind("\n", 0, start) + 1
    indentation = source.text[line:start]
    if indentation.strip() or not is_plain(indentation):
        return None
    subkey = _new_name(source.text)
    split = f"{key.id}, {subkey} = {spelling.text}({key.id}){newline(module)}{indentation}"
    edits = (source.insert(start, split), source.replace(source.start(key), source.end(key), subkey))
    return Fix(f"Split `{key.id}` before this use", edits + spelling.edits, Applicability.UNSAFE)


def _new_name(text: str) -> str:
    """A name for the split key that nothing in the file has."""
    number = 1
    while re.search(rf"\b{SUBKEY}{number if number > 1 else ''}\b", text):
        number += 1
    return f"{SUBKEY}{number if number > 1 else ''}"


def match_number(event: KeyMisuse, module: Module) -> Fix | None:
    """`a, b = split(key, 3)` to `split(key, 2)`, where the call stands beside its names."""
    statement = event.statement
    if not isinstance(statement, tree.Assign) or not isinstance(statement.value, tree.Call):
        return None
    call = statement.value
    match call.func:
        case tree.Name(id="split") | tree.Attribute(attr="split") if module.is_faithful(statement.at):
            pass
        case _:
            return None
    source, wanted = Source(module), str(event.wants)
    title = f"Split into {wanted}"
    for position, argument in enumerate(call.args):
        number = argument.value
        if argument.keyword == "num" or (position == 1 and argument.keyword is None):
            if isinstance(number, tree.Constant) and number.value == event.has:
                edit = source.replace(source.start(number), source.end(number), wanted)
                return Fix(title, (edit,), Applicability.SAFE)
            return None
    if len(call.args) != 1 or call.args[0].stars or event.wants < 2:
        return None
    return Fix(title, (source.insert(source.end(call.args[0].value), f", {wanted}"),), Applicability.SAFE)


def move_key(event: KeyMisuse, module: Module) -> Fix | None:
    """`normal((3,), key)` to `normal(key, (3,))`: two arguments in the other order."""
    call, first, key = event.call, event.node, event.swapped
    if not isinstance(call, tree.Call) or key is None or event.misuse is not Misuse.NO_KEY:
        return None
    if len(call.args) < 2 or any(argument.keyword or argument.stars for argument in call.args[:2]):
        return None
    if call.args[0].value is not first or call.args[1].value is not key or not module.is_faithful(call.at):
        return None
    source = Source(module)
    edits = (
        source.replace(source.start(first), source.end(first), source.of(key)),
        source.replace(source.start(key), source.end(key), source.of(first)),
    )
    return Fix("Pass the key first", edits, Applicability.SAFE)
