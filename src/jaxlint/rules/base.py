"""Rules: a class per code, turning events of the trace into findings. Defining the class registers it."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar, Generic, TypeVar

from jaxlint.text.findings import Finding
from jaxlint.tracer.events import Event
from jaxlint.tracer.view import View

E = TypeVar("E", bound=Event)


class Rule(ABC, Generic[E]):
    """One code. A subclass in `rules/jxlNNN_<name>.py` is its own registration."""

    code: ClassVar[str]
    name: ClassVar[str]
    """Kebab-case; names the pattern and reads well after "allow"."""
    summary: ClassVar[str]
    watches: ClassVar[tuple[type[Event], ...]]
    predicts: ClassVar[str | None] = None
    """The exception that JAX raises there; None where the program runs and is wrong."""
    on_by_default: ClassVar[bool] = True
    registry: ClassVar[dict[str, type[Rule[Any]]]] = {}

    def __init_subclass__(cls) -> None:
        if not re.fullmatch(r"JXL\d{3}", cls.code):
            raise TypeError(f"{cls.__name__}: code {cls.code!r} does not match JXLnnn")
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cls.name):
            raise TypeError(f"{cls.__name__}: name {cls.name!r} is not kebab-case")
        if cls.code in Rule.registry:
            raise TypeError(f"{cls.code} is declared twice")
        Rule.registry[cls.code] = cls

    @abstractmethod
    def check(self, event: E, view: View) -> Iterator[Finding]:
        """Yield what is wrong with this event, if anything is."""
