"""Findings against marks, fixes against fixed files, and which files are fixtures."""

from __future__ import annotations

from pathlib import Path

import pytest

from jaxlint.engine.result import FileResult, FixedFile, Problem, ProblemKind
from jaxlint.text.findings import Finding
from jaxlint.text.span import Span
from jaxlint.verify.contract import read_contract
from jaxlint.verify.fixtures import Fixture, Kind, NoFixtureError, discover, orphans
from jaxlint.verify.static import Diagnosis, diagnose, diagnose_fix

PROGRAM = "a = 1  # error: JXL401\nb = 2\n\n\ndef run():\n    return a\n"
QUIET = PROGRAM.replace("  # error: JXL401", "")
FIXED = PROGRAM.replace("a = 1", "a = 3")


class Analyser:
    """Gives what it is made with; the fixed file is quiet unless said otherwise."""

    def __init__(
        self,
        *findings: tuple[int, str],
        after: str | None = None,
        left: tuple[int, str] | None = None,
        problem: str | None = None,
    ) -> None:
        self.findings = tuple(map(finding, findings))
        self.left = () if left is None else (finding(left),)
        self.after = after
        self.problems = () if problem is None else (Problem(ProblemKind.INTERNAL, "x.py", problem, 3),)

    def lint(self, text: str, path: str) -> FileResult:
        return FileResult(
            path, text, self.left if path.endswith(".fixed.py") else self.findings, self.problems
        )

    def fix(self, text: str, path: str) -> FixedFile:
        return FixedFile(path, text, text if self.after is None else self.after, int(self.after is not None))


def finding(place: tuple[int, str]) -> Finding:
    return Finding(place[1], "a message", Span(place[0], 0, place[0], 1))


def diagnosis(kind: Kind, text: str, analyser: Analyser, group: str = "JXL401") -> Diagnosis:
    fixture = Fixture(Path(f"{group}/{kind.value}_x.py"), kind, group)
    return diagnose(analyser, fixture, read_contract(text), text)


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        (Kind.BAD, PROGRAM, [(1, "JXL401")]),
        (Kind.BAD, PROGRAM, [(1, "JXL401"), (1, "JXL401")]),
        (Kind.BAD, PROGRAM.replace("b = 2", "b = 2  # error: JXL101"), [(1, "JXL401"), (2, "JXL101")]),
        (Kind.GOOD, QUIET, []),
        (Kind.TODO, PROGRAM, []),
        (Kind.TODO, PROGRAM, [(2, "JXL401")]),
        (Kind.TODO, QUIET, [(2, "JXL401")]),
    ],
)
def test_findings_that_agree(kind: Kind, text: str, found: list[tuple[int, str]]) -> None:
    assert diagnosis(kind, text, Analyser(*found)).disagreements == ()


@pytest.mark.parametrize(
    ("kind", "text", "found", "told"),
    [
        (Kind.BAD, PROGRAM, [], "line 1: JXL401 is marked and not reported"),
        (Kind.BAD, PROGRAM, [(2, "JXL401")], "line 2: JXL401 is reported and not marked: a message"),
        (Kind.BAD, PROGRAM, [(1, "JXL401"), (1, "JXL101")], "line 1: JXL101 is reported and not marked"),
        (Kind.BAD, QUIET, [], "a bad file has at least one"),
        (Kind.BAD, PROGRAM.replace("401", "101"), [(1, "JXL101")], "no mark is of JXL401"),
        (Kind.GOOD, QUIET, [(1, "JXL401")], "line 1: JXL401 is reported and not marked"),
        (Kind.GOOD, PROGRAM, [], "a good file has no"),
        (Kind.TODO, PROGRAM, [(1, "JXL401")], "the findings have become right"),
        (Kind.TODO, QUIET, [], "the findings have become right"),
    ],
)
def test_findings_that_do_not(kind: Kind, text: str, found: list[tuple[int, str]], told: str) -> None:
    assert told in "\n".join(diagnosis(kind, text, Analyser(*found)).disagreements)


def test_a_file_that_jaxlint_cannot_read_disagrees() -> None:
    (problem,) = diagnosis(Kind.GOOD, QUIET, Analyser(problem="gave up")).disagreements
    assert problem == "line 3: JXL009 gave up"


def test_a_seed_may_show_any_code() -> None:
    assert diagnosis(Kind.BAD, PROGRAM, Analyser((1, "JXL401")), group="seed").disagreements == ()


def test_the_summary_groups_lines_by_code() -> None:
    found = Analyser((1, "JXL401"), (2, "JXL101"), (4, "JXL401"), (4, "JXL401"))
    assert diagnosis(Kind.TODO, PROGRAM, found).summary == "JXL401 at 1, 4; JXL101 at 2"
    assert diagnosis(Kind.GOOD, QUIET, Analyser()).summary == "quiet"


def fix_disagreements(folder: Path, golden: str | None, analyser: Analyser) -> str:
    bad = folder / "bad_x.py"
    bad.write_text(PROGRAM, "utf-8")
    fixed = folder / "bad_x.fixed.py"
    if golden is not None:
        fixed.write_text(golden, "utf-8")
    fixture = Fixture(bad, Kind.BAD, "JXL401", fixed if golden is not None else None)
    return "\n".join(diagnose_fix(analyser, fixture, PROGRAM))


def test_fixes_that_agree(tmp_path: Path) -> None:
    assert fix_disagreements(tmp_path, None, Analyser()) == ""
    assert fix_disagreements(tmp_path, FIXED, Analyser(after=FIXED)) == ""


def test_fixes_that_do_not(tmp_path: Path) -> None:
    assert "bad_x.fixed.py is missing" in fix_disagreements(tmp_path, None, Analyser(after=FIXED))
    assert "does not fix this file" in fix_disagreements(tmp_path, FIXED, Analyser())
    other = fix_disagreements(tmp_path, FIXED, Analyser(after=FIXED.replace("a = 3", "a = 4")))
    assert "-a = 3  # error: JXL401\n+a = 4  # error: JXL401" in other
    loud = fix_disagreements(tmp_path, FIXED, Analyser(after=FIXED, left=(2, "JXL101")))
    assert loud == "bad_x.fixed.py is not quiet: line 2: JXL101 a message"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in (
        "JXL401/bad_a.py",
        "JXL401/bad_a.fixed.py",
        "JXL401/good_b-c.py",
        "JXL401/helper.py",
        "JXL402/todo_d.py",
        "seed/bad_e.py",
        "seed/bad_lost.fixed.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("", "utf-8")
    return tmp_path


def names(fixtures: list[Fixture]) -> list[str]:
    return [f"{each.group}/{each.path.name}" for each in fixtures]


def test_fixtures_are_found_by_name(tree: Path) -> None:
    found = discover([tree])
    assert names(found) == ["JXL401/bad_a.py", "JXL401/good_b-c.py", "JXL402/todo_d.py", "seed/bad_e.py"]
    assert [each.kind for each in found] == [Kind.BAD, Kind.GOOD, Kind.TODO, Kind.BAD]
    assert [each.code for each in found] == ["JXL401", "JXL401", "JXL402", None]
    assert [each.fixed is not None for each in found] == [True, False, False, False]


def test_fixtures_are_chosen_by_the_beginning_of_the_code(tree: Path) -> None:
    assert names(discover([tree], ["JXL402", "seed"])) == ["JXL402/todo_d.py", "seed/bad_e.py"]
    assert len(discover([tree], ["JXL4"])) == 3
    assert discover([tree], ["JXL5"]) == []


def test_a_file_stands_for_itself_and_a_fixed_one_for_its_twin(tree: Path) -> None:
    files = [tree / "JXL401" / "bad_a.fixed.py", tree / "JXL401" / "bad_a.py", tree / "JXL402"]
    assert names(discover(files)) == ["JXL401/bad_a.py", "JXL402/todo_d.py"]


@pytest.mark.parametrize("name", ["JXL401/helper.py", "seed/bad_lost.fixed.py", "nowhere"])
def test_what_is_no_fixture_is_refused(tree: Path, name: str) -> None:
    with pytest.raises(NoFixtureError, match=name.rpartition("/")[2]):
        discover([tree / name])


def test_a_fixed_file_without_a_bad_one_is_found(tree: Path) -> None:
    assert [path.name for path in orphans([tree])] == ["bad_lost.fixed.py"]


def test_paths_are_shown_as_seen_from_here(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (fixture,) = discover([tree / "seed" / "bad_e.py"])
    monkeypatch.chdir(tree)
    assert fixture.shown == "seed/bad_e.py"
    monkeypatch.chdir(tree / "JXL401")
    assert fixture.shown == str(tree / "seed" / "bad_e.py")
