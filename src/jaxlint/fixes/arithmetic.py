"""Whether a number that a traced function reads may as well be a tracer: it is only calculated with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from jaxlint.fixes.bindings import nodes
from jaxlint.fixes.mentions import Mention, Variable
from jaxlint.fixes.purity import Purity
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.signatures.methods import MethodKind, array_method_kind
from jaxlint.signatures.signature import Does, Makes, Signature
from jaxlint.signatures.table import lookup

COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
ARRAY_ATTRIBUTES = frozenset({"T", "mT", "real", "imag"})
PROMOTING = ("jax.numpy.", "jax.nn.")
"""Functions that treat a number and a weakly typed tracer alike; `jax.lax` does not promote."""


class Arithmetic:
    """The expressions of one function that is traced in a staged region."""

    def __init__(self, module: Module, function: tree.Function, arrays: frozenset[str]) -> None:
        self._module, self._function, self._arrays = module, function, arrays
        self._bound: dict[str, list[tree.Expr | None]] = {}
        self._asked: set[str] = set()
        for name, value in local_values(function):
            self._bound.setdefault(name, []).append(value)

    def absorbs(self, mention: Mention) -> bool:
        """Whether what is calculated from a number here is traced anyway, and takes a tracer as well."""
        child: tree.Node = mention.node
        parents = [*mention.parents]
        while parents:
            parent = parents.pop()
            match parent:
                case tree.Binary(left=left, right=right):
                    if self._is_array(right if child is left else left, mention):
                        return True
                case tree.Unary(op="-" | "+" | "~"):
                    pass
                case tree.Compare(left=left, rest=rest):
                    others = [node for node in (left, *(right for _, right in rest)) if node is not child]
                    plain = len(rest) == 1 and rest[0][0] in COMPARISONS
                    return plain and any(self._is_array(other, mention) for other in others)
                case tree.Argument():
                    call = parents[-1]
                    return isinstance(call, tree.Call) and self._takes_tracer(call, parent)
                case tree.AugAssign(target=target, value=value):
                    return value is child and self._is_array(target, mention)
                case _:
                    return False
            child = parent
        return False

    def _is_array(self, node: tree.Expr, mention: Mention) -> bool:
        """Whether an expression is surely a tracer."""
        match node:
            case tree.Name(id=name):
                return self._is_array_variable(name, mention)
            case tree.Binary(left=left, right=right):
                return self._is_array(left, mention) or self._is_array(right, mention)
            case tree.Unary(op="-" | "+" | "~", operand=operand):
                return self._is_array(operand, mention)
            case tree.Subscript(value=value):
                return self._is_array(value, mention)
            case tree.Attribute(value=value, attr=attr) if attr in ARRAY_ATTRIBUTES:
                return self._is_array(value, mention)
            case tree.Call(func=tree.Attribute(value=value, attr=attr)) if self._is_array(value, mention):
                return array_method_kind(attr) is MethodKind.PURE
            case tree.Call():
                return self._row(node) is not None
        return False

    def _is_array_variable(self, name: str, mention: Mention) -> bool:
        """A parameter that is an array, or a local variable that is given nothing but arrays."""
        if mention.variable(name) != Variable(name, id(self._function.scope)) or name in self._asked:
            return False
        values = self._bound.get(name, [])
        is_parameter = any(parameter.name == name for parameter in self._function.parameters)
        if is_parameter and (name not in self._arrays or values):
            return False
        self._asked.add(name)
        try:
            return all(value is not None and self._is_array(value, mention) for value in values) and (
                is_parameter or bool(values)
            )
        finally:
            self._asked.discard(name)

    def _row(self, call: tree.Call) -> Signature | None:
        """The row of a function whose results are arrays, whatever it is given."""
        name = Purity(self._module, call.at).dotted(call.func)
        row = lookup(name) if name is not None and name.startswith(PROMOTING) else None
        return row if row is not None and row.makes is Makes.ARRAY else None

    def _takes_tracer(self, call: tree.Call, argument: tree.Argument) -> bool:
        row = self._row(call)
        if row is None or row.parameters is None or any(one.stars for one in call.args):
            return False
        if argument.keyword is not None:
            names = [parameter.name for parameter in row.parameters if parameter.name == argument.keyword]
        else:
            position = call.args.index(argument)
            by_position = [parameter for parameter in row.parameters if parameter.kind in ("", "/")]
            names = [parameter.name for parameter in by_position[position : position + 1]]
        return bool(names) and row.does.get(names[0], Does.READ) is Does.READ


@lru_cache(maxsize=32)
def local_values(function: tree.Function) -> tuple[tuple[str, tree.Expr | None], ...]:
    """Names that a function binds, with the value where it is one expression."""
    return tuple(_local_values(function))


def _local_values(function: tree.Function) -> Iterator[tuple[str, tree.Expr | None]]:
    simple: set[int] = set()
    for node in nodes(function.body):
        match node:
            case tree.Assign(targets=(tree.Name(id=name) as target,), value=value):
                simple.add(target.at)
                yield name, value
            case tree.AugAssign(target=tree.Name() as target):
                # An array stays one, whatever is added to it.
                simple.add(target.at)
    for node in nodes(function.body):
        for part in _targets(node):
            if isinstance(part, tree.Name) and part.at not in simple:
                yield part.id, None


def _targets(node: tree.Node) -> Iterator[tree.Node]:
    match node:
        case tree.Assign(targets=targets) | tree.Delete(targets=targets):
            yield from nodes(targets)
        case tree.AnnAssign(target=target) | tree.For(target=target) | tree.Walrus(target=target):
            yield from nodes((target,))
        case tree.Generator(target=target):
            yield from nodes((target,))
        case tree.WithItem(target=tree.Expr() as target):
            yield from nodes((target,))
        case tree.Case(binds=binds):
            yield from binds
