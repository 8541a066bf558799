"""Suppression comments: `# noqa` on a line, `# flake8: noqa` for a file, with or without codes.

They mean to jaxlint's own command what they mean to flake8, so that a project needs one kind of comment.
Under flake8 itself this module is not asked: there they are flake8's business (`--disable-noqa`).
"""

from __future__ import annotations

import io
import re
import tokenize
from dataclasses import field

from jaxlint.records import dataclass

_CODES = r"(?::\s?(?P<codes>(?:[A-Z]+[0-9]+[,\s]*)+))?"
_INLINE = re.compile(rf"# noqa{_CODES}", re.IGNORECASE)
_WHOLE_FILE = re.compile(rf"\s*# flake8[:=]\s*noqa{_CODES}", re.IGNORECASE)
_MENTION = re.compile("noqa", re.IGNORECASE)
_SEPARATORS = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True)
class Suppressions:
    """What the comments of one file silence.

    A code silences every code that begins with it, whatever the case of its letters; no codes at all
    silence everything.
    """

    whole_file: tuple[str, ...] = ()
    by_line: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def silence(self, code: str, line: int) -> bool:
        """Whether a finding of this code that begins in this line is silenced."""
        return code.startswith((*self.whole_file, *self.by_line.get(line, ())))


_NONE = Suppressions()


def read_suppressions(text: str) -> Suppressions:
    """The suppressions of a file; one search where the text has none."""
    if not _MENTION.search(text):
        return _NONE
    lines = io.StringIO(text, newline=None).readlines()
    whole_file: list[str] = []
    for line in lines:
        if match := _WHOLE_FILE.match(line):
            whole_file += _codes(match)
    by_line: dict[int, tuple[str, ...]] = {}
    for numbers, searched in _searched_lines(lines):
        # Of several comments in one range only the first counts, as in flake8.
        if match := _INLINE.search(searched):
            by_line.update(dict.fromkeys(numbers, _codes(match)))
    return Suppressions(tuple(whole_file), by_line)


def _codes(match: re.Match[str]) -> tuple[str, ...]:
    """The prefixes that a comment names; the empty prefix, which every code has, if it names none."""
    codes: str | None = match["codes"]
    if codes is None:
        return ("",)
    return tuple(code.upper() for code in _SEPARATORS.split(codes) if code)


def _searched_lines(lines: list[str]) -> list[tuple[range, str]]:
    """Ranges of lines with the text in which their comment is looked for.

    Lines that one string or one backslash joins are one range: the comment can only stand at its end.
    Lines that brackets join stay apart.
    """
    ranges: list[tuple[range, str]] = []
    first: int | None = None
    try:
        for token in tokenize.generate_tokens(iter(lines).__next__):
            first = first or token.start[0]
            if token.type in (tokenize.NL, tokenize.NEWLINE):
                last = token.end[0]
                ranges.append((range(first, last + 1), "".join(lines[first - 1 : last])))
                first = None
    except (tokenize.TokenError, SyntaxError):
        return [(range(number, number + 1), line) for number, line in enumerate(lines, 1)]
    return ranges
