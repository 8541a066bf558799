"""Findings: what is reported, where, why, and what mends it."""

from __future__ import annotations

import enum

from jaxlint.records import dataclass
from jaxlint.text.edits import Fix
from jaxlint.text.span import Span


class Certainty(enum.Enum):
    """Whether every execution that reaches the span misbehaves."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Note:
    """A labelled second place: where a value became traced, where a global is rebound.

    `path` is None for the file of the finding itself.
    """

    message: str
    span: Span
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One report. `message` stands alone in one line; the rest explains and mends."""

    code: str
    message: str
    span: Span
    notes: tuple[Note, ...] = ()
    help: str | None = None
    predicts: str | None = None
    """The exception that JAX raises there, by its public name; `A or B` where it hangs on the path taken inside of JAX;
    None where nothing is raised."""
    fix: Fix | None = None
    certainty: Certainty = Certainty.CERTAIN
