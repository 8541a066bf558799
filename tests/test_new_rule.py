"""The script that begins a rule, in a copy of the checkout: what it writes loads, is clean, and is honest."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jaxlint.verify.contract import read_contract

ROOT = Path(__file__).resolve().parents[1]
COMMAND = ["JXL498", "sample-pattern", "--watches", "ItemStore", "--summary", "A sample of a pattern"]
WRITTEN = {
    "src/jaxlint/rules/jxl498_sample_pattern.py",
    "rules/JXL498-sample-pattern.md",
    "fixtures/JXL498/bad_minimal.py",
    "fixtures/JXL498/good_minimal.py",
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the script reads and what its result is held against."""
    for folder in ("src", "scripts", "rules"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("CHANGELOG.md", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def run(checkout: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the copy, on the copy's jaxlint."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=checkout,
        env={"PYTHONPATH": str(checkout / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def new_rule(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(checkout, "scripts/new_rule.py", *arguments)


def files(checkout: Path) -> set[str]:
    found = (path for path in checkout.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(checkout).as_posix() for path in found}


def test_it_writes_three_places_and_touches_nothing_else(checkout: Path) -> None:
    before = {name: (checkout / name).read_bytes() for name in files(checkout)}
    done = new_rule(checkout, *COMMAND)
    assert done.returncode == 0, done.stderr
    assert files(checkout) - before.keys() == WRITTEN
    assert {name: (checkout / name).read_bytes() for name in before} == before


def test_the_rule_registers_itself(checkout: Path) -> None:
    new_rule(checkout, *COMMAND)
    script = "from jaxlint.rules import all_rules; print(all_rules()['JXL498'].summary)"
    assert run(checkout, "-c", script).stdout == "A sample of a pattern\n"


def test_the_rule_reports_what_it_watches(checkout: Path) -> None:
    new_rule(checkout, *COMMAND)
    (checkout / "model.py").write_text(
        "import jax.numpy as jnp\n\nx = jnp.zeros(3)\nx[0] = 1.0\n", encoding="utf-8"
    )
    check = [
        "-m",
        "jaxlint",
        "check",
        "--isolated",
        "--output-format",
        "concise",
        "--select",
        "JXL498",
        "model.py",
    ]
    assert run(checkout, *check).stdout == "model.py:4:1: JXL498 A sample of a pattern\n"


def test_what_it_writes_is_formatted_and_typed(checkout: Path) -> None:
    new_rule(checkout, *COMMAND)
    module = "src/jaxlint/rules/jxl498_sample_pattern.py"
    for command in (
        ["ruff", "format", "--check", module],
        ["ruff", "check", module],
        ["mypy", "--strict", module],
    ):
        done = run(checkout, "-m", *command)
        assert done.returncode == 0, done.stdout + done.stderr


def test_its_fixtures_can_be_read(checkout: Path) -> None:
    new_rule(checkout, *COMMAND)
    bad, good = (
        read_contract((checkout / f"fixtures/JXL498/{kind}_minimal.py").read_text(encoding="utf-8"))
        for kind in ("bad", "good")
    )
    assert {code for _, code in bad.marks} == {"JXL498"}
    assert [str(expectation) for expectation in bad.expectations] == ["differs"]
    assert not good.marks
    assert [str(expectation) for expectation in good.expectations] == ["ok"]


def test_its_page_has_the_sections_of_a_page(checkout: Path) -> None:
    new_rule(checkout, *COMMAND)
    pages = sorted((checkout / "rules").glob("JXL*.md"))
    headings = {
        page.name: [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("## ")]
        for page in pages
    }
    assert headings["JXL498-sample-pattern.md"] == headings["JXL201-item-assignment.md"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["JXL98", "a-b", "--watches", "ItemStore"], "is no code of a rule"),
        (["JXL098", "a-b", "--watches", "ItemStore"], "is no code of a rule"),
        (["JXL201", "a-b", "--watches", "ItemStore"], "JXL201 is taken"),
        (["JXL498", "aB", "--watches", "ItemStore"], "is not kebab-case"),
        (["JXL498", "a-b", "--watches", "Nothing"], "there is no event Nothing; there are "),
        (["JXL498", "a-b", "--watches", "ItemStore", "--summary", 'a "b"'], "without double quotes"),
    ],
)
def test_what_will_not_do_is_refused(checkout: Path, arguments: list[str], complaint: str) -> None:
    before = files(checkout)
    done = new_rule(checkout, *arguments)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert files(checkout) == before


def test_nothing_is_overwritten(checkout: Path) -> None:
    page = checkout / "rules/JXL498-sample-pattern.md"
    page.write_text("mine", encoding="utf-8")
    before = files(checkout)
    done = new_rule(checkout, *COMMAND)
    assert "these exist: rules/JXL498-sample-pattern.md" in done.stderr
    assert files(checkout) == before
    assert page.read_text(encoding="utf-8") == "mine"
