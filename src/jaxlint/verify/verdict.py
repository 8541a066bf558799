"""The verdict on one fixture, and the whole of a verification."""

from __future__ import annotations

from jaxlint.records import dataclass
from jaxlint.verify.fixtures import Fixture
from jaxlint.verify.observation import Machine, Timing


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was expected and seen of one fixture, and every disagreement between the two."""

    fixture: Fixture
    expected: str
    diagnosis: str
    """Codes and lines of the findings."""
    behaviour: str
    """What the runs show."""
    fix: str
    """What became of the fixed program; empty where there is none."""
    disagreements: tuple[str, ...] = ()
    skipped: str | None = None
    """What the machine lacks to run the program."""
    timings: tuple[Timing, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether findings, behaviour and contract are at one."""
        return not self.disagreements


@dataclass(frozen=True, slots=True)
class Verification:
    """Every verdict of one run of the verifier."""

    machine: Machine
    verdicts: tuple[Verdict, ...]
    seconds: float

    @property
    def disagreeing(self) -> tuple[Verdict, ...]:
        """The verdicts that make the run fail."""
        return tuple(each for each in self.verdicts if not each.agrees)
