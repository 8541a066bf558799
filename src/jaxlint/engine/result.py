"""What linting and fixing one file gives; the contract between the engine and the front ends."""

from __future__ import annotations

import enum

from jaxlint.records import dataclass
from jaxlint.text.findings import Finding


class ProblemKind(enum.Enum):
    """Why a file could not be linted, or not wholly."""

    UNREADABLE = "JXL001"
    UNDECODABLE = "JXL002"
    UNPARSABLE = "JXL003"
    TOO_DEEP = "JXL004"
    INTERNAL = "JXL009"
    """A fault of jaxlint's own; the run goes on."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One diagnostic about a file that could not be linted."""

    kind: ProblemKind
    path: str
    message: str
    line: int = 1
    column: int = 0


@dataclass(frozen=True, slots=True)
class FileResult:
    """Findings of one file, sorted by place, suppressions and configuration applied."""

    path: str
    text: str
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A file after its fixes: the new text, how many were applied, and what is left."""

    path: str
    before: str
    after: str
    applied: int
    remaining: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Fixes that were left out because of a fault of jaxlint's own."""
