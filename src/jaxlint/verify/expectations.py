"""What a fixture says its program does: the words behind `# expect:`."""

from __future__ import annotations

import re
from typing import TypeAlias

from jaxlint.records import dataclass


@dataclass(frozen=True, slots=True)
class Ok:
    """Traced and eager runs agree; nothing raises, leaks, reuses a key or compiles twice."""

    def __str__(self) -> str:
        return "ok"


@dataclass(frozen=True, slots=True)
class Raises:
    """The traced run raises this class or a subclass, with `fragment` in its message."""

    name: str
    fragment: str | None = None

    def __str__(self) -> str:
        return f"raises {self.name}" + (f' "{self.fragment}"' if self.fragment else "")


@dataclass(frozen=True, slots=True)
class Warns:
    """The traced run warns with this class or a subclass, with `fragment` in its message."""

    name: str
    fragment: str | None = None

    def __str__(self) -> str:
        return f"warns {self.name}" + (f' "{self.fragment}"' if self.fragment else "")


@dataclass(frozen=True, slots=True)
class Differs:
    """The traced run completes and its result is not that of the eager run."""

    def __str__(self) -> str:
        return "differs"


@dataclass(frozen=True, slots=True)
class Effects:
    """The traced run has `happened` effects where the eager run has `made`."""

    happened: int
    made: int

    def __str__(self) -> str:
        return f"effects {self.happened} of {self.made}"


@dataclass(frozen=True, slots=True)
class Retraces:
    """Some function of the program compiles again for shapes and dtypes it has compiled for."""

    def __str__(self) -> str:
        return "retraces"


@dataclass(frozen=True, slots=True)
class ReusesKey:
    """`jax.debug_key_reuse` refuses the program."""

    def __str__(self) -> str:
        return "reuses key"


@dataclass(frozen=True, slots=True)
class Leaks:
    """A tracer outlives its trace."""

    def __str__(self) -> str:
        return "leaks"


@dataclass(frozen=True, slots=True)
class NanGradient:
    """The result of the traced run holds a NaN."""

    def __str__(self) -> str:
        return "nan gradient"


@dataclass(frozen=True, slots=True)
class ZeroGradient:
    """Every number in the result of the traced run is zero."""

    def __str__(self) -> str:
        return "zero gradient"


@dataclass(frozen=True, slots=True)
class Silent:
    """The program completes and none of the other misbehaviours is observed."""

    reason: str

    def __str__(self) -> str:
        return f"silent, because {self.reason}"


Expectation: TypeAlias = (
    Ok
    | Raises
    | Warns
    | Differs
    | Effects
    | Retraces
    | ReusesKey
    | Leaks
    | NanGradient
    | ZeroGradient
    | Silent
)

_WORDS: dict[str, Expectation] = {
    str(each): each
    for each in (Ok(), Differs(), Retraces(), ReusesKey(), Leaks(), NanGradient(), ZeroGradient())
}
_CLASS = re.compile(r'(raises|warns) ([A-Za-z_][\w.]*)(?: "([^"]+)")?')
_EFFECTS = re.compile(r"effects (\d+) of (\d+)")
_SILENT = re.compile(r"silent, because (\S.*)")
_ANY_EXCEPTION = {"Exception", "BaseException"}

FORMS = (
    "ok",
    'raises CLASS ["FRAGMENT"]',
    'warns CLASS ["FRAGMENT"]',
    "differs",
    "effects N of M",
    "retraces",
    "reuses key",
    "leaks",
    "nan gradient",
    "zero gradient",
    "silent, because REASON",
)


def parse_expectation(text: str) -> Expectation:
    """The expectation that these words state.

    Raises:
        ValueError: with a message for the author of the fixture.
    """
    if text in _WORDS:
        return _WORDS[text]
    if match := _CLASS.fullmatch(text):
        verb, name, fragment = match.groups()
        if verb == "warns":
            return Warns(name, fragment)
        if name in _ANY_EXCEPTION and fragment is None:
            raise ValueError(f"`raises {name}` holds of any failure; add a part of the message in quotes")
        return Raises(name, fragment)
    if match := _EFFECTS.fullmatch(text):
        return Effects(int(match[1]), int(match[2]))
    if match := _SILENT.fullmatch(text):
        return Silent(match[1])
    raise ValueError(f"`expect: {text}` is none of: {'; '.join(FORMS)}")
