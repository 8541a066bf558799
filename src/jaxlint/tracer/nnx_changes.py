"""Functions under transformations of JAX that change objects of Flax NNX which they are given, by a module's text."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jaxlint.signatures.framework_changes import (
    BY_FIRST,
    CHANGING_LAYERS,
    CHANGING_METHODS,
    HANDS_OVER,
    LOSES_CHANGES,
    TRACING,
)
from jaxlint.syntax.walking import children, walk
from jaxlint.tracer.framework_names import Names, is_part_of, own_nodes, targets_of

_Caller = tuple[ast.Call, frozenset[str]]
"""A call, with the parameters of the functions around it."""


class Changes:
    """Functions of a module under transformations of JAX, and what they change in the objects of NNX they are given."""

    def __init__(self, names: Names, body: list[ast.stmt], *, evaluates: bool) -> None:
        """`evaluates`: the module may tell layers that they are not to change."""
        self._names, self._evaluates = names, evaluates
        self._around: dict[ast.AST, frozenset[str]] = {}
        """Parameters of the functions around a function."""
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
                    self._around[node] = around
                    around |= {part.arg for part in walk(node.args) if isinstance(part, ast.arg)}
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self._made.setdefault(name, set()).add(self._made_by(value))
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
        """Functions with the transformation that is applied to them, where, and the calls of what it gives.

        Where nothing is known of the arguments there are no calls.
        """
        for node in walk(statement):
            match node:
                case ast.FunctionDef(decorator_list=decorators):
                    for one in decorators:
                        if (found := self._transform(one)) is not None:
                            yield node, *found, self._callers.get(node.name, [])
                case ast.Call(func=function, args=[given], keywords=keywords):
                    inner = self._function(given)
                    name = self._names.meaning(function)
                    if inner is not None and name in TRACING:
                        callers = self._callers.get(self._bound.get(node, ""), [])
                        known = (
                            self._immediate.get(node, []) + callers if _leaves_all_traced(keywords) else []
                        )
                        yield inner, name, function, known

    def closed(self, statement: ast.stmt) -> Iterator[tuple[ast.expr, str, str, ast.expr]]:
        """Changes of objects that a transformed function takes from around it, and modules that are transformed as
        functions are, and change when they are called: with the variable, the transformation and where it is applied.
        """
        for function, transform, applied, _ in self.applications(statement):
            for change, name in self._closed_over(function):
                yield change, name, transform, applied
        for node in walk(statement):
            match node:
                case ast.Call(func=applied, args=[ast.Name(id=name) as given, *_]):
                    transform = self._names.meaning(applied)
                    if transform in TRACING and "__call__" in self._changing_calls(self._only(name)):
                        yield given, name, transform, applied

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
        if name not in TRACING or (name in LOSES_CHANGES and not _leaves_all_traced(keywords)):
            return None
        return name, decorator

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
        if transform not in LOSES_CHANGES:
            return
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
                self._changes(nodes, name, kind, layers=self._is_made_here(kind, position, callers)),
                key=lambda node: (node.lineno, node.col_offset),
                default=None,
            )
            if first is not None:
                yield first, name

    def _closed_over(self, function: ast.FunctionDef | ast.Lambda) -> Iterator[tuple[ast.expr, str]]:
        """The first change of each object that the function takes from around it."""
        nodes = list(own_nodes([function.body] if isinstance(function, ast.Lambda) else function.body))
        own = {part.arg for part in walk(function.args) if isinstance(part, ast.arg)}
        own |= {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        used = (
            {n.id for n in nodes if isinstance(n, ast.Name)} - own - self._around.get(function, frozenset())
        )
        for name in sorted(used):
            kind = self._only(name)
            if not kind or kind.startswith("flax.nnx.Optimizer") or kind.endswith("ModelAndOptimizer"):
                continue
            found = list(self._changes(nodes, name, kind))
            if found:
                yield min(found, key=lambda node: (node.lineno, node.col_offset)), name

    def _only(self, name: str) -> str:
        """The class of which a variable is an instance, wherever the module gives it something."""
        made = self._made.get(name, set())
        return next(iter(made)) if len(made) == 1 else ""

    def _made_by(self, value: ast.expr) -> str:
        """The class of what an expression makes, if it is one that changes."""
        if not isinstance(value, ast.Call):
            return ""
        found = self._class(value.func)
        if found in CHANGING_LAYERS:
            strength = next((w.value for w in value.keywords if w.arg == "rate"), None)
            strength = value.args[0] if value.args else strength
            drops = isinstance(strength, ast.Constant) and strength.value not in (0, 0.0)
            return found if found.endswith("BatchNorm") or drops else ""
        return found

    def _changing_calls(self, kind: str) -> frozenset[str]:
        """Methods of a class of the module, or of a layer, that change the object."""
        if kind in CHANGING_LAYERS:
            return frozenset({"__call__"})
        owner = self._names.own_module(kind)
        return frozenset() if owner is None else self._changing(owner)

    def _changing(self, owner: ast.ClassDef, depth: int = 4) -> frozenset[str]:
        """Methods of a module that store into variables of it, or call what it holds and does."""
        held = {
            target.attr: self._made_by(node.value)
            for method in owner.body
            if isinstance(method, ast.FunctionDef) and method.name == "__init__"
            for node in own_nodes(method.body)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Attribute)
        }
        changing = {
            name
            for name, kind in held.items()
            if kind in CHANGING_LAYERS
            or (
                depth
                and (inner := self._names.own_module(kind)) is not None
                and "__call__" in self._changing(inner, depth - 1)
            )
        }
        return _storing(owner) | frozenset(
            method.name
            for method in owner.body
            if isinstance(method, ast.FunctionDef) and method.args.args and method.name != "__init__"
            for node in own_nodes(method.body)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and is_part_of(node.func, method.args.args[0].arg)
            and node.func.attr in changing
        )

    def _kind(self, parameter: ast.arg, position: int, callers: list[_Caller]) -> str:
        """The class of a parameter: by its annotation, or by what every call of the function passes."""
        if parameter.annotation is not None:
            return self._class(parameter.annotation)
        found = {self._passed(call, position, hidden) for call, hidden in callers}
        return next(iter(found)) if len(found) == 1 else ""

    def _is_made_here(self, kind: str, position: int, callers: list[_Caller]) -> bool:
        """Whether the module itself makes what it passes, and so tells its layers whether to evaluate."""
        return {self._passed(call, position, hidden) for call, hidden in callers} == {kind}

    def _passed(self, call: ast.Call, position: int, hidden: frozenset[str]) -> str:
        """The class of an argument: it is made there, or is a variable that is given nothing else."""
        argument = call.args[position] if position < len(call.args) else None
        if any(isinstance(one, ast.Starred) for one in call.args):
            return ""
        if isinstance(argument, ast.Call):
            return self._made_by(argument)
        if not isinstance(argument, ast.Name) or argument.id in hidden:
            return ""
        return self._only(argument.id)

    def _class(self, node: ast.expr) -> str:
        """A class that is known to change: NNX' by its full name, the module's own by its name."""
        found = self._names.meaning(node)
        if found in CHANGING_METHODS or (found in CHANGING_LAYERS and not self._evaluates):
            return found
        own = isinstance(node, ast.Name) and self._names.own_module(node.id) is not None
        return node.id if own and isinstance(node, ast.Name) else ""

    def _changes(
        self, nodes: list[ast.AST], name: str, kind: str, *, layers: bool = True
    ) -> Iterator[ast.expr]:
        """Changes of a variable's object; `layers`: also those that its layers make."""
        owner = self._names.own_module(kind)
        changing = self._changing_calls(kind) or frozenset(CHANGING_METHODS.get(kind, ()))
        if not layers and kind not in CHANGING_METHODS:
            changing = frozenset() if owner is None else _storing(owner)
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


def _storing(owner: ast.ClassDef) -> frozenset[str]:
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
