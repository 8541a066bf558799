"""What the expressions around a traced value are: Python numbers, traced values, arrays, truth values."""

from __future__ import annotations

import enum

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval
from jaxlint.domain.values import (
    Array,
    Const,
    Extent,
    Host,
    NumPyArray,
    Tracedness,
    TupleValue,
    Value,
)
from jaxlint.fixes.arithmetic import ARRAY_ATTRIBUTES, COMPARISONS, local_values
from jaxlint.fixes.bindings import nodes
from jaxlint.fixes.mentions import Mention, everything
from jaxlint.fixes.names import Names
from jaxlint.fixes.purity import Purity
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.signatures.constants import constant
from jaxlint.signatures.methods import MethodKind, array_method_kind
from jaxlint.signatures.signature import Arguments, Makes, Signature
from jaxlint.signatures.table import lookup
from jaxlint.tracer.concretization import Asker, BoolConversion, Concretization

NUMBERS = (bool, int, float, complex)
PYTHON_NUMBERS = frozenset({"len", "int", "float", "bool"})
SAME_KIND = frozenset({"abs", "min", "max", "pow", "round", "sum"})
"""Builtins that give arrays for arrays and numbers for numbers."""
CALCULATED = frozenset({"-", "/", "//", "**", "@"})
"""Operators that neither sequences nor strings have."""
TESTS = frozenset({"any", "all"})
ASKED_THEMSELVES = frozenset(
    {Asker.IF, Asker.ELIF, Asker.CONDITIONAL, Asker.AND, Asker.OR, Asker.NOT, Asker.WHILE, Asker.ASSERT}
)
"""What asks the value of the very expression that it names."""
STATIC_NUMBERS = frozenset({"ndim", "size"})


class Kind(enum.IntEnum):
    """What is surely known of an expression's value; the less, the lower."""

    NUMBER = 1
    """A Python number."""
    VALUE = 2
    """Traced, when the function is; a caller that does not trace may hand over a Python number."""
    ARRAY = 3
    """An array, for every caller."""


class Operands:
    """The expressions of the function in which a tracer is asked for what it does not have."""

    def __init__(self, event: Concretization, module: Module) -> None:
        self._module = module
        frame = event.frames[-1] if event.frames else None
        self.function = None if frame is None else frame.function
        self.given: dict[str, Value] = {} if frame is None else dict(frame.arguments)
        self._compared = _compared(event.node)
        is_value = isinstance(event, BoolConversion) and event.asker in ASKED_THEMSELVES
        self.is_traced_itself = self.function is not None and _is_argument(event, self.function)
        """Whether the value is an argument of this very function, which is traced and not called by another."""
        self._asked_node = event.node if is_value and event.certain else None
        self._asked_value = event.value
        self._bound: dict[str, list[tree.Expr | None]] = {}
        self._asked: set[str] = set()
        for name, value in () if self.function is None else local_values(self.function):
            self._bound.setdefault(name, []).append(value)

    def is_rebound(self, name: str) -> bool:
        """Whether the function gives a name a value of its own."""
        return name in self._bound

    def dotted(self, node: tree.Expr) -> str | None:
        return Purity(self._module, node.at).dotted(node)

    def kind(self, node: tree.Expr) -> Kind | None:
        """What an expression is; None where it may be anything."""
        found = self._kind(node)
        if found is not None:
            return found
        is_compared = isinstance(node, tree.Name) and node.id in self._compared
        return Kind.VALUE if is_compared or node is self._asked_node else None

    def _kind(self, node: tree.Expr) -> Kind | None:
        match node:
            case tree.Constant(value=value):
                return Kind.NUMBER if isinstance(value, NUMBERS) else None
            case tree.Name(id=name):
                return self._kind_of_name(name, node)
            case tree.Binary(op=op, left=left, right=right):
                is_number = op in CALCULATED or any(map(_is_float, (left, right)))
                return self._combined(left, right) or (Kind.VALUE if is_number else None)
            case tree.Unary(op="-" | "+" | "~", operand=operand):
                return self.kind(operand)
            case tree.Compare(left=left, rest=((op, right),)) if op in COMPARISONS:
                return self._combined(left, right)
            case tree.Conditional(body=body, orelse=orelse):
                kinds = self.kind(body), self.kind(orelse)
                return None if None in kinds else min(kind for kind in kinds if kind is not None)
            case tree.Subscript(value=tree.Attribute(value=base, attr="shape")):
                return Kind.NUMBER if self._is_array(base) else None
            case tree.Subscript(value=base):
                return Kind.ARRAY if self._is_array(base) else None
            case tree.Attribute(value=base, attr=attr):
                return self._kind_of_attribute(node, base, attr)
            case tree.Call(func=func, args=args):
                return self._kind_of_call(func, args)
        return None

    def _combined(self, *operands: tree.Expr) -> Kind | None:
        """What calculating with several operands gives: an array, if one of them is one."""
        kinds = [self.kind(operand) for operand in operands]
        known = [kind for kind in kinds if kind is not None]
        if len(known) < len(kinds) and max(known, default=Kind.NUMBER) is Kind.NUMBER:
            return None
        return max(known)

    def _is_array(self, node: tree.Expr) -> bool:
        return self.kind(node) in (Kind.VALUE, Kind.ARRAY)

    def _kind_of_name(self, name: str, node: tree.Name) -> Kind | None:
        if self.function is None or name not in self.function.scope.bound:
            return self._kind_of_global(name, node)
        if name in self._asked:
            # What a variable is made from itself adds nothing to what else it is made from.
            return Kind.ARRAY
        self._asked.add(name)
        try:
            kinds = [None if value is None else self.kind(value) for value in self._bound.get(name, [])]
        finally:
            self._asked.discard(name)
        if name in self.given:
            kinds.append(_kind_of_value(self.given[name]))
        known = [kind for kind in kinds if kind is not None]
        return min(known) if known and len(known) == len(kinds) else None

    def _kind_of_global(self, name: str, node: tree.Name) -> Kind | None:
        if any(name in scope for scope in Names(self._module, self._module.span_of(node.at)).inner):
            return None
        bound = [s for s in self._module.index.statements if name in s.binds]
        literal = self._module.literal(bound[0].number) if len(bound) == 1 else None
        if literal is None or name in self._module.index.global_writes:
            return None
        return Kind.NUMBER if isinstance(literal.value, NUMBERS) else None

    def _kind_of_attribute(self, node: tree.Expr, base: tree.Expr, attr: str) -> Kind | None:
        if attr in ARRAY_ATTRIBUTES or attr in STATIC_NUMBERS:
            known = self.kind(base)
            if known is None or known is Kind.NUMBER:
                return None
            return Kind.NUMBER if attr in STATIC_NUMBERS else known
        name = self.dotted(node)
        return Kind.NUMBER if name is not None and constant(name) is not None else None

    def _kind_of_call(self, func: tree.Expr, args: tuple[tree.Argument, ...]) -> Kind | None:
        name = self.dotted(func)
        if name in PYTHON_NUMBERS:
            return Kind.NUMBER
        if name in SAME_KIND and args and not any(one.keyword or one.stars for one in args):
            return self._combined(*(one.value for one in args))
        if name is not None:
            row = lookup(name)
            makes_array = row is not None and row.makes is Makes.ARRAY and name.startswith("jax.")
            return Kind.ARRAY if makes_array else None
        match func:
            case tree.Attribute(value=tree.Subscript(value=tree.Attribute(value=base, attr="at"))):
                return Kind.ARRAY if self._is_array(base) else None
            case tree.Attribute(value=base, attr=attr) if array_method_kind(attr) is MethodKind.PURE:
                return Kind.ARRAY if self._is_array(base) else None
        return None

    # Truth values

    def is_truth(self, node: tree.Expr) -> bool:
        """Whether an expression gives truth values, one or an array of them."""
        if node is self._asked_node and self._asked_value.aval.dtype == dtypes.BOOL:
            return not isinstance(node, (tree.Compare, tree.Boolean)) or self._is_truth(node)
        return self._is_truth(node)

    def _is_truth(self, node: tree.Expr) -> bool:
        match node:
            case tree.Constant(value=value):
                return isinstance(value, bool)
            case tree.Compare(left=left, rest=rest):
                operands = (left, *(right for _, right in rest))
                return all(op in COMPARISONS for op, _ in rest) and not any(map(_is_no_number, operands))
            case tree.Unary(op="~" | "not", operand=operand):
                return self.is_truth(operand)
            case tree.Binary(op="&" | "|" | "^", left=left, right=right):
                return self.is_truth(left) and self.is_truth(right)
            case tree.Boolean(left=left, right=right):
                return self.is_truth(left) and self.is_truth(right)
            case tree.Name(id=name):
                return self._is_truth_variable(name)
            case tree.Call(func=tree.Attribute(value=base, attr=attr)) if self._is_array(base):
                return attr in TESTS
            case tree.Call(func=func):
                called = self.dotted(func)
                row = lookup(called) if called is not None and called.startswith("jax.numpy.") else None
                return row is not None and _gives_truth(row)
        return False

    def _is_truth_variable(self, name: str) -> bool:
        bound = self._bound.get(name, [])
        if name in self.given:
            match self.given[name]:
                case Array(aval=Aval(dtype=dtypes.BOOL)) | Const(value=bool()) | Host("bool"):
                    return not bound
            return False
        if not bound or name in self._asked:
            return False
        self._asked.add(name)
        try:
            return all(value is not None and self.is_truth(value) for value in bound)
        finally:
            self._asked.discard(name)


def _kind_of_value(value: Value) -> Kind | None:
    """What an argument is, for the function that it is passed to."""
    match value:
        case Array(aval=aval, traced=traced):
            is_array = bool(aval.shape) or traced is Tracedness.NO
            return Kind.ARRAY if is_array else Kind.VALUE
        case NumPyArray():
            return Kind.VALUE
        case Const(value=bool() | int() | float() | complex()):
            return Kind.NUMBER
        case Extent() | Host("int" | "float" | "bool"):
            return Kind.NUMBER
    return None


def _is_float(node: tree.Expr) -> bool:
    return isinstance(node, tree.Constant) and isinstance(node.value, float)


def _is_no_number(node: tree.Expr) -> bool:
    return isinstance(node, (tree.Sequence, tree.Mapping, tree.FString, tree.Boolean)) or (
        isinstance(node, tree.Constant) and not isinstance(node.value, NUMBERS)
    )


def _gives_truth(row: Signature) -> bool:
    """Whether a function returns booleans: its shape rule says so of a number."""
    if row.shape is None or row.parameters is None:
        return False
    number = Array(Aval((), "float32"))
    given: dict[str, Value] = {
        parameter.name: TupleValue((number, number)) if parameter.kind == "*args" else number
        for parameter in row.parameters
        if parameter.required or parameter.kind == "*args"
    }
    made = row.shape(Arguments(given))
    return isinstance(made, Aval) and made.dtype == dtypes.BOOL


def _compared(node: tree.Node) -> frozenset[str]:
    """Names that an expression compares with numbers: what they stand for is no container."""
    found: set[str] = set()
    for part in nodes((node,)):
        if isinstance(part, tree.Compare) and all(op in COMPARISONS for op, _ in part.rest):
            operands = (part.left, *(right for _, right in part.rest))
            found |= {operand.id for operand in operands if isinstance(operand, tree.Name)}
    return frozenset(found)


def _is_argument(event: Concretization, function: tree.Function) -> bool:
    origin = event.value.origin
    return origin is not None and any(parameter.at == origin.place.at for parameter in function.parameters)


def locate(module: Module, node: tree.Node) -> Mention | None:
    """A node with what it stands in."""
    number = module.statement_of(node.at)
    slice_ = module.index.statements[number].group
    for statement in module.index.slices[slice_].numbers:
        for one in everything(module.open(statement)):
            if one.node is node:
                return one
    return None
