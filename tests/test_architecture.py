"""The house, read with `ast`: imports point down, libraries keep to their floors, a rule is three places."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "jaxlint"

FRONT_END = 9
FLOORS = {
    "records": -1,
    "text": 0,
    "syntax": 1,
    "program": 2,
    "domain": 3,
    "signatures": 4,
    "tracer": 5,
    "fixes": 6,
    "rules": 7,
    "engine": 8,
    "flake8_plugin": FRONT_END,
    "cli": FRONT_END,
    "report": FRONT_END,
    "verify": FRONT_END,
    "__main__": FRONT_END,
}
FRONT_ENDS_USED_BY = {"cli": {"report", "verify"}, "__main__": {"cli"}}
"""Front ends are neighbours and do not know each other, with these exceptions."""
LOADED_WHEN_ASKED_FOR = {"verify"}
"""Front ends that the command line imports inside functions, for the sake of its start-up."""
KNOWS_LIBCST = {"syntax"}
RUNS_JAX = {"jax", "jaxlib", "numpy", "flax", "equinox", "haiku", "optax", "chex", "numpyro"}
RUNS_JAX_IN_CHILDREN = "verify/child/"
"""The modules that the verifier runs in child processes of its own."""
MAX_LINES = 400
RECORDS = "records"
"""Where records come from: frozen classes of the standard library take three times as long to construct."""


@dataclass(frozen=True)
class Import:
    """One imported module, in full (`jaxlint.text.span`), and whether it waits inside a function."""

    module: str
    line: int
    lazy: bool

    @property
    def top(self) -> str:
        return self.module.partition(".")[0]

    @property
    def part(self) -> str | None:
        """The part of jaxlint that it names: `text` of `jaxlint.text.span`; None for the package itself."""
        names = self.module.split(".")
        return names[1] if names[0] == "jaxlint" and len(names) > 1 else None


def modules(package: Path) -> list[Path]:
    return sorted(package.rglob("*.py"))


def part_of(path: Path, package: Path) -> str:
    """The part of the package that a file belongs to: the first step of its path, without `.py`."""
    return path.relative_to(package).parts[0].removesuffix(".py")


def dotted(path: Path, package: Path) -> str:
    steps = [package.name, *path.relative_to(package).with_suffix("").parts]
    return ".".join(steps[:-1] if steps[-1] == "__init__" else steps)


def imports(path: Path, package: Path) -> Iterator[Import]:
    """Every import of a file, those inside functions and `if TYPE_CHECKING` included."""
    module = dotted(path, package)
    container = module if path.name == "__init__.py" else module.rpartition(".")[0]

    def within(node: ast.AST, lazy: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            match child:
                case ast.Import(names=names):
                    for name in names:
                        yield Import(name.name, child.lineno, lazy)
                case ast.ImportFrom(module=source, names=names, level=level):
                    parents = container.split(".")[: len(container.split(".")) - level + 1] if level else []
                    base = ".".join([*parents, *([source] if source else [])])
                    for name in names:
                        # `from jaxlint import text` names a part; `from jaxlint.text import span` may.
                        yield Import(f"{base}.{name.name}", child.lineno, lazy)
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                    yield from within(child, lazy=True)
                case _:
                    yield from within(child, lazy)

    yield from within(ast.parse(path.read_text(encoding="utf-8")), lazy=False)


def climbing_imports(package: Path) -> list[str]:
    """Imports that do not point down, each as a line to read."""
    wrong = []
    for path in modules(package):
        here = part_of(path, package)
        if here == "__init__":
            wrong += [f"{path.name}:{i.line} imports {i.module}" for i in imports(path, package) if i.part]
            continue
        if here not in FLOORS:
            wrong.append(f"{path.relative_to(package)} stands on no floor")
            continue
        for item in imports(path, package):
            there = item.part
            if there is None or there == here or there == "__version__":
                continue
            place = f"{path.relative_to(package)}:{item.line} imports {item.module}"
            if there not in FLOORS:
                wrong.append(f"{place}, which stands on no floor")
            elif FLOORS[here] == FLOORS[there] == FRONT_END:
                if there not in FRONT_ENDS_USED_BY.get(here, set()):
                    wrong.append(f"{place}, a neighbour")
                elif there in LOADED_WHEN_ASKED_FOR and not item.lazy:
                    wrong.append(f"{place} before it is asked for")
            elif FLOORS[there] >= FLOORS[here]:
                wrong.append(f"{place}: floor {FLOORS[here]} reaches up to floor {FLOORS[there]}")
    return wrong


def jax_imports(package: Path) -> list[str]:
    """Imports of JAX and its kin outside the verifier's child processes."""
    return [
        f"{path.relative_to(package)}:{item.line} imports {item.module}"
        for path in modules(package)
        if not path.relative_to(package).as_posix().startswith(RUNS_JAX_IN_CHILDREN)
        for item in imports(path, package)
        if item.top in RUNS_JAX
    ]


def libcst_imports(package: Path) -> list[str]:
    return [
        f"{path.relative_to(package)}:{item.line} imports {item.module}"
        for path in modules(package)
        if part_of(path, package) not in KNOWS_LIBCST
        for item in imports(path, package)
        if item.top == "libcst"
    ]


def slow_records(package: Path) -> list[str]:
    """Imports of the standard library's `dataclass`, apart from the child processes, which know none of jaxlint."""
    return [
        f"{path.relative_to(package)}:{item.line} imports {item.module}"
        for path in modules(package)
        if part_of(path, package) != RECORDS
        and not path.relative_to(package).as_posix().startswith(RUNS_JAX_IN_CHILDREN)
        for item in imports(path, package)
        if item.module == "dataclasses.dataclass"
    ]


def long_modules(package: Path) -> list[str]:
    return [
        f"{path.relative_to(package)} has {lines} lines"
        for path in modules(package)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    ]


def rule_modules(package: Path) -> list[Path]:
    return sorted(path for path in (package / "rules").glob("jxl*.py") if path.stem != "base")


def rules_that_know_each_other(package: Path) -> list[str]:
    stems = {path.stem for path in rule_modules(package)}
    return [
        f"{path.name}:{item.line} imports {item.module}"
        for path in rule_modules(package)
        for item in imports(path, package)
        if stems & set(item.module.split("."))
    ]


def declared(path: Path) -> list[tuple[str, str]]:
    """Code and name of every class of a rule module that declares a code."""
    found = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.ClassDef):
            continue
        facts: dict[str, str] = {}
        for statement in node.body:
            match statement:
                case (
                    ast.Assign(
                        targets=[ast.Name(id=("code" | "name") as fact)], value=ast.Constant(str(text))
                    )
                    | ast.AnnAssign(
                        target=ast.Name(id=("code" | "name") as fact), value=ast.Constant(str(text))
                    )
                ):
                    facts[fact] = text
        if "code" in facts:
            found.append((facts["code"], facts.get("name", "")))
    return found


def incomplete_rules(root: Path, package: Path) -> list[str]:
    """Rules without one of their three places, or whose places disagree about code and name."""
    wrong = []
    for path in rule_modules(package):
        match = re.fullmatch(r"(jxl\d{3})_([a-z0-9_]+)", path.stem)
        if match is None:
            wrong.append(f"{path.name} is not named jxlNNN_name.py")
            continue
        code, name = match[1].upper(), match[2].replace("_", "-")
        if declared(path) != [(code, name)]:
            wrong.append(f"{path.name} declares {declared(path)}, not one rule {code} {name}")
        if not (root / "rules" / f"{code}-{name}.md").is_file():
            wrong.append(f"{code} has no page rules/{code}-{name}.md")
        wrong += [
            f"{code} has no fixtures/{code}/{kind}_*.py"
            for kind in ("bad", "good")
            if not any((root / "fixtures" / code).glob(f"{kind}_*.py"))
        ]
    return wrong


def strays(root: Path, package: Path) -> list[str]:
    """Pages and fixture folders that belong to no rule."""
    codes = {path.stem[:6].upper() for path in rule_modules(package)}
    pages = [path for path in (root / "rules").glob("JXL*") if path.name[:6] not in codes]
    folders = [path for path in (root / "fixtures").glob("JXL*") if path.name not in codes]
    return sorted(f"{path.relative_to(root)} belongs to no rule" for path in [*pages, *folders])


def test_imports_point_down() -> None:
    assert climbing_imports(PACKAGE) == []


def test_only_the_verifiers_children_import_jax() -> None:
    assert jax_imports(PACKAGE) == []


def test_the_verifiers_children_do_import_jax() -> None:
    children = modules(PACKAGE / RUNS_JAX_IN_CHILDREN)
    assert any(item.top == "jax" for path in children for item in imports(path, PACKAGE))


def test_libcst_stays_on_its_floors() -> None:
    assert libcst_imports(PACKAGE) == []


def test_records_are_quick_to_construct() -> None:
    assert slow_records(PACKAGE) == []


def test_modules_are_short() -> None:
    assert long_modules(PACKAGE) == []


def test_every_rule_has_its_three_places() -> None:
    assert incomplete_rules(ROOT, PACKAGE) == []


def test_every_page_and_folder_of_fixtures_has_its_rule() -> None:
    assert strays(ROOT, PACKAGE) == []


def test_no_rule_imports_another() -> None:
    assert rules_that_know_each_other(PACKAGE) == []


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small package that keeps every law."""
    package = tmp_path / "src" / "jaxlint"
    for relative, text in {
        "__init__.py": '__version__ = "0"\n',
        "text/__init__.py": "",
        "text/span.py": "import ast\n",
        "syntax/parse.py": "import libcst\nfrom ..text import span\n",
        "rules/jxl001_one.py": 'class One:\n    code = "JXL001"\n    name = "one"\n',
        "engine/linter.py": "from jaxlint.rules import jxl001_one\nfrom jaxlint import __version__\n",
        "cli.py": "import jaxlint.report.text\n\ndef main():\n    from jaxlint.verify import child\n",
        "report/text.py": "import jaxlint.engine.linter\n",
        "verify/child/program.py": "def run():\n    import jax\n",
    }.items():
        path = package / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for relative in ("rules/JXL001-one.md", "fixtures/JXL001/bad_a.py", "fixtures/JXL001/good_a.py"):
        path = tmp_path / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path


def complaints(root: Path) -> list[str]:
    package = root / "src" / "jaxlint"
    return [
        *climbing_imports(package),
        *jax_imports(package),
        *libcst_imports(package),
        *slow_records(package),
        *long_modules(package),
        *rules_that_know_each_other(package),
        *incomplete_rules(root, package),
        *strays(root, package),
    ]


def test_a_lawful_house_draws_no_complaint(house: Path) -> None:
    assert complaints(house) == []


@pytest.mark.parametrize(
    ("relative", "text", "complaint"),
    [
        ("text/span.py", "import jaxlint.syntax.parse\n", "floor 0 reaches up to floor 1"),
        ("text/span.py", "from jaxlint import syntax\n", "floor 0 reaches up to floor 1"),
        ("text/span.py", "from ..syntax import parse\n", "floor 0 reaches up to floor 1"),
        ("text/span.py", "def f():\n    from .. import engine\n", "floor 0 reaches up to floor 8"),
        (
            "text/span.py",
            "if TYPE_CHECKING:\n    from jaxlint.rules.base import Rule\n",
            "floor 0 reaches up to floor 7",
        ),
        ("text/span.py", "import jaxlint.helpers\n", "which stands on no floor"),
        ("helpers.py", "", "helpers.py stands on no floor"),
        ("__init__.py", "from jaxlint.text import span\n", "imports jaxlint.text.span"),
        ("report/text.py", "from jaxlint.cli import main\n", "a neighbour"),
        ("cli.py", "from jaxlint.verify import child\n", "before it is asked for"),
        ("text/span.py", "import jax.numpy as jnp\n", "text/span.py:1 imports jax.numpy"),
        ("verify/parent.py", "def f():\n    from jax import jit\n", "verify/parent.py:2 imports jax.jit"),
        (
            "text/span.py",
            "from dataclasses import dataclass\n",
            "text/span.py:1 imports dataclasses.dataclass",
        ),
        ("engine/linter.py", "import libcst as cst\n", "engine/linter.py:1 imports libcst"),
        ("text/span.py", "x = 1\n" * 401, "text/span.py has 401 lines"),
        ("rules/jxl002_two.py", 'class Two:\n    code = "JXL002"\n    name = "two"\n', "JXL002 has no page"),
        (
            "rules/jxl002_two.py",
            "from jaxlint.rules.jxl001_one import One\n",
            "imports jaxlint.rules.jxl001_one.One",
        ),
        ("rules/jxl1_one.py", "", "is not named jxlNNN_name.py"),
        (
            "rules/jxl001_one.py",
            'class One:\n    code = "JXL001"\n    name = "uno"\n',
            "not one rule JXL001 one",
        ),
        ("../../fixtures/JXL009/bad_a.py", "", "fixtures/JXL009 belongs to no rule"),
        ("../../rules/JXL009-nine.md", "", "rules/JXL009-nine.md belongs to no rule"),
    ],
)
def test_each_law_can_be_broken(house: Path, relative: str, text: str, complaint: str) -> None:
    path = house / "src" / "jaxlint" / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    assert [line for line in complaints(house) if complaint in line]
