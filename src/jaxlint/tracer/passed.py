"""The expressions that a call passes for the parameters of a row."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.values import TupleValue, Value
from jaxlint.program import tree
from jaxlint.signatures.signature import Arguments, Signature
from jaxlint.tracer.arguments import CallArguments


def node_of(signature: Signature, name: str, args: CallArguments) -> tree.Expr | None:
    """The expression that a call passes for a parameter, where it is one."""
    for position, parameter in enumerate(signature.parameters or ()):
        if parameter.name == name:
            by_position = parameter.kind in ("", "/")
            return args.node(position if by_position else len(args.nodes), name)
    return None


def operands(
    signature: Signature, arguments: Arguments, args: CallArguments, call: tree.Node
) -> Iterator[tuple[str, tree.Expr | None, Value]]:
    """Arguments with their expressions by the names that mismatches use: `x`, `arrays[1]`."""
    for position, parameter in enumerate(signature.parameters or ()):
        name = parameter.name
        if name not in arguments:
            continue
        value, node = arguments[name], node_of(signature, name, args)
        match call:
            case tree.Call(func=tree.Attribute(value=receiver)) if name == "self" and node is None:
                node = receiver
        if not isinstance(value, TupleValue) or value.fields:
            yield name, node, value
            continue
        nodes = node.elements if isinstance(node, tree.Sequence) else ()
        if parameter.kind == "*args":
            nodes = tuple(n for n in args.nodes[position:] if n is not None)
        known = len(nodes) == len(value.items) and not any(isinstance(n, tree.Starred) for n in nodes)
        for at, item in enumerate(value.items):
            yield f"{name}[{at}]", nodes[at] if known else None, item


def nodes_of(signature: Signature, args: CallArguments) -> dict[str, tree.Expr]:
    """The expressions that a call passes, by parameter."""
    found: dict[str, tree.Expr] = {}
    by_keyword = dict(args.keyword_nodes)
    for position, parameter in enumerate(signature.parameters or ()):
        by_position = position < len(args.nodes) and parameter.kind in ("", "/")
        node = args.nodes[position] if by_position else by_keyword.get(parameter.name)
        if node is not None:
            found[parameter.name] = node
    return found
