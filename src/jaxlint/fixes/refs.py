"""`ref[...]` for `ref`: reading a reference, and writing into it."""

from __future__ import annotations

from jaxlint.fixes.source import Source
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.text.edits import Applicability, Fix
from jaxlint.tracer.refs import Misuse, RefMisuse
from jaxlint.tracer.uses import nodes


def read_or_write(event: RefMisuse, module: Module) -> Fix | None:
    """The index that reads or writes the whole array. Rebinding a name that is read later may be meant."""
    node = event.node
    if event.misuse is Misuse.RETURNED or not isinstance(node, tree.Name) or not module.is_faithful(node.at):
        return None
    if event.misuse is Misuse.REBOUND and not _is_only_mention(event, node, module):
        return None
    edit = Source(module).insert(Source(module).end(node), "[...]")
    title = f"Read `{node.id}[...]`" if event.misuse is Misuse.OPERAND else f"Write into `{node.id}[...]`"
    return Fix(title, (edit,), Applicability.SAFE)


def _is_only_mention(event: RefMisuse, node: tree.Name, module: Module) -> bool:
    """Whether the kernel does nothing else with the name."""
    number = module.statement_of(node.at)
    functions = [
        found
        for found in nodes(tuple(module.open(number)))
        if isinstance(found, tree.Function)
        and any(inner is node or inner.at == node.at for inner in nodes(found.body))
    ]
    if not functions:
        return False
    mentions = [n for n in nodes(functions[-1].body) if isinstance(n, tree.Name) and n.id == node.id]
    return len(mentions) == 1
