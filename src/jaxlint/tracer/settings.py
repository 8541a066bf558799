"""Settings that a module's text makes too late: after the import, or the start of a backend, that reads them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from jaxlint.domain.origins import Place
from jaxlint.program.bindings import module_scope
from jaxlint.program.module import NUMBERS, Module
from jaxlint.records import dataclass
from jaxlint.signatures.settings import (
    IMPORTS_JAX,
    OPTIONS_READ_AT_START,
    READ_AT_START,
    READ_ON_IMPORT,
    starts_backend,
)
from jaxlint.syntax.index import StatementKind
from jaxlint.syntax.walking import walk
from jaxlint.tracer.events import Context, Event

_CHILDREN = frozenset(
    """
    subprocess multiprocessing Popen Process spawn fork system execv execve execvp execvpe joblib ray submitit dask
    concurrent reload modules
    """.split()
)
"""Words of programs that hand their environment on to other processes, or import again."""


@dataclass(frozen=True, slots=True)
class LateSetting(Event):
    """A setting that JAX has read before; `place` is the statement of the module."""

    statement: ast.stmt
    """What makes the setting."""
    name: str
    """`JAX_PLATFORMS`, `XLA_FLAGS`; of `jax.config`, `jax_platforms`."""
    option: bool
    """It is one of `jax.config`."""
    reader: ast.stmt
    """What has read it: the import, or the statement that starts the backend."""
    imported: bool
    top: bool
    """It is a statement of the module itself."""


def late_settings(module: Module) -> Iterator[LateSetting]:
    """The settings in a module that come too late whenever they are executed."""
    if "environ" not in module.text and "jax_" not in module.text:
        return
    index = module.index
    if any((s.names | s.attributes) & _CHILDREN for s in index.statements) or any(
        record.module.partition(".")[0] in _CHILDREN for record in index.imports
    ):
        return
    finder = _Finder(module)
    for statement in index.statements:
        node = statement.node
        place = Place(module.name, statement.group * NUMBERS)
        for setting, name, option, reader, top in finder.inside(node):
            imported = isinstance(reader, (ast.Import, ast.ImportFrom))
            yield LateSetting(place, Context(None), True, setting, name, option, reader, imported, top)
        finder.execute(node, statement.kind is StatementKind.IMPORT)


class _Finder:
    """Settings in the statements of one module, and what has been executed before them."""

    def __init__(self, module: Module) -> None:
        self._names = module_scope(module)
        self._imported: ast.stmt | None = None
        self._started: ast.stmt | None = None
        statements = [s.node for s in module.index.statements]
        self._options = {name for s in statements for name, option in self._set_anywhere(s) if option}

    def execute(self, node: ast.stmt, is_import: bool) -> None:
        """Note what a statement of the module does to whatever is executed after it."""
        if is_import and self._imported is None and _imports_jax(node):
            self._imported = node
        if self._started is None and self._starts(node):
            self._started = node

    def inside(self, node: ast.stmt) -> Iterator[tuple[ast.stmt, str, bool, ast.stmt, bool]]:
        yield from self._block([node], self._started, top=True)

    def _block(
        self, body: Iterable[ast.stmt], started: ast.stmt | None, *, top: bool = False
    ) -> Iterator[tuple[ast.stmt, str, bool, ast.stmt, bool]]:
        for statement in body:
            for name, option in self._settings(statement):
                reader = self._reader(name, option, started)
                if reader is not None:
                    yield statement, name, option, reader, top
            for field in ("body", "orelse", "finalbody", "handlers"):
                inner = getattr(statement, field, None)
                for part in inner if isinstance(inner, list) else ():
                    if isinstance(part, ast.ExceptHandler):
                        yield from self._block(part.body, started)
                if isinstance(inner, list) and all(isinstance(part, ast.stmt) for part in inner):
                    yield from self._block(inner, started)
            if started is None and self._starts(statement):
                started = statement

    def _reader(self, name: str, option: bool, started: ast.stmt | None) -> ast.stmt | None:
        if option:
            return started if name in OPTIONS_READ_AT_START else None
        if name in READ_ON_IMPORT:
            # Who sets the option as well means the variable for others.
            return None if name.lower() in self._options else self._imported
        return started if name in READ_AT_START else None

    def _set_anywhere(self, node: ast.stmt) -> Iterator[tuple[str, bool]]:
        for part in walk(node):
            if isinstance(part, ast.stmt):
                yield from self._settings(part)

    def _settings(self, statement: ast.stmt) -> Iterator[tuple[str, bool]]:
        """The settings that a statement makes, and whether they are options of `jax.config`."""
        match statement:
            case ast.Assign(targets=[ast.Subscript(value=mapping, slice=ast.Constant(value=str() as name))]):
                if self._names.dotted(mapping) == "os.environ":
                    yield name, False
            case ast.AugAssign(target=ast.Subscript(value=mapping, slice=ast.Constant(value=str() as name))):
                if self._names.dotted(mapping) == "os.environ":
                    yield name, False
            case ast.Expr(value=ast.Call(func=function, args=arguments, keywords=keywords)):
                match self._names.dotted(function), arguments:
                    case "os.environ.setdefault" | "os.putenv", [ast.Constant(value=str() as name), *_]:
                        yield name, False
                    case "os.environ.update", [ast.Dict(keys=keys)]:
                        for key in keys:
                            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                                yield key.value, False
                    case "os.environ.update", []:
                        yield from ((word.arg, False) for word in keywords if word.arg is not None)
                    case "jax.config.update", [ast.Constant(value=str() as name), *_]:
                        yield name, True

    def _starts(self, statement: ast.stmt) -> bool:
        """Whether a statement surely starts a backend: it calls at once what needs one."""
        if not isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Return)):
            return False
        waiting: list[ast.AST] = [] if statement.value is None else [statement.value]
        while waiting:
            node = waiting.pop()
            match node:
                case ast.Call(func=function, args=arguments, keywords=keywords):
                    meaning = self._names.dotted(function)
                    if meaning is not None and starts_backend(meaning):
                        return True
                    waiting += [function, *arguments, *(word.value for word in keywords)]
                case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Starred(value=inner):
                    waiting.append(inner)
                case ast.BinOp(left=left, right=right):
                    waiting += [left, right]
                case ast.UnaryOp(operand=operand):
                    waiting.append(operand)
                case ast.List(elts=items) | ast.Tuple(elts=items):
                    waiting += items
                case ast.Dict(values=values):
                    waiting += values
        return False


def _imports_jax(node: ast.stmt) -> bool:
    match node:
        case ast.Import(names=names):
            return any(alias.name.partition(".")[0] in IMPORTS_JAX for alias in names)
        case ast.ImportFrom(module=str() as source, level=0):
            return source.partition(".")[0] in IMPORTS_JAX
    return False
