"""The fixtures, statically: findings stand where they are marked, and fixes give the golden text.

The other half, that JAX does what a fixture says, is `jaxlint verify`'s. Here every fixture is an item of
its own, and is linted again under other ways to import the same names.
"""

from __future__ import annotations

import ast
import functools
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from jaxlint.engine.fixer import fix_text
from jaxlint.engine.linter import lint_text
from jaxlint.engine.result import FileResult
from jaxlint.text.edits import Applicability
from jaxlint.verify.contract import read_contract
from jaxlint.verify.engine import EngineAnalyser
from jaxlint.verify.fixtures import Fixture, Kind, discover, orphans
from jaxlint.verify.static import diagnose, diagnose_fix

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "fixtures"
FIXTURES = discover([FOLDER])
JUDGED = [fixture for fixture in FIXTURES if fixture.kind is not Kind.TODO]


def name_of(fixture: Fixture) -> str:
    return f"{fixture.group}/{fixture.path.stem}"


def text_of(fixture: Fixture) -> str:
    return fixture.path.read_text(encoding="utf-8")


each_fixture = pytest.mark.parametrize("fixture", FIXTURES, ids=name_of)
each_program = pytest.mark.parametrize("fixture", JUDGED, ids=name_of)


@functools.cache
def linted(text: str, path: str) -> FileResult:
    """What jaxlint says of a program; tests that ask the same share the answer."""
    return lint_text(text, path, select_all=True)


class Shared(EngineAnalyser):
    """The engine, which is asked once."""

    def lint(self, text: str, path: str) -> FileResult:
        return linted(text, path)


def findings(text: str, path: str = "fixture.py") -> set[tuple[int, str]]:
    result = linted(text, path)
    assert result.problems == ()
    return {(finding.span.line, finding.code) for finding in result.findings}


@each_fixture
def test_findings_stand_where_they_are_marked(fixture: Fixture) -> None:
    text = text_of(fixture)
    diagnosis = diagnose(Shared(), fixture, read_contract(text), text)
    assert diagnosis.disagreements == ()


@each_program
def test_a_place_is_reported_once(fixture: Fixture) -> None:
    result = linted(text_of(fixture), fixture.shown)
    places = [(finding.span, finding.code) for finding in result.findings]
    assert len(places) == len(set(places))


@each_program
def test_fixes_give_the_golden_text(fixture: Fixture, update: bool) -> None:
    text = text_of(fixture)
    if update and fixture.kind is Kind.BAD:
        made = fix_text(text, str(fixture.path), unsafe=True, select_all=True)
        golden = fixture.path.with_name(f"{fixture.path.stem}.fixed.py")
        if made.applied:
            golden.write_text(made.after, encoding="utf-8")
        else:
            golden.unlink(missing_ok=True)
        return
    if fixture.kind is Kind.GOOD:
        assert not any(finding.fix for finding in linted(text, fixture.shown).findings)
        return
    assert diagnose_fix(Shared(), fixture, text) == []


def test_every_golden_text_has_its_program() -> None:
    assert orphans([FOLDER]) == []


@pytest.mark.parametrize(
    "folder",
    sorted(path for path in FOLDER.iterdir() if re.fullmatch(r"JXL\d{3}", path.name)),
    ids=lambda folder: folder.name,
)
def test_a_rule_has_as_many_look_alikes_as_faults(folder: Path) -> None:
    kinds = [fixture.kind for fixture in discover([folder])]
    assert kinds.count(Kind.BAD) >= 1
    assert kinds.count(Kind.GOOD) >= min(3, kinds.count(Kind.BAD))


# A safe fix keeps results; what it takes for granted is in the name of the fixture that shows the contrary.

SAFE = [
    "seed/bad_inplace",
    "JXL201/bad_eager_item",
    "JXL201/bad_module_level",
    "JXL201/bad_slices",
    "JXL202/bad_counter",
    "JXL202/bad_operators",
    "JXL202/bad_array_index",
    "JXL206/bad_item",
    "JXL206/bad_augmented",
    "JXL206/bad_view_of_view",
    "JXL206/bad_same_dtype",
]
UNSAFE = [
    "seed/bad_dot",
    "JXL201/bad_attribute",
    "JXL201/bad_global",
    "JXL201/bad_alias",
    "JXL202/bad_attribute",
    "JXL203/bad_set",
    "JXL203/bad_multiline",
    "JXL204/bad_sort",
    "JXL205/bad_ufunc_out",
    "JXL301/bad_predict_batch",
]


def by_name(name: str) -> Fixture:
    return next(fixture for fixture in FIXTURES if name_of(fixture) == name)


@pytest.mark.parametrize("name", SAFE)
def test_safe_fixes_alone_mend_it(name: str) -> None:
    fixture = by_name(name)
    assert fixture.fixed is not None
    made = fix_text(text_of(fixture), str(fixture.path), unsafe=False, select_all=True)
    assert made.after == fixture.fixed.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", UNSAFE)
def test_safe_fixes_leave_it(name: str) -> None:
    fixture = by_name(name)
    assert fixture.fixed is not None
    text = text_of(fixture)
    assert fix_text(text, str(fixture.path), unsafe=False, select_all=True).after == text
    offered = [finding.fix for finding in lint_text(text, name, select_all=True).findings if finding.fix]
    assert {fix.applicability for fix in offered} == {Applicability.UNSAFE}


# The same programs under other ways to import the same names.


@dataclass(frozen=True)
class Bound:
    """A name that an import at the top of a program binds."""

    local: str
    module: str
    attribute: str | None = None
    """None where the name is the module itself."""

    @property
    def full(self) -> str:
        return self.module if self.attribute is None else f"{self.module}.{self.attribute}"


@dataclass(frozen=True)
class Rewritten:
    """Import statements for one line, and what a name is written as from now on."""

    imports: tuple[str, ...]
    written: dict[str, str]


Style = Callable[[list[Bound]], Rewritten]

REWRITTEN = {"jax", "numpy", "functools"}
MODULES = {"numpy", "lax", "random", "nn"}
"""Attributes of `jax` that are modules and may be imported as such."""


def bound_by(node: ast.stmt) -> list[Bound]:
    """What an import of JAX, NumPy or functools binds; nothing for other statements."""
    match node:
        case ast.Import(names=names):
            found = [
                Bound(each.asname or each.name, each.name)
                for each in names
                if each.asname or "." not in each.name
            ]
            complete = len(found) == len(names)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            found = [Bound(each.asname or each.name, module, each.name) for each in names]
            found = [
                Bound(each.local, f"{each.module}.{each.attribute}")
                if each.module == "jax" and each.attribute in MODULES
                else each
                for each in found
            ]
            complete = True
        case _:
            return []
    ours = all(each.module.partition(".")[0] in REWRITTEN for each in found)
    return found if ours and complete and node.lineno == node.end_lineno else []


def qualified(names: list[Bound]) -> Rewritten:
    """`import jax.numpy as jnp` becomes `import jax.numpy`; `jit` becomes `jax.jit`."""
    imports = dict.fromkeys(f"import {each.module}" for each in names)
    return Rewritten(tuple(imports), {each.local: each.full for each in names})


def renamed(names: list[Bound]) -> Rewritten:
    """Every import gets an alias that no convention knows."""
    imports = []
    for each in names:
        source = f"import {each.module}"
        if each.attribute is not None:
            source = f"from {each.module} import {each.attribute}"
        imports.append(f"{source} as my_{each.local}")
    return Rewritten(tuple(imports), {each.local: f"my_{each.local}" for each in names})


def from_parent(names: list[Bound]) -> Rewritten:
    """`import jax.numpy as jnp` becomes `from jax import numpy as jnp`; everything else stays."""
    imports = []
    for each in names:
        parent, _, last = each.full.rpartition(".")
        imports.append(f"from {parent} import {last} as {each.local}" if parent else f"import {each.local}")
        if not parent and each.local != each.module:
            imports[-1] = f"import {each.module} as {each.local}"
    return Rewritten(tuple(imports), {})


def rewrite(text: str, style: Style) -> str:
    """The program with its imports in another style, line by line where it was."""
    lines = text.splitlines(keepends=True)
    imports: dict[int, tuple[str, ...]] = {}
    written: dict[str, str] = {}
    for node in ast.parse(text).body:
        if names := bound_by(node):
            result = style(names)
            imports[node.lineno] = result.imports
            written |= result.written
    for start, end, replacement in sorted(_uses(text, written, imports), reverse=True):
        line = lines[start[0] - 1]
        lines[start[0] - 1] = line[: start[1]] + replacement + line[end[1] :]
    for number, statements in imports.items():
        lines[number - 1] = "; ".join(statements) + "\n"
    return "".join(lines)


def import_from_jax(text: str) -> str:
    """`jax.jit` becomes `my_jit`, imported by name: every name that is read from `jax` itself."""
    tree = ast.parse(text)
    place = next((node for node in tree.body if bound_by(node) == [Bound("jax", "jax")]), None)
    if place is None:
        return text
    lines = text.splitlines(keepends=True)
    names: set[str] = set()
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    for before, base, dot, name in reversed(
        list(zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False))
    ):
        if base.string != "jax" or dot.string != "." or before.string in {".", "import", "from"}:
            continue
        line = lines[base.start[0] - 1]
        lines[base.start[0] - 1] = f"{line[: base.start[1]]}my_{name.string}{line[name.end[1] :]}"
        names.add(name.string)
    by_name = [f"from jax import {name} as my_{name}" for name in sorted(names)]
    lines[place.lineno - 1] = "; ".join(["import jax", *by_name]) + "\n"
    return "".join(lines)


def _uses(
    text: str, written: dict[str, str], imports: dict[int, tuple[str, ...]]
) -> Iterator[tuple[tuple[int, int], tuple[int, int], str]]:
    """Names to be written otherwise: no attributes, no keywords of calls, nothing in the imports."""
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    depth = 0
    for before, token, after in zip([tokens[0], *tokens], tokens, [*tokens[1:], tokens[-1]], strict=False):
        depth += (token.string in {"(", "[", "{"}) - (token.string in {")", "]", "}"})
        if token.type != tokenize.NAME or token.string not in written or token.start[0] in imports:
            continue
        if before.string == "." or (depth and after.string == "="):
            continue
        if token.line.lstrip().startswith(("from ", "import ")):
            continue
        yield token.start, token.end, written[token.string]


STYLES: dict[str, Callable[[str], str]] = {
    "qualified": lambda text: rewrite(text, qualified),
    "renamed": lambda text: rewrite(text, renamed),
    "from-parent": lambda text: rewrite(text, from_parent),
    "by-name": import_from_jax,
}


OF_NAMES = ("JXL901", "JXL902")
"""What these report is a name where it is written: an import by name moves it, out of what guards it as well."""


def variants() -> Iterator[tuple[Fixture, str, str]]:
    """Every program in every style that makes a difference to it."""
    for fixture in JUDGED:
        text = text_of(fixture)
        seen = {text}
        for style, change in STYLES.items():
            if style == "by-name" and fixture.group in OF_NAMES:
                continue
            if (changed := change(text)) not in seen:
                seen.add(changed)
                yield fixture, style, changed


@pytest.mark.parametrize(
    ("fixture", "changed"),
    [
        pytest.param(fixture, changed, id=f"{name_of(fixture)}-{style}")
        for fixture, style, changed in variants()
    ],
)
def test_the_style_of_imports_does_not_matter(fixture: Fixture, changed: str) -> None:
    compile(changed, str(fixture.path), "exec")
    assert findings(changed) == set(read_contract(text_of(fixture)).marks)


PROGRAM = """\
import functools
import jax
import jax.numpy as jnp
from jax import jit, vmap
from jax import random as jr

step = functools.partial(jit, static_argnames="jit")(lambda x: jnp.sin(x))
key = jax.random.key(0)
jnp_like = [vmap(step).jit, jr.normal(key), f"{key}"]  # jnp, jit
"""


def test_rewriting_imports() -> None:
    assert STYLES["qualified"](PROGRAM).splitlines() == [
        "import functools",
        "import jax",
        "import jax.numpy",
        "import jax",
        "import jax.random",
        "",
        'step = functools.partial(jax.jit, static_argnames="jit")(lambda x: jax.numpy.sin(x))',
        "key = jax.random.key(0)",
        'jnp_like = [jax.vmap(step).jit, jax.random.normal(key), f"{key}"]  # jnp, jit',
    ]
    assert STYLES["renamed"](PROGRAM).splitlines()[:5] == [
        "import functools as my_functools",
        "import jax as my_jax",
        "import jax.numpy as my_jnp",
        "from jax import jit as my_jit; from jax import vmap as my_vmap",
        "import jax.random as my_jr",
    ]
    assert STYLES["from-parent"](PROGRAM).splitlines()[1:5] == [
        "import jax",
        "from jax import numpy as jnp",
        "from jax import jit as jit; from jax import vmap as vmap",
        "from jax import random as jr",
    ]
    assert STYLES["by-name"](PROGRAM).splitlines()[1] == "import jax; from jax import random as my_random"
    assert STYLES["by-name"](PROGRAM).splitlines()[7] == "key = my_random.key(0)"
