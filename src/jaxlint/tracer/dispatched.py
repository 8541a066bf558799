"""What a module's text says of its functions: which are jitted, and which are handed to JAX."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jaxlint.program.bindings import module_scope
from jaxlint.program.module import Module
from jaxlint.signatures.libraries import JAX_LIBRARIES
from jaxlint.syntax.walking import children, walk

_STAGES = frozenset({"jax.jit", "jax.pmap"})


class Dispatched:
    """The jitted functions of one module, by the names that they have in its blocks."""

    def __init__(self, module: Module) -> None:
        self._names = module_scope(module)
        self._body = [statement.node for statement in module.index.statements]
        self._jitted = self._jitted_in(self._body)
        self._traced = frozenset(
            argument.id
            for statement in self._body
            for node in walk(statement)
            if isinstance(node, ast.Call) and self._traces(node.func)
            for argument in node.args
            if isinstance(argument, ast.Name)
        )
        """Names of functions that a function of JAX's libraries is given."""
        self._given: dict[str, frozenset[str]] = {}
        self._given = self._given_in_module()
        """By functions of the module: their parameters that some caller hands a jitted function."""

    def untraced(self, statement: ast.stmt) -> Iterator[tuple[ast.AST, frozenset[str]]]:
        """The nodes of a statement outside of functions that JAX traces, with the names of jitted functions there."""
        waiting: list[tuple[ast.AST, frozenset[str]]] = [(statement, self._jitted)]
        while waiting:
            node, jitted = waiting.pop()
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                rebound = {
                    n.id for n in walk(node) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)
                }
                rebound |= {n.arg for n in walk(node.args) if isinstance(n, ast.arg)}
                given = self._given.get(node.name, frozenset()) - _stored(node)
                jitted = (jitted - rebound) | self._jitted_in(node.body) | given
                if node.name in self._traced or any(self._traces(one) for one in node.decorator_list):
                    continue
            yield node, jitted
            waiting += [(child, jitted) for child in children(node)]

    def _given_in_module(self) -> dict[str, frozenset[str]]:
        defined = {node.name: node for node in self._body if isinstance(node, ast.FunctionDef)}
        given: dict[str, set[str]] = {}
        for decorated in defined.values():
            # Decorators are applied from the last to the first.
            match decorated.decorator_list:
                case [ast.Name(id=name), *inner] if name in defined and any(map(self._stages, inner)):
                    for parameter in defined[name].args.args[:1]:
                        given.setdefault(name, set()).add(parameter.arg)
        for statement in self._body:
            for node, jitted in self.untraced(statement):
                match node:
                    case ast.Call(func=ast.Name(id=name), args=args) if name in defined:
                        parameters = defined[name].args
                        names = [one.arg for one in (*parameters.posonlyargs, *parameters.args)]
                        for passed, argument in zip(names, args, strict=False):
                            if isinstance(argument, ast.Starred):
                                break
                            if self._is_jitted(argument, jitted):
                                given.setdefault(name, set()).add(passed)
        return {name: frozenset(parameters) for name, parameters in given.items()}

    def _is_jitted(self, node: ast.expr, jitted: frozenset[str]) -> bool:
        if isinstance(node, ast.Name):
            return node.id in jitted
        return isinstance(node, ast.Call) and self._stages(node)

    def _traces(self, node: ast.expr) -> bool:
        """Whether a decorator, or a function that takes functions, belongs to JAX or a library on it."""
        if isinstance(node, ast.Call):
            return any(self._traces(part) for part in (node.func, *node.args))
        meaning = self._names.dotted(node)
        return meaning is not None and meaning.partition(".")[0] in JAX_LIBRARIES

    def _jitted_in(self, body: list[ast.stmt]) -> frozenset[str]:
        """Names that a block gives jitted functions, and nothing else."""
        found: dict[str, bool] = {}
        for statement in body:
            match statement:
                case ast.FunctionDef(name=name, decorator_list=decorators):
                    found[name] = found.get(name, True) and any(self._stages(one) for one in decorators)
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    staged = isinstance(value, ast.Call) and self._stages(value)
                    found[name] = found.get(name, True) and staged
                case _:
                    for node in walk(statement):
                        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                            found[node.id] = False
        return frozenset(name for name, staged in found.items() if staged)

    def _stages(self, node: ast.expr) -> bool:
        """Whether a decorator or a call makes a jitted function: `jax.jit`, `partial(jax.jit, ...)`."""
        if isinstance(node, ast.Call):
            if self._names.dotted(node.func) == "functools.partial" and node.args:
                return self._names.dotted(node.args[0]) in _STAGES
            return self._names.dotted(node.func) in _STAGES
        return self._names.dotted(node) in _STAGES


def _stored(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Names that a function binds, besides its parameters."""
    return {n.id for n in walk(function) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
