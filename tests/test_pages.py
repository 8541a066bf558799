"""The pages of the rules are tests: examples are linted, facts are compared, names lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jaxlint.engine.linter import lint_text
from jaxlint.engine.pages import FACTS, PageMissingError, find_rule, read_facts, read_page
from jaxlint.rules import all_rules

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "rules").glob("JXL*.md"))
SECTIONS = [
    "What it does",
    "Why is this bad?",
    "Example",
    "Use instead",
    "Fix safety",
    "Known missed alarms and false alarms",
    "References",
]
MARK = re.compile(r"#\s*error:\s*(JXL\d{3})\b")
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^(#+) (.*)$")
FIXTURE = re.compile(r"`(?:fixtures/)?(?:(JXL\d{3}|seed)/)?((?:bad|good|todo)_\w+(?:\.fixed)?\.py)`")


def sections(page: str) -> Iterator[tuple[str, str]]:
    """Titles of the page's sections and what stands below each; code is no heading."""
    title: str | None = None
    body: list[str] = []
    in_code = False
    for line in page.splitlines(keepends=True):
        in_code ^= line.startswith("```")
        heading = None if in_code else HEADING.match(line)
        if heading and heading[1] == "##":
            if title is not None:
                yield title, "".join(body)
            title, body = heading[2], []
        else:
            body.append(line)
    if title is not None:
        yield title, "".join(body)


def blocks(page: str, title: str) -> list[str]:
    return BLOCK.findall(dict(sections(page))[title])


def findings(program: str) -> list[tuple[int, str]]:
    result = lint_text(program, "example.py", select_all=True)
    assert result.problems == ()
    return [(finding.span.line, finding.code) for finding in result.findings]


@pytest.fixture(params=PAGES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    page: Path = request.param
    return page


@pytest.fixture
def page(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_there_are_pages() -> None:
    assert PAGES


def test_the_same_codes_stand_everywhere() -> None:
    registered = {f"{code}-{rule.name}" for code, rule in all_rules().items()}
    assert {path.stem for path in PAGES} == registered
    codes = set(all_rules())
    fixtures = {path.name for path in (ROOT / "fixtures").iterdir() if re.fullmatch(r"JXL\d{3}", path.name)}
    assert fixtures == codes
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert {code for code in re.findall(r"\bJXL\d{3}\b", changelog) if not code.startswith("JXL0")} == codes


def test_the_facts_are_those_of_the_rules() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "sync_pages.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), "run scripts/sync_pages.py"


def test_sections_stand_in_order(path: Path, page: str) -> None:
    code, _, name = path.stem.partition("-")
    assert page.startswith(f"# {code} {name}\n\n| {' | '.join(FACTS)} |\n")
    assert [title for title, _ in sections(page)] == SECTIONS
    assert [title for title, body in sections(page) if not body.strip()] == []


def test_examples_report_this_code_where_they_say(path: Path, page: str) -> None:
    code = path.stem.partition("-")[0]
    programs = blocks(page, "Example")
    assert programs
    for program in programs:
        marked = [
            (number, match[1])
            for number, line in enumerate(program.splitlines(), 1)
            if (match := MARK.search(line))
        ]
        assert {marked_code for _, marked_code in marked} == {code}
        assert sorted(set(findings(program))) == marked


def test_what_to_use_instead_is_quiet(page: str) -> None:
    programs = blocks(page, "Use instead")
    assert programs
    for program in programs:
        assert findings(program) == []


def test_every_block_of_code_is_a_program(page: str) -> None:
    for program in BLOCK.findall(page):
        compile(program, "example.py", "exec")


def test_fixtures_that_are_named_exist(path: Path, page: str) -> None:
    code = path.stem.partition("-")[0]
    assert [
        name
        for folder, name in FIXTURE.findall(page)
        if not (ROOT / "fixtures" / (folder or code) / name).is_file()
    ] == []


def test_rules_that_are_named_exist(page: str) -> None:
    assert set(re.findall(r"\bJXL[1-9]\d\d\b", page)) <= set(all_rules())


def test_the_command_finds_the_page(path: Path, page: str) -> None:
    code, _, name = path.stem.partition("-")
    assert find_rule(code) is find_rule(name)
    assert read_page(find_rule(code)) == page
    assert read_facts(page).reports_on == find_rule(code).summary


@pytest.mark.parametrize(
    "page", ["", "# JXL401 a\n", f"| {' | '.join(FACTS)} |\n", f"| {' | '.join(FACTS)} |\n| --- |\n| one |\n"]
)
def test_a_page_without_facts_is_told(page: str) -> None:
    with pytest.raises(PageMissingError):
        read_facts(page)


def test_sections_are_not_fooled_by_comments_in_code() -> None:
    page = "# A\n\n## One\n```python\n## no heading\n```\n## Two\nx\n"
    assert list(sections(page)) == [("One", "```python\n## no heading\n```\n"), ("Two", "x\n")]
