"""What is worth tracing: files that have to do with JAX, and in them what rules could report on."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from jaxlint.engine.program import FileName, ProjectProgram
from jaxlint.engine.randomness import calls_twice, drawing_names, draws, gives_seed
from jaxlint.engine.reach import project_names, reaching_names, renamed_imports
from jaxlint.engine.rebinding import MUTATING_METHODS, is_constant, rebinds_for_closures, touched
from jaxlint.engine.sizes import STATIC_SHAPES, hands_lists, lists_of, states_sizes
from jaxlint.engine.variables import Source
from jaxlint.engine.written import WRITERS, Written
from jaxlint.program.module import Module
from jaxlint.records import dataclass
from jaxlint.signatures.array_facts import WRITES_IN_PLACE
from jaxlint.signatures.classes import CONSTRUCTION_METHODS
from jaxlint.signatures.framework_needs import RUN_BY, RUNS
from jaxlint.signatures.framework_rows import INFERENCE
from jaxlint.signatures.libraries import MARKERS
from jaxlint.signatures.list_operands import WORDS as LIST_WORDS
from jaxlint.signatures.methods import MethodKind, array_method_kind
from jaxlint.signatures.results import METHOD_WORDS, RETURN_ANEW
from jaxlint.signatures.transforms import TRANSFORMS
from jaxlint.signatures.updates import UPDATE_METHODS
from jaxlint.syntax.bindings import ImportRecord, import_records
from jaxlint.syntax.content import MATRIX_PRODUCTS, Content, Feature
from jaxlint.syntax.index import StatementKind, TopLevel
from jaxlint.syntax.reading import room
from jaxlint.syntax.walking import children, walk
from jaxlint.tracer.attributes import READ_ONLY
from jaxlint.tracer.core import FrameInfo

CACHING_WORDS = frozenset(name.rpartition(".")[2] for name, row in TRANSFORMS.items() if row.cached)
# Combined once: every `|` and `&` of features is a function of Python's.
STORES = Feature.SUBSCRIPT_STORE | Feature.ATTRIBUTE_STORE
MUTATES = STORES | Feature.AUGMENTED
CHANGES = MUTATES | Feature.BARE_METHOD_CALL
DECLARES = Feature.GLOBAL_DECL | Feature.NONLOCAL_DECL
REBINDS = DECLARES | Feature.ATTRIBUTE_STORE | Feature.LOOP | Feature.AUGMENTED
REBINDS_OR_MUTATES = REBINDS | MUTATES
MIGHT_WRITE = Feature.SUBSCRIPT_STORE | Feature.OUT_KEYWORD | Feature.AUGMENTED
TRANSFORMING = frozenset(name.rpartition(".")[2] for name in (*TRANSFORMS, *INFERENCE))
FREEZING = frozenset({"partial", "Partial"})
"""What keeps the objects that it is given: those that it holds are read anew in no call."""
WRITING_WORDS = WRITERS | WRITES_IN_PLACE
SOURCES = STATIC_SHAPES | TRANSFORMING
"""Words by which a function comes to have arrays to hand on, or has others traced."""


def mentions_jax(text: str) -> bool:
    """Whether a file names JAX or what is built on it."""
    return any(marker in text for marker in MARKERS)


def is_about_jax(text: str, parsed: ast.Module, name: str, path: str, program: ProjectProgram) -> bool:
    """Whether a file mentions JAX, or imports from the project a file that does."""
    if mentions_jax(text):
        return True
    return "import" in text and imports_jax(top_imports(parsed), FileName(name, path), program)


def imports_jax(imports: Iterable[ImportRecord], home: FileName, program: ProjectProgram) -> bool:
    """Whether one of the imports of a file is from the project, and of a file that mentions JAX."""
    for record in imports:
        if not record.level and program.is_library(record.module):
            continue
        base = program.resolve(home, record.module, record.level)
        if program.text_mentions(base, MARKERS):
            return True
        if record.name and program.text_mentions(f"{base}.{record.name}", MARKERS):
            return True
    return False


def top_imports(parsed: ast.Module) -> Iterator[ImportRecord]:
    """Imports of the top level, those under `if` and `try` among them."""
    waiting: list[ast.AST] = list(parsed.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from import_records(node, toplevel=True)
        elif isinstance(node, (ast.If, ast.Try, ast.With)):
            waiting.extend(children(node))


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A top-level statement, or a method of a top-level class: what is entered or left alone as a whole."""

    number: int
    method: str | None
    binds: AbstractSet[str]
    """Names by which others reach it."""
    names: AbstractSet[str]
    attributes: AbstractSet[str]
    words: AbstractSet[str]
    """Names and attributes."""
    stored: AbstractSet[str]
    discarded: AbstractSet[str]
    features: Feature
    node: ast.stmt

    @property
    def is_method(self) -> bool:
        return self.method is not None and not self.method.startswith("__")

    @property
    def decorated(self) -> bool:
        return bool(getattr(self.node, "decorator_list", ()))


class Interest:
    """What could lead to a finding, worked out once per module."""

    def __init__(self, aliases: Iterable[str] = ()) -> None:
        """`aliases`: the project's own names of transformations."""
        self._known: dict[str, frozenset[tuple[int, str | None]]] = {}
        self._transforming = TRANSFORMING | {alias.rpartition(".")[2] for alias in aliases}

    def look_at(self, module: Module) -> frozenset[tuple[int, str | None]]:
        """What of a module is worth entering; every statement is looked at, best while its `ast` is at hand."""
        with room():
            chosen = self._known[module.name] = _interesting(module, self._transforming)
        return chosen

    def __call__(self, home: FrameInfo, statement: TopLevel, function: str | None = None) -> bool:
        """Whether to enter a statement, or the function of this name in it, with unknown arguments."""
        module = home.module
        chosen = self._known.get(module.name)
        if chosen is None:
            chosen = self.look_at(module)
        if function is None:
            return any(number == statement.number for number, _ in chosen)
        method = function.split(".")[1] if statement.kind is StatementKind.CLASS and "." in function else None
        return (statement.number, method) in chosen


def _units(module: Module) -> list[Unit]:
    units: list[Unit] = []
    renamed = renamed_imports(module)
    for s in module.index.statements:
        node = s.node
        if not isinstance(node, ast.ClassDef):
            units.append(_unit(s.number, None, frozenset(s.binds), s, renamed, node))
            continue
        units.append(_header(s.number, node))
        for part, content in zip(node.body, s.take_parts(), strict=True):
            method = part.name if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)) else None
            reached_by = node.name if method is None or method.startswith("__") else method
            units.append(_unit(s.number, method, {reached_by}, content, renamed, part))
    return units


def _unit(
    number: int,
    method: str | None,
    binds: AbstractSet[str],
    content: TopLevel | Content,
    renamed: dict[str, str],
    node: ast.stmt,
) -> Unit:
    names: AbstractSet[str] = content.names
    if not renamed.keys().isdisjoint(names):
        # The words are also what names are called where they come from.
        names = names | {renamed[name] for name in names & renamed.keys()}
    words = names | content.attributes
    return Unit(
        number,
        method,
        binds,
        names,
        content.attributes,
        words,
        content.stored,
        content.discarded,
        content.features,
        node,
    )


def _header(number: int, node: ast.ClassDef) -> Unit:
    """What a class is derived from and decorated with: who has the class has what these bind."""
    parts = [part for top in (*node.bases, *node.decorator_list) for part in walk(top)]
    names = {part.id for part in parts if isinstance(part, ast.Name)}
    attributes = {part.attr for part in parts if isinstance(part, ast.Attribute)}
    none: frozenset[str] = frozenset()
    return Unit(
        number, None, {node.name}, names, attributes, names | attributes, none, none, Feature.NONE, node
    )


def _interesting(module: Module, transforming: AbstractSet[str]) -> frozenset[tuple[int, str | None]]:
    """Units that hold something that rules look for, and those that lead to them and know of JAX."""
    units = _units(module)
    reaching = reaching_names(module)
    makers = {name for u in units if u.names & reaching for name in u.binds} | reaching
    applying = {u for u in units if u.words & transforming and (u.words & makers or u.decorated)}
    # What leads to a holder matters where it makes the arrays, or applies the transformation.
    sources = {name for u in units if u.words & SOURCES for name in u.binds} | SOURCES
    chosen = _writing(module, units, makers, sources) | applying
    chosen |= {u for u in _leading_to(units, applying) if u.words & makers and u.words & sources}
    if any(u.words & CACHING_WORDS for u in units):
        chosen |= _caching(module, units, makers)
    chosen |= _changing_others(module, units)
    chosen |= _drawing(module, units)
    if any(word in module.text for word in RETURN_ANEW):
        chosen |= {u for u in units if u.discarded & METHOD_WORDS and u.words & makers}
    if any(word in module.text for word in RUN_BY):
        chosen |= {u for u in units if u.attributes & RUNS and u.words & makers}
    renamed = renamed_imports(module)
    imported = reaching | set(renamed.values())
    products = {u for u in units if _multiplies(u, imported)}
    if products:
        shaped = {name for u in units if u.words & STATIC_SHAPES for name in u.binds if not u.is_method}
        chosen |= {
            u for u in _leading_to(units, products) | products if u.words & makers and u.names & shaped
        }
    # A shape is known where it is made of numbers, or handed on by what makes it.
    lists = lists_of(u.node for u in units)
    chosen |= {
        u
        for u in units
        if u not in chosen
        and u.words & makers
        and (
            (u.words & STATIC_SHAPES and states_sizes(u.node, renamed))
            or (
                u.words & LIST_WORDS
                and (Feature.LIST in u.features or u.names & lists)
                and hands_lists(u.node, lists)
            )
        )
    }
    return frozenset((u.number, u.method) for u in chosen)


def _writing(
    module: Module, units: list[Unit], makers: AbstractSet[str], sources: AbstractSet[str]
) -> set[Unit]:
    """Units that write into what may be an array, and those that hand them one."""
    might = [u for u in units if _might_write(u)]
    if not might:
        return set()
    written = Written(module.index)
    found = {u: written.source(u.node) for u in might}
    chosen = {u for u, source in found.items() if source & Source.MADE and u.words & makers}
    # What is written into hangs on callers, or on nothing that this unit knows of.
    given = {u for u, source in found.items() if source and (source & Source.GIVEN or u not in chosen)}
    leading = {u for u in _leading_to(units, chosen | given) if u.words & makers and u.words & sources}
    if leading:
        # A function that is transformed elsewhere is entered by itself.
        leading |= {u for u in given if u.words & makers}
    return chosen | leading | {u for u in given if u.decorated and u.words & makers}


def _caching(module: Module, units: list[Unit], makers: AbstractSet[str]) -> set[Unit]:
    """Units with a trace that may go stale, those that change what it has read, and those that lead there."""
    stored, volatile = _stored_attributes(units), _volatile(module)
    reading = {u for u in units if u.names & volatile or u.attributes & stored}
    # A decorator of the project's own may be what applies the transformation.
    appliers = {name for u in units if u.words & CACHING_WORDS for name in u.binds}
    tracing = {
        u
        for u in reading | _leading_to(units, reading)
        if u.words & CACHING_WORDS or (u.decorated and u.names & appliers)
    }
    closing = {u for u in units if u.words & CACHING_WORDS and _changes(u)}
    if not tracing and not closing:
        return set()
    chosen = {u for u in tracing | closing if u.words & makers or u.features & REBINDS}
    writing = {u for u in reading if u.features & REBINDS_OR_MUTATES or u.discarded}
    if tracing:
        chosen |= writing
    handing = {u for u in closing if _changes_inside(u)}
    driving = _leading_to(units, tracing | handing) & (_leading_to(units, writing | handing) | writing)
    return chosen | {u for u in driving if u.words & makers or u.features & MUTATES}


def _changing_others(module: Module, units: list[Unit]) -> set[Unit]:
    """Top-level code of a module that assigns attributes of what it imports from the project."""
    others = project_names(module)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    own = [u for u in units if u.method is None and not isinstance(u.node, kinds)]
    if any(u.features & Feature.ATTRIBUTE_STORE and u.names & others for u in own):
        return {u for u in own if u.names & others}
    return set()


def _changes_inside(unit: Unit) -> bool:
    """Whether a function inside may change what another has read: whoever calls the unit may call both."""
    return bool(
        unit.features & Feature.NONLOCAL_DECL or unit.discarded & MUTATING_METHODS or unit.features & CHANGES
    )


def _drawing(module: Module, units: list[Unit]) -> set[Unit]:
    """Units that use up random keys, and those that call them twice or give them something else."""
    known = drawing_names(module)
    if not any(known):
        return set()
    drawing = {u for u in units if draws(u.names, u.attributes, known)}
    names = {name for u in drawing for name in u.binds}
    others = [u for u in units if u not in drawing and u.words & names]
    return drawing | {u for u in others if calls_twice(u.node, names) or gives_seed(u.node, names)}


def _multiplies(unit: Unit, imported: AbstractSet[str]) -> bool:
    """Whether a unit has `@`, or calls a matrix product."""
    named = unit.names & MATRIX_PRODUCTS & imported
    return bool(unit.attributes & MATRIX_PRODUCTS or named) or (
        Feature.MATMUL in unit.features and _has_operator(unit.node)
    )


def _has_operator(node: ast.stmt) -> bool:
    return any(isinstance(part, ast.MatMult) for part in walk(node))


def _leading_to(units: list[Unit], targets: AbstractSet[Unit]) -> set[Unit]:
    """Units that mention what these bind, and so on: methods as attributes, all else by name."""
    reached = set(targets)
    new: AbstractSet[Unit] = reached
    while new:
        names = {name for unit in new if not unit.is_method for name in unit.binds}
        methods = {name for unit in new if unit.is_method for name in unit.binds}
        new = {
            u
            for u in units
            if u not in reached and not (u.names.isdisjoint(names) and u.attributes.isdisjoint(methods))
        }
        reached |= new
    return reached - targets


def _volatile(module: Module) -> frozenset[str]:
    """Names of the module whose value, or what it holds, may change after import."""
    index = module.index
    names = {name for name, numbers in index.bindings.items() if len(numbers) > 1} | set(index.global_writes)
    data = {
        n
        for s in index.statements
        if s.kind is StatementKind.COMPOUND or (s.kind is StatementKind.SIMPLE and not is_constant(s.node))
        for n in s.binds
    } - names
    for statement in index.statements:
        if statement.features & CHANGES and statement.names & data:
            names |= data & touched(statement.node)
    return frozenset(names)


def _stored_attributes(units: list[Unit]) -> set[str]:
    """Names of attributes that are assigned elsewhere than in construction."""
    found: set[str] = set()
    for unit in units:
        if unit.stored and unit.names.isdisjoint(CONSTRUCTION_METHODS):
            found |= unit.stored
        elif unit.stored:
            waiting: list[ast.AST] = [unit.node]
            while waiting:
                node = waiting.pop()
                if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
                    found.add(node.attr)
                if not (isinstance(node, ast.FunctionDef) and node.name in CONSTRUCTION_METHODS):
                    waiting += children(node)
    return found


def _might_write(unit: Unit) -> bool:
    """Whether a unit writes in a way that arrays may refuse, or throws an update away."""
    if unit.features & MIGHT_WRITE:
        return True
    if unit.words & WRITING_WORDS:
        return True
    if unit.stored & READ_ONLY or any(_is_meant_in_place(name) for name in unit.discarded):
        return True
    return bool(unit.features & Feature.AT_UPDATE and unit.discarded & UPDATE_METHODS)


def _is_meant_in_place(method: str) -> bool:
    """Whether a method called for its effect has none on a JAX array, or is not there; `np.add.at` is one."""
    return method == "at" or array_method_kind(method) in (MethodKind.PURE, MethodKind.MISSING)


def _changes(unit: Unit) -> bool:
    """Whether a unit may change what a function inside it has read."""
    if unit.features & DECLARES:
        return True
    mutates = unit.discarded & MUTATING_METHODS
    stores = unit.features & STORES
    if unit.words & FREEZING and (stores or mutates):
        return True
    return bool(mutates or unit.features & REBINDS) and rebinds_for_closures(unit.node)
