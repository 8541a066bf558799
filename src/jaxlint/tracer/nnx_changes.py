"""Functions under transformations of JAX that change objects of Flax NNX which they are given, by a module's text."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jaxlint.signatures.framework_changes import BY_FIRST, CHANGING_METHODS, HANDS_OVER, LOSES_CHANGES
from jaxlint.syntax.walking import children, walk
from jaxlint.tracer.framework_names import Names, is_part_of, own_nodes, targets_of

_Caller = tuple[ast.Call, frozenset[str]]
"""A call, with the parameters of the functions around it."""


class Changes:
    """Functions of a module under transformations of JAX, and what they change in the objects of NNX they are given."""

    def __init__(self, names: Names, body: list[ast.stmt]) -> None:
        self._names = names
        self._functions: dict[str, list[ast.FunctionDef]] = {}
        self._made: dict[str, set[str]] = {}
        self._callers: dict[str, list[_Caller]] = {}
        """Calls by the name that they call."""
        self._immediate: dict[ast.expr, list[_Caller]] = {}
        """Calls of what a call gives: `jax.jit(f)(x)`."""
        self._bound: dict[ast.expr, str] = {}
        """Names that are given what a call gives: `step = jax.jit(f)`."""
        for statement in body:
            self._read(statement, frozenset())

    def _read(self, root: ast.AST, hidden: frozenset[str]) -> None:
        """Note what names are given, and what is called; `hidden` are the parameters of the functions around."""
        waiting = [(root, hidden)]
        while waiting:
            node, around = waiting.pop()
            match node:
                case ast.FunctionDef() | ast.Lambda():
                    if isinstance(node, ast.FunctionDef):
                        self._functions.setdefault(node.name, []).append(node)
                    around |= {part.arg for part in walk(node.args) if isinstance(part, ast.arg)}
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    called = value.func if isinstance(value, ast.Call) else None
                    self._made.setdefault(name, set()).add("" if called is None else self._class(called))
                    self._bound[value] = name
                case ast.Name(id=name, ctx=ast.Store()):
                    self._made.setdefault(name, set()).add("")
                case ast.Call(func=ast.Name(id=name)):
                    self._callers.setdefault(name, []).append((node, around))
                case ast.Call(func=ast.Call() as function):
                    self._immediate.setdefault(function, []).append((node, around))
            inner = [node.value] if isinstance(node, ast.Assign) and _is_simple(node) else children(node)
            waiting += [(child, around) for child in inner]

    def applications(
        self, statement: ast.stmt
    ) -> Iterator[tuple[ast.FunctionDef | ast.Lambda, str, ast.expr, list[_Caller]]]:
        """Functions with the transformation that is applied to them, where, and the calls of what it gives."""
        for node in walk(statement):
            match node:
                case ast.FunctionDef(decorator_list=decorators):
                    for one in decorators:
                        if (found := self._transform(one)) is not None:
                            yield node, *found, self._callers.get(node.name, [])
                case ast.Call(func=function, args=[given], keywords=keywords):
                    inner = self._function(given)
                    name = self._names.meaning(function)
                    if inner is not None and name in LOSES_CHANGES and _leaves_all_traced(keywords):
                        callers = self._callers.get(self._bound.get(node, ""), [])
                        yield inner, name, function, self._immediate.get(node, []) + callers

    def _transform(self, decorator: ast.expr) -> tuple[str, ast.expr] | None:
        """What a decorator without static arguments applies."""
        match decorator:
            case ast.Call(func=function, args=[inner, *_], keywords=keywords):
                if self._names.meaning(function) != "functools.partial":
                    return None
                decorator = inner
            case ast.Call(func=inner, args=[], keywords=keywords):
                decorator = inner
            case _:
                keywords = []
        name = self._names.meaning(decorator)
        return (name, decorator) if name in LOSES_CHANGES and _leaves_all_traced(keywords) else None

    def _function(self, node: ast.expr) -> ast.FunctionDef | ast.Lambda | None:
        """A function that is written in place, or the only one of its name."""
        if isinstance(node, ast.Lambda):
            return node
        known = self._functions.get(node.id, []) if isinstance(node, ast.Name) else []
        return known[0] if len(known) == 1 else None

    def lost(
        self, function: ast.FunctionDef | ast.Lambda, transform: str, callers: list[_Caller]
    ) -> Iterator[tuple[ast.expr, str]]:
        """The changes of parameters that the function does not return."""
        parameters = [*function.args.posonlyargs, *function.args.args]
        if transform in BY_FIRST:
            parameters = parameters[:1]
        body = [function.body] if isinstance(function, ast.Lambda) else function.body
        nodes = list(own_nodes(body))
        if any(isinstance(node, ast.expr) and self._names.meaning(node) in HANDS_OVER for node in nodes):
            return
        given_back = (
            [function.body]
            if isinstance(function, ast.Lambda)
            else [
                node.value
                for node in nodes
                if isinstance(node, ast.Return | ast.Yield) and node.value is not None
            ]
        )
        for position, parameter in enumerate(parameters):
            name = parameter.arg
            kind = self._kind(parameter, position, callers)
            if not kind or any(_mentions(value, name) for value in given_back):
                continue
            if any(
                isinstance(n, ast.Name) and n.id == name and not isinstance(n.ctx, ast.Load) for n in nodes
            ):
                continue
            first = min(
                self._changes(nodes, name, kind),
                key=lambda node: (node.lineno, node.col_offset),
                default=None,
            )
            if first is not None:
                yield first, name

    def _kind(self, parameter: ast.arg, position: int, callers: list[_Caller]) -> str:
        """The class of a parameter: by its annotation, or by what every call of the function passes."""
        if parameter.annotation is not None:
            return self._class(parameter.annotation)
        found = {self._passed(call, position, hidden) for call, hidden in callers}
        return next(iter(found)) if len(found) == 1 else ""

    def _passed(self, call: ast.Call, position: int, hidden: frozenset[str]) -> str:
        """The class of an argument: it is made there, or is a variable that is given nothing else."""
        argument = call.args[position] if position < len(call.args) else None
        if any(isinstance(one, ast.Starred) for one in call.args):
            return ""
        if isinstance(argument, ast.Call):
            return self._class(argument.func)
        if not isinstance(argument, ast.Name) or argument.id in hidden:
            return ""
        made = self._made.get(argument.id, set())
        return next(iter(made)) if len(made) == 1 else ""

    def _class(self, node: ast.expr) -> str:
        """A class that is known to change: NNX' by its full name, the module's own by its name."""
        found = self._names.meaning(node)
        if found in CHANGING_METHODS:
            return found
        own = isinstance(node, ast.Name) and self._names.own_module(node.id) is not None
        return node.id if own and isinstance(node, ast.Name) else ""

    def _changes(self, nodes: list[ast.AST], name: str, kind: str) -> Iterator[ast.expr]:
        owner = self._names.own_module(kind)
        changing = _changing(owner) if owner is not None else frozenset(CHANGING_METHODS[kind])
        for node in nodes:
            match node:
                case ast.Expr(
                    value=ast.Call(func=ast.Attribute(value=ast.Name(id=used), attr=method)) as call
                ):
                    if owner is None and used == name and method in changing:
                        yield call
                case ast.Call(func=ast.Name(id=used)) if used == name and "__call__" in changing:
                    yield node
                case ast.Call(func=ast.Attribute(value=ast.Name(id=used), attr=method)):
                    if owner is not None and used == name and method in changing:
                        yield node
            if owner is not None:
                yield from (target for target in targets_of(node) if _is_variable(target, name))


def _is_simple(node: ast.Assign) -> bool:
    return len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)


def _leaves_all_traced(keywords: list[ast.keyword]) -> bool:
    """Whether the options of a transformation leave no argument as it is."""
    return not any(
        word.arg is None or word.arg.startswith("static") or word.arg in ("argnums", "axis_size")
        for word in keywords
    )


def _is_variable(target: ast.expr, name: str) -> bool:
    """Whether a store goes into a variable of a module: `model.count[...] += 1`, `model.count.value = 0`."""
    match target:
        case ast.Subscript(value=inner, slice=ast.Constant(value=value)) if value is ...:
            return is_part_of(inner, name)
        case ast.Attribute(value=inner, attr="value"):
            return is_part_of(inner, name)
    return False


def _changing(owner: ast.ClassDef) -> frozenset[str]:
    """Methods of a module that store into variables of it."""
    return frozenset(
        method.name
        for method in owner.body
        if isinstance(method, ast.FunctionDef) and method.args.args and method.name != "__init__"
        for node in own_nodes(method.body)
        for target in targets_of(node)
        if _is_variable(target, method.args.args[0].arg)
    )


def _mentions(value: ast.expr, name: str) -> bool:
    """Whether an expression gives an object itself, or a part of it, and not only what a call of it returns."""
    called = {id(_root(node.func)) for node in walk(value) if isinstance(node, ast.Call)}
    return any(
        isinstance(node, ast.Name) and node.id == name and id(node) not in called for node in walk(value)
    )


def _root(function: ast.expr) -> ast.expr:
    while isinstance(function, ast.Attribute):
        function = function.value
    return function
