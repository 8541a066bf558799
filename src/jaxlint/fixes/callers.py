"""Whether the callers of a function look again at the array that they hand over."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.bindings import nodes
from jaxlint.fixes.flow import Flow
from jaxlint.program import tree
from jaxlint.program.module import Module


def look_again(module: Module, function: tree.Function, parameter: str) -> bool | None:
    """Whether a caller in this module reads what it passed as `parameter` after the call; None: no caller."""
    found: bool | None = None
    for caller, statement, call in _calls(module, function.name):
        found = found or False
        for argument in _arguments(function, call, parameter):
            if _is_read_again(module, caller, statement, argument):
                return True
    return found


def _is_read_again(
    module: Module, caller: tree.Function | None, statement: tree.Stmt, argument: tree.Argument
) -> bool:
    match argument.value:
        case tree.Name(id=name) if not argument.stars:
            targets = statement.targets if isinstance(statement, tree.Assign) else ()
            rebound = any(isinstance(target, tree.Name) and target.id == name for target in targets)
            flow = Flow(module, caller, statement)
            others = flow.sharing(name, across_calls=True) | (set() if rebound else {name})
            in_header = isinstance(statement, (tree.For, tree.While))
            return in_header or flow.keeps(name) or any(flow.uses(other) for other in others)
        case tree.Attribute() | tree.Subscript() | tree.Starred():
            return True
    return bool(argument.stars)


def _arguments(function: tree.Function, call: tree.Call, parameter: str) -> Iterator[tree.Argument]:
    """The arguments of a call that may become the parameter."""
    names = [p.name for p in function.parameters]
    position = names.index(parameter)
    if isinstance(call.func, tree.Attribute) and names[0] in ("self", "cls"):
        position -= 1
    for number, argument in enumerate(call.args):
        by_position = argument.keyword is None and (argument.stars > 0 or number == position)
        if by_position or argument.keyword == parameter:
            yield argument


def _calls(module: Module, name: str) -> Iterator[tuple[tree.Function | None, tree.Stmt, tree.Call]]:
    """Calls of functions and methods of this name, with the function and the statement that they stand in."""
    for entry in module.index.statements:
        if name in entry.names or name in entry.attributes:
            for caller, statement in _statements(module.open(entry.number), None):
                for node in _own(statement):
                    if isinstance(node, tree.Call) and _called(node.func) == name:
                        yield caller, statement, node


def _called(func: tree.Expr) -> str | None:
    match func:
        case tree.Name(id=name) | tree.Attribute(attr=name):
            return name
    return None


def _statements(
    block: tuple[tree.Stmt, ...], function: tree.Function | None
) -> Iterator[tuple[tree.Function | None, tree.Stmt]]:
    """Every statement, with the function whose body it belongs to."""
    for statement in block:
        yield function, statement
        match statement:
            case tree.FunctionDef(function=inner):
                yield from _statements(inner.body, inner)
            case tree.ClassDef(body=body) | tree.With(body=body):
                yield from _statements(body, function)
            case tree.If(body=body, orelse=orelse) | tree.For(body=body, orelse=orelse):
                yield from _statements(body + orelse, function)
            case tree.While(body=body, orelse=orelse):
                yield from _statements(body + orelse, function)
            case tree.Try(body=body, handlers=handlers, orelse=orelse, final=final):
                inside = tuple(one for handler in handlers for one in handler.body)
                yield from _statements(body + inside + orelse + final, function)
            case tree.Match(cases=cases):
                yield from _statements(tuple(one for case in cases for one in case.body), function)


def _own(statement: tree.Stmt) -> Iterator[tree.Node]:
    """The expressions of a statement itself, without the statements inside it."""
    waiting: list[tree.Expr]
    match statement:
        case tree.If(test=test) | tree.While(test=test):
            waiting = [test]
        case tree.For(iterable=iterable):
            waiting = [iterable]
        case tree.With(items=items):
            waiting = [item.context for item in items]
        case tree.Match(subject=subject):
            waiting = [subject]
        case tree.FunctionDef() | tree.ClassDef() | tree.Try():
            waiting = []
        case _:
            yield from nodes((statement,))
            return
    yield from nodes(waiting)
