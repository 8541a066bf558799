"""What the tracer knows of a file or a function, line by line, and what it gave up on."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from jaxlint.domain.origins import Place
from jaxlint.domain.values import Value
from jaxlint.engine.config import Config, ConfigError
from jaxlint.engine.linter import read_file
from jaxlint.engine.program import ProjectProgram
from jaxlint.program.module import Module
from jaxlint.records import dataclass
from jaxlint.syntax.gate import SyntaxProblem, parse_ast
from jaxlint.syntax.index import TopLevel
from jaxlint.syntax.walking import children
from jaxlint.text.nearest import suggestion
from jaxlint.text.span import Span
from jaxlint.tracer.core import FrameInfo, Tracer
from jaxlint.tracer.describe import CODE, Description, Piece, Tone, describe
from jaxlint.tracer.run import trace_modules
from jaxlint.tracer.view import View

RETURN = "return"
LAMBDA = "<lambda>"


@dataclass(frozen=True, slots=True)
class Source:
    """What a value came from: the clause that says it, and where that stands."""

    because: str
    line: int
    span: Span | None
    """None in another file."""
    path: str


@dataclass(frozen=True, slots=True)
class Part:
    """Some text of a value's description, with its tone and its source where it has them."""

    text: str
    tone: Tone | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Binding:
    """A name that is given a value, and what it held on all visits together."""

    name: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines of a program with the names that each binds, and the surrenders."""

    path: str
    lines: Sequence[tuple[int, str]]
    bindings: Mapping[int, Sequence[Binding]]
    surrenders: Sequence[tuple[int, str]]


def trace_listing(path: Path, function: str | None, config: Config) -> Listing:
    """A file, or one function of it by its qualified name, with what its names hold on all visits together.

    Raises:
        ConfigError: when there is no such file or function, or the file cannot be parsed.
    """
    text, problem = read_file(path)
    if text is None or problem is not None:
        raise ConfigError(f"{path} {problem.message}" if problem is not None else f"{path} cannot be read")
    parsed = parse_ast(text, str(path))
    if isinstance(parsed, SyntaxProblem):
        raise ConfigError(f"{path}:{parsed.line}: {parsed.message}")
    program = ProjectProgram(config.source_roots)
    name = program.add(str(path), text, parsed)
    module = program.module(name)
    if module is None:
        raise ConfigError(f"{path} cannot be read")
    shown = _lines(module, parsed, function, path)
    notes = _Notes(module)
    trace, faults, _ = trace_modules(program, [name], _everything, dict(config.transforms), watch=notes.add)
    surrenders = [
        (module.line_of(surrender.place.at), surrender.reason)
        for surrender in trace.gave_up
        if surrender.place.module == name
    ]
    surrenders += [(fault.line, f"jaxlint failed: {fault}") for fault in faults if fault.module == name]
    numbers = {number for number, _ in shown}
    return Listing(
        path.as_posix(),
        shown,
        {line: bindings for line, bindings in notes.by_line(View(program)).items() if line in numbers},
        sorted({(line, reason) for line, reason in surrenders if line in numbers}),
    )


def _everything(home: FrameInfo, statement: TopLevel, function: str | None = None) -> bool:
    return True


class _Notes:
    """Values of one module's names, by the node that binds them, joined over the visits."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._known: dict[tuple[int, str], Description] = {}

    def add(self, name: str, value: Value, place: Place, t: Tracer) -> None:
        """One visit of one binding; functions, classes and modules are what their text says."""
        if place.module != self._module.name or isinstance(value, CODE):
            return
        function = t.current.function
        if name == RETURN and function is not None and function.name == LAMBDA:
            return
        shown = describe(value, t)
        known = self._known.get((place.at, name))
        self._known[place.at, name] = Description((shown,)) if known is None else known.joined(shown)

    def by_line(self, view: View) -> dict[int, list[Binding]]:
        """Names and what they hold, in the order in which they stand."""
        found: dict[int, list[Binding]] = {}
        spans = [(self._module.span_of(at), name, what) for (at, name), what in self._known.items()]
        for span, name, what in sorted(spans, key=lambda entry: entry[:2]):
            parts = tuple(self._part(piece, view) for piece in what.pieces())
            found.setdefault(span.line, []).append(Binding(name, parts))
        return found

    def _part(self, piece: Piece, view: View) -> Part:
        origin = piece.origin
        if origin is None:
            return Part(piece.text, piece.tone)
        module, span = view.module(origin.place), view.span(origin.place)
        here = span if module is self._module else None
        return Part(piece.text, piece.tone, Source(origin.because, span.line, here, module.path))


# Lines


def _lines(module: Module, parsed: ast.Module, function: str | None, path: Path) -> list[tuple[int, str]]:
    """The lines to show: of all functions of a name, or of the whole file."""
    numbered = [(number, line.rstrip("\r\n")) for number, line in enumerate(module.lines, start=1)]
    if function is None:
        return numbered
    functions = list(_functions(parsed.body, ""))
    wanted = function.replace("<locals>.", "")
    found = [node for name, node in functions if name == wanted]
    if not found:
        by_leaf = {name: node for name, node in functions if name.rpartition(".")[2] == wanted}
        if len(by_leaf) > 1:
            raise ConfigError(f"{path} has several functions `{wanted}`: {', '.join(by_leaf)}")
        found = list(by_leaf.values())
    if not found:
        raise ConfigError(_no_function(path, wanted, [name for name, _ in functions]))
    ranges = [_range(node) for node in found]
    return [(number, line) for number, line in numbered if any(number in one for one in ranges)]


def _no_function(path: Path, wanted: str, names: list[str]) -> str:
    near = suggestion(wanted, [*names, *(name.rpartition(".")[2] for name in names)])
    return f"{path} has no function `{wanted}`{near}"


def _range(node: ast.FunctionDef | ast.AsyncFunctionDef) -> range:
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return range(first, (node.end_lineno or node.lineno) + 1)


def _functions(
    body: Iterable[ast.AST], prefix: str
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function below, by its qualified name without `<locals>`."""
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield prefix + name, node
                yield from _functions(node.body, f"{prefix}{name}.")
            case ast.ClassDef(name=name):
                yield from _functions(node.body, f"{prefix}{name}.")
            case ast.stmt() | ast.ExceptHandler() | ast.match_case():
                yield from _functions(children(node), prefix)
