"""What a fixture needs of the machine: `# requires: jax >= 0.11, flax, gpu`."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import operator
import re
from collections.abc import Callable

from jaxlint.records import dataclass

_BACKENDS = ("cpu", "gpu", "tpu")
_COMPARISONS: dict[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
}
_ITEM = re.compile(r"([A-Za-z_][\w.-]*)(?:\s*(>=|<=|==|<|>)\s*(\d+(?:\.\d+)*))?")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A backend, a module, or a distribution of some version."""

    name: str
    comparison: str | None = None
    version: tuple[int, ...] = ()

    def __str__(self) -> str:
        if self.comparison is None:
            return self.name
        return f"{self.name} {self.comparison} {'.'.join(map(str, self.version))}"

    def is_met(self, platform: str) -> bool:
        """Whether this Python, with programs run on `platform`, has what is required."""
        if self.name in _BACKENDS:
            return platform == self.name
        if importlib.util.find_spec(self.name.partition(".")[0]) is None:
            return False
        if self.comparison is None:
            return True
        try:
            installed = importlib.metadata.version(self.name)
        except importlib.metadata.PackageNotFoundError:
            return False
        # 0.10 is both `>= 0.10` and `== 0.10` when 0.10.2 is installed: as many parts as were written count.
        found = tuple(int(part) for part in re.findall(r"\d+", installed))[: len(self.version)]
        return _COMPARISONS[self.comparison](found, self.version)


def parse_requirement(text: str) -> Requirement:
    """The requirement that one item of `# requires:` states.

    Raises:
        ValueError: with a message for the author of the fixture.
    """
    match = _ITEM.fullmatch(text)
    if match is None:
        raise ValueError(f"`requires: {text}` is neither a module, a backend, nor `NAME >= VERSION`")
    name, comparison, version = match.groups()
    return Requirement(name, comparison, tuple(map(int, version.split("."))) if version else ())
