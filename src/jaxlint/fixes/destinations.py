"""Where a number goes: whether whoever gets it does as well with an array of shape ()."""

from __future__ import annotations

from jaxlint.fixes.arithmetic import COMPARISONS
from jaxlint.fixes.mentions import Mention, everything
from jaxlint.fixes.operands import Kind, Operands
from jaxlint.fixes.purity import Purity
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.signatures.counterparts import counterpart
from jaxlint.signatures.methods import MethodKind, array_method_kind
from jaxlint.signatures.signature import Does
from jaxlint.signatures.table import lookup

CALCULATIONS = frozenset({"abs", "complex", "float", "int", "max", "min", "pow", "round"})
DISPLAYS = tree.Sequence | tree.Mapping


class Destinations:
    """Follows values through the function in which they are made, until they are calculated with or returned."""

    def __init__(self, module: Module, operands: Operands, *, may_return: bool) -> None:
        self._module, self._operands, self._may_return = module, operands, may_return
        self._seen: set[str] = set()

    def take_arrays(self, one: Mention) -> bool:
        """Whether everything that is made of an expression may be made of an array."""
        child: tree.Node = one.node
        parents = [*one.parents]
        while parents:
            parent = parents.pop()
            match parent:
                case tree.Return():
                    return self._may_return
                case tree.Binary(left=left, right=right):
                    other = right if left is child else left
                    if self._operands.kind(other) in (Kind.VALUE, Kind.ARRAY):
                        return True
                    if not _may_be_number(other):
                        return False
                case tree.Unary(op="-" | "+") | tree.Sequence(kind=tree.Display.TUPLE):
                    pass
                case tree.Compare(rest=((op, _),)) if op in COMPARISONS:
                    pass
                case tree.Conditional(test=test):
                    if test is child:
                        return False
                case tree.Mapping(items=items):
                    if any(key is child for key, _ in items):
                        return False
                case tree.Subscript(value=value, index=index) if index is child:
                    return self._operands.kind(value) in (Kind.VALUE, Kind.ARRAY)
                case tree.Argument():
                    call = parents.pop()
                    if not isinstance(call, tree.Call):
                        return False
                    if not self._is_calculation(call):
                        # What JAX returns is an array in any case.
                        return self._reads(call, parent)
                    parent = call
                case tree.Attribute(attr=attr):
                    return array_method_kind(attr) is MethodKind.PURE
                case tree.Assign(targets=(tree.Name(id=name),), value=value) if value is child:
                    return self._variable_takes_arrays(name, one)
                case tree.AugAssign(target=tree.Name(id=name), value=value) if value is child:
                    return self._variable_takes_arrays(name, one)
                case _:
                    return False
            child = parent
        return False

    def _variable_takes_arrays(self, name: str, one: Mention) -> bool:
        """Whether every reader of a local variable does with an array."""
        if name in self._seen:
            return True
        self._seen.add(name)
        variable = one.variable(name)
        if variable.is_global or self._operands.function is None:
            return False
        number = self._module.statement_of(one.node.at)
        numbers = self._module.index.slices[self._module.index.statements[number].group].numbers
        for statement in numbers:
            for other in everything(self._module.open(statement)):
                if not isinstance(other.node, tree.Name) or other.node.id != name:
                    continue
                if other.variable(name) != variable or _is_target(other):
                    continue
                if not self.take_arrays(other):
                    return False
        return True

    def _is_calculation(self, call: tree.Call) -> bool:
        """Whether a call is a calculation of Python's that takes arrays, or whose like does."""
        name = Purity(self._module, call.at).dotted(call.func)
        return name is not None and (name in CALCULATIONS or counterpart(name) is not None)

    def _reads(self, call: tree.Call, argument: tree.Argument) -> bool:
        """Whether a function of JAX takes an array for an argument."""
        name = Purity(self._module, call.at).dotted(call.func)
        row = lookup(name) if name is not None and name.startswith("jax.") else None
        if row is None or row.parameters is None or argument.stars:
            return False
        if argument.keyword is not None:
            names = [parameter.name for parameter in row.parameters if parameter.name == argument.keyword]
        else:
            position = call.args.index(argument)
            ordered = [parameter for parameter in row.parameters if parameter.kind in ("", "/")]
            names = [parameter.name for parameter in ordered[position : position + 1]]
        return bool(names) and row.does.get(names[0], Does.READ) is Does.READ


def _may_be_number(node: tree.Expr) -> bool:
    """Whether the other operand may be a number: `"%d" % n` and `[0] * n` ask for one of Python's."""
    if isinstance(node, tree.Constant):
        return not isinstance(node.value, (str, bytes))
    return not isinstance(node, (DISPLAYS, tree.FString))


def _is_target(one: Mention) -> bool:
    match one.parents[-1] if one.parents else None:
        case tree.Assign(targets=targets):
            return one.node in targets
        case tree.AugAssign(target=target):
            return one.node is target
    return False
