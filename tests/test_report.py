"""Output formats: what a person reads, and what programs read."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from jaxlint.engine.inspect import Binding, Part
from jaxlint.engine.result import FileResult, FixedFile, Problem, ProblemKind
from jaxlint.report import Format, render
from jaxlint.report.diff import render_diff
from jaxlint.report.paint import shows_color
from jaxlint.report.trace import render_listing
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.text.findings import Certainty, Finding, Note
from jaxlint.text.span import Span

PROGRAM = """\
import jax
import jax.numpy as jnp


@jax.jit
def clip(x):
    if x > 0:
        return x
    return jnp.zeros_like(x)
"""
BRANCH = Finding(
    "JXL401",
    "`if` needs a concrete value, but `x` is an argument of `clip`, which `jax.jit` traces",
    Span(7, 7, 7, 12),
    notes=(Note("traced from here", Span(6, 9, 6, 10)),),
    help="use `jnp.where` or `jax.lax.cond`, or make `x` static",
    predicts="jax.errors.TracerBoolConversionError",
)
FIX = Fix(
    "use `jnp.where`", (Edit(Span(7, 4, 7, 6), "IF"), Edit(Span(8, 8, 8, 8), "# ")), Applicability.UNSAFE
)


def report(*results: FileResult, output_format: Format = Format.TEXT, color: bool = False) -> str:
    return "".join(render(results, output_format, color=color))


def frame(text: str, *findings: Finding) -> list[str]:
    """The report of these findings without its first line."""
    return report(FileResult("a.py", text, findings)).splitlines()[1:-1]


class TestText:
    def test_shows_source_cause_and_cure(self) -> None:
        assert report(FileResult("model.py", PROGRAM, (BRANCH,))) == (
            "model.py:7:8: JXL401 `if` needs a concrete value, but `x` is an argument of `clip`, "
            "which `jax.jit` traces\n"
            "   |\n"
            " 5 | @jax.jit\n"
            " 6 | def clip(x):\n"
            "   |          - traced from here\n"
            " 7 |     if x > 0:\n"
            "   |        ^^^^^ jax.errors.TracerBoolConversionError\n"
            "   = help: use `jnp.where` or `jax.lax.cond`, or make `x` static\n"
            "\n"
        )

    @pytest.mark.parametrize(
        ("applicability", "hint"),
        [
            (Applicability.SAFE, " (`--fix`)"),
            (Applicability.UNSAFE, " (`--fix --unsafe-fixes`)"),
            (Applicability.DISPLAY, ""),
        ],
    )
    def test_says_how_to_apply_a_fix(self, applicability: Applicability, hint: str) -> None:
        fixable = Finding("JXL401", "m", Span(1, 0, 1, 6), fix=Fix("do it", (), applicability))
        assert frame("import a\n", fixable)[-1] == f"   = fix: do it{hint}"

    def test_leaves_out_what_lies_between(self) -> None:
        lines = "\n".join(f"line{number}" for number in range(1, 121))
        finding = Finding("C", "m", Span(110, 0, 110, 7), notes=(Note("far", Span(2, 0, 2, 5)),))
        assert frame(lines, finding) == [
            "     |",
            "   1 | line1",
            "   2 | line2",
            "     | ----- far",
            " ...",
            " 109 | line109",
            " 110 | line110",
            "     | ^^^^^^^",
        ]

    def test_a_single_line_between_is_shown_and_an_empty_line_is_no_context(self) -> None:
        finding = Finding("C", "m", Span(5, 0, 5, 1), notes=(Note("n", Span(2, 0, 2, 1)),))
        assert frame("\nb\n\nd\ne\n", finding) == [
            "   |",
            " 2 | b",
            "   | - n",
            " 3 |",
            " 4 | d",
            " 5 | e",
            "   | ^",
        ]

    def test_the_primary_mark_comes_first_in_its_line(self) -> None:
        finding = Finding("C", "m", Span(1, 4, 1, 5), notes=(Note("left", Span(1, 0, 1, 1)),))
        assert frame("a + b\n", finding) == ["   |", " 1 | a + b", "   |     ^", "   | - left"]

    def test_a_range_over_lines_is_marked_in_its_first(self) -> None:
        assert frame("f(a,  \n  b)\n", Finding("C", "m", Span(1, 0, 2, 4)))[-1] == "   | ^^^^"

    def test_an_empty_range_has_a_mark(self) -> None:
        assert frame("ab\n", Finding("C", "m", Span(1, 2, 1, 2)))[-1] == "   |   ^"

    def test_a_line_that_the_file_does_not_have_is_no_accident(self) -> None:
        assert frame("ab\n", Finding("C", "m", Span(9, 2, 9, 3), help="h")) == ["   = help: h"]

    @pytest.mark.parametrize(
        ("line", "span", "shown", "mark"),
        [
            ("\tx = y", (1, 2), "    x = y", "    ^"),
            ("x\t= y", (2, 3), "x    = y", "     ^"),
            ("漢字 = y", (5, 6), "漢字 = y", "       ^"),
            ("漢字 = y", (0, 2), "漢字 = y", "^^^^"),
            ("'\uff21' + y", (6, 7), "'\uff21' + y", "       ^"),
            ("e\u0301 = y", (5, 6), "e\u0301 = y", "    ^"),
            ("'\x1b[2J' + y", (9, 10), "'\u241b[2J' + y", "         ^"),
            ("a\x0cb", (2, 3), "a\u240cb", "  ^"),
        ],
    )
    def test_marks_stand_under_what_they_mark(
        self, line: str, span: tuple[int, int], shown: str, mark: str
    ) -> None:
        assert frame(f"{line}\n", Finding("C", "m", Span(1, span[0], 1, span[1])))[1:] == [
            f" 1 | {shown}",
            f"   | {mark}",
        ]

    @pytest.mark.parametrize("column", [0, 59, 61, 150, 500, 990])
    def test_a_long_line_is_cut_around_its_mark(self, column: int) -> None:
        line = "x" * column + "HERE" + "y" * (1000 - column)
        shown, mark = frame(line, Finding("C", "m", Span(1, column, 1, column + 4)))[1:]
        assert len(shown) <= 170
        assert shown[mark.index("^") : mark.index("^") + 4] == "HERE"
        assert mark.count("^") == 4

    def test_a_note_in_another_file_shows_that_file(self, tmp_path: Path) -> None:
        other = tmp_path / "helper.py"
        other.write_bytes("# coding: latin-1\r\ndef é(x):\r\n    return x\r\n".encode("latin-1"))
        finding = Finding(
            "C", "m", Span(1, 0, 1, 1), notes=(Note("called", Span(2, 4, 2, 5), str(other)),), help="h"
        )
        assert frame("a\n", finding) == [
            "   |",
            " 1 | a",
            "   | ^",
            f"  ::: {other}:2:5",
            "   |",
            " 1 | # coding: latin-1",
            " 2 | def é(x):",
            "   |     - called",
            "   = help: h",
        ]

    def test_a_note_in_a_file_that_is_gone_keeps_its_words(self) -> None:
        finding = Finding("C", "m", Span(1, 0, 1, 1), notes=(Note("called", Span(2, 4, 2, 5), "gone.py"),))
        assert frame("a\n", finding)[-2:] == ["  ::: gone.py:2:5", "   = note: called"]

    def test_problems_come_first_and_need_no_text(self) -> None:
        unreadable = FileResult(
            "a.py", "", problems=(Problem(ProblemKind.UNREADABLE, "a.py", "No such file"),)
        )
        assert report(unreadable) == "a.py:1:1: JXL001 No such file\n\n"
        half = FileResult(
            "b.py", "x = (\n", (BRANCH,), (Problem(ProblemKind.UNPARSABLE, "b.py", "never closed", 1, 4),)
        )
        assert report(half).splitlines()[:4] == [
            "b.py:1:5: JXL003 never closed",
            "   |",
            " 1 | x = (",
            "   |     ^",
        ]

    def test_a_message_stays_in_its_line(self) -> None:
        odd = Finding("C", "a\nb\x1b[2Jc", Span(1, 0, 1, 1), help="d\r\ne")
        assert report(FileResult("a.py", "x\n", (odd,))).splitlines()[0] == "a.py:1:1: C a b\u241b[2Jc"
        assert frame("x\n", odd)[-1] == "   = help: d e"

    def test_paths_below_the_working_folder_are_short(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        inside, outside = str(tmp_path / "pkg" / "a.py"), str(tmp_path.parent / "b.py")
        shown = report(FileResult(inside, PROGRAM, (BRANCH,)), output_format=Format.CONCISE)
        assert shown.startswith("pkg/a.py:7:8: ".replace("/", "\\" if "\\" in inside else "/"))
        assert report(FileResult(outside, PROGRAM, (BRANCH,))).startswith(f"{outside}:7:8: ")

    def test_color_adds_nothing_but_color(self) -> None:
        result = FileResult("model.py", PROGRAM, (BRANCH,))
        colored = report(result, color=True)
        assert "\033[1;31mJXL401\033[0m" in colored
        assert re.sub(r"\033\[[\d;]*m", "", colored) == report(result)


@pytest.mark.parametrize(
    ("environment", "is_terminal", "expected"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ({"TERM": "dumb"}, True, False),
    ],
)
def test_color_is_for_terminals(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], is_terminal: bool, expected: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    class Stream:
        def isatty(self) -> bool:
            return is_terminal

    assert shows_color(Stream()) is expected  # type: ignore[arg-type]  # only `isatty` is asked


class TestForPrograms:
    def test_concise(self) -> None:
        results = (
            FileResult("a.py", PROGRAM, (BRANCH, BRANCH)),
            FileResult("b.py", "", problems=(Problem(ProblemKind.UNDECODABLE, "b.py", "byte 0xff", 3),)),
        )
        assert report(*results, output_format=Format.CONCISE).splitlines() == [
            f"a.py:7:8: JXL401 {BRANCH.message}",
            f"a.py:7:8: JXL401 {BRANCH.message}",
            "b.py:3:1: JXL002 byte 0xff",
        ]

    def test_json_has_the_shape_of_ruff(self) -> None:
        finding = Finding(
            BRANCH.code,
            BRANCH.message,
            BRANCH.span,
            (*BRANCH.notes, Note("called", Span(1, 0, 1, 3), "b.py")),
            BRANCH.help,
            BRANCH.predicts,
            FIX,
            Certainty.POSSIBLE,
        )
        here = str(Path.cwd() / "a.py")
        (entry,) = json.loads(report(FileResult("a.py", PROGRAM, (finding,)), output_format=Format.JSON))
        assert entry == {
            "code": "JXL401",
            "message": BRANCH.message,
            "filename": here,
            "location": {"row": 7, "column": 8},
            "end_location": {"row": 7, "column": 13},
            "certainty": "possible",
            "predicts": "jax.errors.TracerBoolConversionError",
            "notes": [
                {
                    "message": "traced from here",
                    "filename": here,
                    "location": {"row": 6, "column": 10},
                    "end_location": {"row": 6, "column": 11},
                },
                {
                    "message": "called",
                    "filename": str(Path.cwd() / "b.py"),
                    "location": {"row": 1, "column": 1},
                    "end_location": {"row": 1, "column": 4},
                },
            ],
            "help": BRANCH.help,
            "fix": {
                "applicability": "unsafe",
                "message": "use `jnp.where`",
                "edits": [
                    {
                        "content": "IF",
                        "location": {"row": 7, "column": 5},
                        "end_location": {"row": 7, "column": 7},
                    },
                    {
                        "content": "# ",
                        "location": {"row": 8, "column": 9},
                        "end_location": {"row": 8, "column": 9},
                    },
                ],
            },
        }

    def test_json_of_nothing_and_of_problems(self) -> None:
        assert json.loads(report(output_format=Format.JSON)) == []
        problem = FileResult("-", "", problems=(Problem(ProblemKind.INTERNAL, "-", "boom"),))
        (entry,) = json.loads(report(problem, output_format=Format.JSON))
        assert (entry["code"], entry["filename"], entry["fix"], entry["notes"]) == ("JXL009", "-", None, [])

    def test_github_escapes_what_its_commands_are_made_of(self) -> None:
        finding = Finding("JXL401", "50% of\r\n`x`: a, b", Span(1, 0, 2, 3), help="use `y`")
        shown = report(FileResult("a,b:c.py", "x\ny\n", (finding,)), output_format=Format.GITHUB)
        file = str(Path.cwd() / "a,b:c.py").replace(":", "%3A").replace(",", "%2C")
        assert shown == (
            f"::error title=jaxlint (JXL401),file={file},line=1,col=1,endLine=2,endColumn=4"
            "::a,b:c.py:1:1: JXL401 50%25 of `x`: a, b%0A  help: use `y`\n"
        )

    def test_sarif(self) -> None:
        fixable = Finding(BRANCH.code, BRANCH.message, BRANCH.span, BRANCH.notes, BRANCH.help, fix=FIX)
        possible = Finding("JXL101", "m", Span(1, 0, 1, 1), certainty=Certainty.POSSIBLE)
        results = (
            FileResult("a b.py", PROGRAM, (fixable, possible)),
            FileResult("c.py", "", problems=(Problem(ProblemKind.UNREADABLE, "c.py", "gone"),)),
        )
        log = json.loads(report(*results, output_format=Format.SARIF))
        assert (log["version"], "sarif-2.1.0" in log["$schema"]) == ("2.1.0", True)
        (run,) = log["runs"]
        assert run["columnKind"] == "unicodeCodePoints"
        rules = run["tool"]["driver"]["rules"]
        assert [rule["id"] for rule in rules] == ["JXL001", "JXL101", "JXL401"]
        assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
        assert [result["level"] for result in run["results"]] == ["error", "warning", "error"]
        first: dict[str, Any] = run["results"][0]
        uri = (Path.cwd() / "a b.py").as_uri()
        location = first["locations"][0]["physicalLocation"]
        assert location["artifactLocation"]["uri"] == uri
        assert location["region"] == {"startLine": 7, "startColumn": 8, "endLine": 7, "endColumn": 13}
        assert first["relatedLocations"][0]["message"]["text"] == "traced from here"
        (change,) = first["fixes"][0]["artifactChanges"]
        assert change["artifactLocation"]["uri"] == uri
        assert [edit["insertedContent"]["text"] for edit in change["replacements"]] == ["IF", "# "]
        assert "fixes" not in run["results"][1]

    def test_a_sketch_is_no_fix_for_a_machine(self) -> None:
        sketch = Finding("JXL401", "m", Span(1, 0, 1, 1), fix=Fix("t", FIX.edits, Applicability.DISPLAY))
        log = json.loads(report(FileResult("a.py", "x\n", (sketch,)), output_format=Format.SARIF))
        assert "fixes" not in log["runs"][0]["results"][0]


class TestDiff:
    @pytest.mark.skipif(shutil.which("patch") is None, reason="there is no `patch` to try the diff with")
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("a\nb\nc\n", "a\nB\nc\n"),
            ("a\nb", "a\nB"),
            ("a\nb", "a\nb\n"),
            ("a\nb\n", "a\nb"),
            ("a\r\nb\r\n", "a\r\nB\r\n"),
            ("a\x0cb\u2028c\nd\n", "a\x0cb\u2028C\nd\n"),
            ("", "import jax\n"),
        ],
    )
    def test_patch_takes_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str
    ) -> None:
        monkeypatch.chdir(tmp_path)
        Path("a.py").write_bytes(before.encode())
        diff = "".join(render_diff(FixedFile(str(tmp_path / "a.py"), before, after, 1)))
        subprocess.run(
            ["patch", "-p0", "--binary"], input=diff.encode(), check=True, cwd=tmp_path, capture_output=True
        )
        assert Path("a.py").read_bytes() == after.encode()

    def test_no_change_is_no_diff(self) -> None:
        assert list(render_diff(FixedFile("a.py", "a\n", "a\n", 0))) == []


def bound(name: str, text: str) -> Binding:
    return Binding(name, (Part(text),))


class TestTrace:
    def test_values_stand_beside_their_lines(self) -> None:
        listing = SimpleNamespace(
            lines=[(9, "def f(x):"), (10, "\ty = x + 1"), (11, "    return y")],
            bindings={
                9: [bound("x", "traced float32[3]")],
                10: [bound("y", "traced float32[3]"), bound("z", "1")],
            },
            surrenders=[(11, "`g` is unknown")],
        )
        assert "".join(render_listing(listing)) == (
            " 9 | def f(x):      x: traced float32[3]\n"
            "10 |     y = x + 1  y: traced float32[3], z: 1\n"
            "11 |     return y\n"
            "\n"
            "gave up on\n"
            "11 | `g` is unknown\n"
        )

    def test_many_values_have_a_row_each(self) -> None:
        listing = SimpleNamespace(
            lines=[(1, "f()")], bindings={1: [bound("a", "v" * 80), bound("b", "w" * 80)]}, surrenders=[]
        )
        assert "".join(render_listing(listing)) == f"1 | f()  a: {'v' * 80}\n  |      b: {'w' * 80}\n"
