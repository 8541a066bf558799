"""What a top-level statement binds in its module, and every import of a file."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from jaxlint.records import dataclass
from jaxlint.syntax.walking import children


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One imported name. `import a.b as c` has no `name`; `from ..m import n as c` has `level` 2."""

    module: str
    level: int
    name: str | None
    asname: str | None
    line: int
    toplevel: bool
    """It happens when the module is imported, and binds a name of the module."""


def import_records(node: ast.Import | ast.ImportFrom, toplevel: bool) -> list[ImportRecord]:
    """The names that one statement imports."""
    if isinstance(node, ast.Import):
        return [
            ImportRecord(alias.name, 0, None, alias.asname, node.lineno, toplevel) for alias in node.names
        ]
    return [
        ImportRecord(node.module or "", node.level, alias.name, alias.asname, node.lineno, toplevel)
        for alias in node.names
    ]


class ModuleBindings:
    """The names that running one top-level statement may bind or delete, in the order they are met."""

    __slots__ = ("imports", "names")

    def __init__(self, statement: ast.stmt) -> None:
        self.names: dict[str, None] = {}
        self.imports: list[ast.Import | ast.ImportFrom] = []
        self._walk([statement])

    def _walk(self, roots: Iterable[ast.AST]) -> None:
        stack = list(roots)
        stack.reverse()
        while stack:
            node = stack.pop()
            match node:
                case ast.Name(ctx=ast.Store() | ast.Del()):
                    self.names[node.id] = None
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    self.names[node.name] = None
                    stack += _evaluated_outside(node)
                case ast.Lambda():
                    stack += _defaults(node.args)
                case ast.ClassDef():
                    self.names[node.name] = None
                    stack += node.decorator_list + node.bases + [word.value for word in node.keywords]
                case ast.Import() | ast.ImportFrom():
                    self.imports.append(node)
                    for alias in node.names:
                        if alias.name != "*":
                            self.names[alias.asname or alias.name.partition(".")[0]] = None
                case ast.AnnAssign(target=ast.Name(), value=None):
                    # `x: int` gives x no value.
                    stack.append(node.annotation)
                case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                    self._walrus(node)
                case ast.ExceptHandler(name=str() as name):
                    self.names[name] = None
                    stack += reversed(children(node))
                case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
                    self.names[name] = None
                    stack += children(node)
                case ast.MatchMapping(rest=str() as name):
                    self.names[name] = None
                    stack += children(node)
                case _:
                    stack += reversed(children(node))

    def _walrus(self, comprehension: ast.AST) -> None:
        """Targets of a comprehension stay inside; those of `:=` leave it, unless it stands in a lambda."""
        stack = [comprehension]
        while stack:
            node = stack.pop()
            if isinstance(node, ast.NamedExpr):
                self.names[node.target.id] = None
            if isinstance(node, ast.Lambda):
                stack += _defaults(node.args)
            else:
                stack += children(node)


def _defaults(arguments: ast.arguments) -> list[ast.expr]:
    return arguments.defaults + [default for default in arguments.kw_defaults if default is not None]


def _evaluated_outside(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.AST]:
    """Decorators, defaults and annotations: what runs where the function is defined."""
    arguments = node.args
    annotated = arguments.posonlyargs + arguments.args + arguments.kwonlyargs
    annotated += [extra for extra in (arguments.vararg, arguments.kwarg) if extra is not None]
    annotations = [parameter.annotation for parameter in annotated] + [node.returns]
    return [
        *node.decorator_list,
        *_defaults(arguments),
        *[annotation for annotation in annotations if annotation is not None],
    ]
