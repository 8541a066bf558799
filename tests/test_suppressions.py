"""Suppression comments mean to the command what they mean to flake8."""

from __future__ import annotations

import argparse
import linecache
import tempfile
from pathlib import Path

import pytest
from flake8.processor import FileProcessor
from flake8.violation import Violation
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxlint.text.suppressions import read_suppressions

TRIPLE = '"""'


def silenced(text: str, code: str = "JXL401") -> list[int]:
    """The lines in which the comments of the text silence the code."""
    suppressions = read_suppressions(text)
    return [line for line in range(1, text.count("\n") + 2) if suppressions.silence(code, line)]


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "# NoQA",
        "# noqa: JXL401",
        "# noqa:JXL401",
        "# noqa: jxl401",
        "# noqa: JXL4",
        "# noqa: E501,JXL401",
        "# noqa: E501 JXL401",
        "# noqa: JXL401 because it is meant",
        "# type: ignore # noqa: JXL401",
        # flake8 wants a digit in a code: without one this is a comment without codes.
        "# noqa: JXL",
        "# noqa : JXL301",
    ],
)
def test_silences_its_line(comment: str) -> None:
    assert silenced(f"x = 1\ny = 2  {comment}\nz = 3\n") == [2]


@pytest.mark.parametrize(
    "comment", ["# noqa: JXL301", "# noqa: E501,W291", "#noqa", "# no qa", "# noqa:JXL4011", "# qa"]
)
def test_leaves_other_findings(comment: str) -> None:
    assert silenced(f"x = 1\ny = 2  {comment}\nz = 3\n") == []


def test_a_comment_behind_a_string_or_backslash_holds_for_all_its_lines() -> None:
    assert silenced(f"x = 1\ny = {TRIPLE}a\nb\n{TRIPLE}  # noqa\nz = 3\n") == [2, 3, 4]
    assert silenced("x = 1 + \\\n  2  # noqa: JXL4\ny = 3\n") == [1, 2]


def test_a_comment_within_brackets_holds_for_its_own_line() -> None:
    assert silenced("x = f(\n  1,  # noqa\n  2,\n)\n") == [2]
    assert silenced("x = f(\n  1,\n)  # noqa\n") == [3]


@pytest.mark.parametrize(
    ("comment", "all_lines"),
    [
        ("# flake8: noqa", True),
        ("    # FLAKE8: NOQA", True),
        ("# flake8=noqa", True),
        ("# flake8: noqa: JXL401", True),
        ("# flake8: noqa: jxl4, E501", True),
        ("# flake8: noqa: JXL3", False),
        ("# ruff: noqa", False),
    ],
)
def test_silences_a_whole_file(comment: str, all_lines: bool) -> None:
    text = f"x = 1\n{comment}\ny = 2\n"
    assert (1 in silenced(text), 3 in silenced(text)) == (all_lines, all_lines)


def test_a_file_comment_stands_alone_in_its_line() -> None:
    assert silenced("x = 1\ny = 2  # flake8: noqa\n") == []


def test_text_that_does_not_tokenize_is_searched_line_by_line() -> None:
    assert silenced(f"x = (  # noqa\ny = {TRIPLE}\n# noqa\n") == [1, 3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(end: str) -> None:
    text = end.join(["x = 1", "y = 2  # noqa: JXL4", "z = 3", ""])
    suppressions = read_suppressions(text)
    assert [suppressions.silence("JXL401", line) for line in (1, 2, 3)] == [False, True, False]


PIECES = st.sampled_from(
    [
        "x = 1",
        f"s = {TRIPLE}a",
        f"b{TRIPLE}",
        "f(",
        ")",
        "x = 2 + \\",
        "    3",
        "if x:",
        "",
        "# a",
        "t = 'noqa'",
        "t = '# noqa'",
    ]
)
COMMENTS = st.sampled_from(
    [
        "",
        "",
        "  # noqa",
        "  # noqa: JXL4",
        "  # noqa:JXL301,E5",
        "  # NOQA : JXL2",
        "  # noqa: E1W2",
        "  # noqa: JXL",
    ]
)
PROGRAMS = st.lists(st.tuples(PIECES, COMMENTS).map("".join), max_size=9).map(
    lambda lines: "".join(f"{line}\n" for line in lines)
)


@settings(max_examples=300, deadline=None)
@given(PROGRAMS, st.sampled_from(["JXL401", "JXL301", "JXL201"]))
def test_agrees_with_flake8(text: str, code: str) -> None:
    lines = text.splitlines(keepends=True)
    options = argparse.Namespace(hang_closing=False, indent_size=4, max_doc_length=None, max_line_length=79)
    options.__dict__.update(stdin_display_name="stdin", verbose=0)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "program.py")
        file.write_text(text)
        linecache.clearcache()
        processor = FileProcessor(str(file), options, lines)
        expected = [
            number
            for number in range(1, len(lines) + 1)
            if Violation(code, str(file), number, 1, "", processor.noqa_line_for(number)).is_inline_ignored(
                disable_noqa=False
            )
        ]
    assert [line for line in silenced(text, code) if line <= len(lines)] == expected
