"""Loops that hand JAX one operation at a time: functions, gradients and updates that nothing compiles."""

from __future__ import annotations

import ast
import enum
from collections import Counter
from collections.abc import Iterator, Mapping

from jaxlint.domain.origins import Place
from jaxlint.program.module import NUMBERS, Module
from jaxlint.records import dataclass
from jaxlint.signatures.clocks import CLOCKS, DISPATCHING
from jaxlint.signatures.compiling import GROWING, SHAPED
from jaxlint.signatures.methods import MethodKind, array_method_kind
from jaxlint.signatures.updates import UPDATE_METHODS
from jaxlint.syntax.walking import walk
from jaxlint.tracer.dispatched import Dispatched
from jaxlint.tracer.events import Context, Event

FEW = 10
"""A loop of fewer rounds than this loses little."""
OPERATIONS = 4
"""A function of fewer operations than this gains little."""
_GRADIENTS = frozenset({"jax.grad", "jax.value_and_grad"})
_OF_THE_HOST = frozenset("print float int input open".split())
_WAITING = frozenset("item tolist block_until_ready".split())


class Kind(enum.Enum):
    """What is not compiled."""

    FUNCTION = "function"
    GRADIENT = "gradient"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Uncompiled(Event):
    """A loop that runs on the host calls something operation by operation; `place` is the statement of the module."""

    kind: Kind
    node: ast.Call
    function: ast.expr
    """The function called, the function differentiated, or the array that is updated."""
    loop: ast.For | ast.While
    definition: ast.FunctionDef | None


def uncompiled(module: Module) -> Iterator[Uncompiled]:
    """What the loops of a module call, where all of it could be compiled, and nothing else in the loop is unknown."""
    if not any(record.module.partition(".")[0] == "jax" for record in module.index.imports):
        return
    finder: _Finder | None = None
    for statement in module.index.statements:
        if not any(isinstance(node, (ast.For, ast.While)) for node in walk(statement.node)):
            continue
        finder = finder or _Finder(module)
        place = Place(module.name, statement.group * NUMBERS)
        for found in finder.inside(statement.node):
            yield Uncompiled(place, Context(None), True, *found)


_Found = tuple[Kind, ast.Call, ast.expr, "ast.For | ast.While", "ast.FunctionDef | None"]


class _Finder(Dispatched):
    """Loops of one module that surely run on the host."""

    def __init__(self, module: Module) -> None:
        super().__init__(module)
        stores = Counter(
            node.id
            for one in self._body
            for node in walk(one)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        )
        self._defined = {
            one.name: one for one in self._body if isinstance(one, ast.FunctionDef) and not stores[one.name]
        }
        self._constants = {name for name, times in stores.items() if times == 1}
        seen = {id(node) for one in self._body for node, _ in self.untraced(one)}
        self._staged = {
            node.id
            for one in self._body
            for node in walk(one)
            if isinstance(node, ast.Name) and id(node) not in seen
        }
        """Names that traced functions mention."""
        self._gradients: Mapping[str, ast.Call] = {
            node.targets[0].id: node.value
            for one in self._body
            for node in walk(one)
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and stores[node.targets[0].id] == 1
            if isinstance(node.value, ast.Call) and self._names.dotted(node.value.func) in _GRADIENTS
        }

    def inside(self, statement: ast.stmt) -> Iterator[_Found]:
        functions: list[ast.FunctionDef] = []
        loops: list[ast.For | ast.While] = []
        for node, _ in self.untraced(statement):
            if isinstance(node, ast.FunctionDef):
                functions.append(node)
            elif isinstance(node, (ast.For, ast.While)):
                loops.append(node)
        for loop in loops:
            around = [one for one in functions if one.lineno <= loop.lineno <= (one.end_lineno or one.lineno)]
            on_the_host = not around or self._is_of_the_host(max(around, key=lambda one: one.lineno))
            if on_the_host and _is_long(loop) and not self._grows(loop):
                for one in loop.body:
                    yield from self._statement(one, loop)

    def _is_of_the_host(self, function: ast.FunctionDef) -> bool:
        """Whether a function does what no trace lets it do, or does once only."""
        for node in walk(function):
            match node:
                case ast.Call(func=ast.Name(id=name)) if name in _OF_THE_HOST:
                    return True
                case ast.Call(func=ast.Attribute(attr=name)) if name in _WAITING:
                    return True
                case ast.Call(func=called) if self._names.dotted(called) in CLOCKS:
                    return True
        return False

    def _grows(self, loop: ast.For | ast.While) -> bool:
        """Whether arrays may have another shape in each iteration."""
        return any(
            isinstance(n, ast.Call)
            and isinstance(n.func, ast.Attribute)
            and n.func.attr in GROWING
            and self._names.dotted(n.func) is not None
            for n in walk(loop)
        )

    def _statement(self, statement: ast.stmt, loop: ast.For | ast.While) -> Iterator[_Found]:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(attr=method)) as call
            ):
                base = _updated(call)
                if base is not None and base.id == name and method in UPDATE_METHODS and self._is_plain(loop):
                    yield Kind.UPDATE, call, base, loop, None
                    return
        if not isinstance(statement, (ast.Assign, ast.AugAssign)):
            return
        for node in walk(statement.value):
            if (
                isinstance(node, ast.Call)
                and all(_is_array_like(given) for given in node.args)
                and not node.keywords
            ):
                yield from self._call(node, loop)

    def _call(self, node: ast.Call, loop: ast.For | ast.While) -> Iterator[_Found]:
        made = node.func if isinstance(node.func, ast.Call) else None
        if isinstance(node.func, ast.Name):
            made = self._gradients.get(node.func.id)
        match made:
            case ast.Call(func=gradient, args=[ast.Name(id=name) as function, *_]):
                definition = self._defined.get(name)
                if (
                    self._names.dotted(gradient) in _GRADIENTS
                    and definition is not None
                    and self._operations(definition, 0)
                ):
                    yield Kind.GRADIENT, node, function, loop, None
                return
        if isinstance(node.func, ast.Name) and node.func.id not in self._traced | self._staged:
            definition = self._defined.get(node.func.id)
            if definition is not None and self._operations(definition, 0) >= OPERATIONS:
                yield Kind.FUNCTION, node, node.func, loop, definition

    def _is_plain(self, loop: ast.For | ast.While) -> bool:
        """Whether a loop consists of operations of JAX."""
        return not any(
            isinstance(n, ast.Call) and not self._is_operation(n) for one in loop.body for n in walk(one)
        )

    def _is_operation(self, call: ast.Call) -> bool:
        """Whether a call is an operation of JAX, or a method of an array that is one."""
        meaning = self._names.dotted(call.func)
        if meaning is not None:
            return meaning.startswith(DISPATCHING)
        match call.func:
            case ast.Attribute(value=ast.Subscript(value=ast.Attribute(attr="at")), attr=method):
                return method in UPDATE_METHODS
            case ast.Attribute(attr=method):
                return array_method_kind(method) is MethodKind.PURE
        return False

    def _operations(self, function: ast.FunctionDef, depth: int) -> int:
        """How many operations a function hands to JAX; 0 where it may do anything else."""
        if depth > 3 or function.decorator_list or function.args.vararg or function.args.kwarg:
            return 0
        known = {
            arg.arg for arg in (*function.args.args, *function.args.kwonlyargs, *function.args.posonlyargs)
        }
        count = 0
        for statement in function.body:
            match statement:
                case ast.Expr(value=ast.Constant()):
                    continue
                case ast.Assign(value=value) | ast.Return(value=ast.expr() as value):
                    pass
                case ast.AugAssign(target=ast.Name(), value=value):
                    count += 1
                case _:
                    return 0
            counted = self._of_expression(value, known, depth)
            if counted is None:
                return 0
            count += counted
            known |= {
                n.id for n in walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
        return count

    def _of_expression(self, value: ast.expr, known: set[str], depth: int) -> int | None:
        count = 0
        for node in walk(value):
            match node:
                case ast.BinOp() | ast.UnaryOp() | ast.Compare():
                    count += 1
                case ast.Call(func=ast.Name(id=name)) if name in self._defined:
                    inner = self._operations(self._defined[name], depth + 1)
                    if not inner:
                        return None
                    count += inner
                case ast.Call(func=called):
                    if not self._is_operation(node) or (
                        isinstance(called, ast.Attribute) and called.attr in SHAPED
                    ):
                        return None
                    count += 1
                case ast.Slice(lower=lower, upper=upper, step=step):
                    if not all(bound is None or _is_number(bound) for bound in (lower, upper, step)):
                        return None
                case ast.Name(id=name):
                    if not (
                        name in known | self._constants or name in self._defined or self._names.dotted(node)
                    ):
                        return None
                case (
                    ast.Attribute()
                    | ast.Constant()
                    | ast.Tuple()
                    | ast.Subscript()
                    | ast.keyword()
                    | ast.operator()
                    | ast.unaryop()
                    | ast.cmpop()
                    | ast.Dict()
                ):
                    pass
                case _:
                    return None
        return count


def _updated(call: ast.Call) -> ast.Name | None:
    """`x` of `x.at[i].set(v)`."""
    match call.func:
        case ast.Attribute(value=ast.Subscript(value=ast.Attribute(value=ast.Name() as base, attr="at"))):
            return base
    return None


def _is_long(loop: ast.For | ast.While) -> bool:
    """Whether a loop counts, and does not say that it has few rounds."""
    match loop:
        case ast.For(iter=ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int(rounds))])):
            return rounds >= FEW
        case ast.For(iter=ast.Call(func=ast.Name(id="range"))):
            return True
    return isinstance(loop, ast.While)


def _is_number(bound: ast.expr) -> bool:
    return isinstance(bound.operand if isinstance(bound, ast.UnaryOp) else bound, ast.Constant)


def _is_array_like(given: ast.expr) -> bool:
    """Whether an argument may be an array: no string, flag or function."""
    match given:
        case ast.Constant(value=value):
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case ast.Name() | ast.Attribute() | ast.Subscript() | ast.BinOp():
            return True
    return False
