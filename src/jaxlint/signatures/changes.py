"""Names of JAX that were deprecated or removed, by version: the rows of `changes.csv`.

`name(parameter)` is a parameter of a function. An empty cell means: never deprecated, still there, nothing in
its place. `fix` is `safe` where the new name does exactly what the old one did, `unsafe` where it nearly does.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from jaxlint.records import dataclass

Version: TypeAlias = tuple[int, ...]
LATEST: Version = (0, 12, 0)
"""The newest JAX that the rows know of."""
_FILE = Path(__file__).with_name("changes.csv")


@dataclass(frozen=True, slots=True)
class Change:
    """What has become of one name."""

    name: str
    parameter: str | None
    deprecated: Version | None
    removed: Version | None
    instead: str | None
    """The name that took its place; of a parameter, the parameter."""
    fix: str
    help: str
    """What to write where no name has taken its place; may be empty."""

    def is_removed(self, target: Version) -> bool:
        """Whether the name is gone in a version."""
        return self.removed is not None and self.removed <= target

    def is_deprecated(self, target: Version) -> bool:
        """Whether the name is there in a version, and on its way out."""
        return self.deprecated is not None and self.deprecated <= target and not self.is_removed(target)


def read_version(text: str) -> Version:
    """`0.4.26` as numbers; `0.6` is 0.6.0.

    Raises:
        ValueError: when it is no version.
    """
    numbers = [int(part) for part in text.split(".")]
    return tuple(numbers + [0] * (3 - len(numbers)))


def write_version(version: Version) -> str:
    """`0.4.26`."""
    return ".".join(map(str, version))


@functools.cache
def changes() -> Mapping[str, Change]:
    """Every row by its name, `name(parameter)` for parameters."""
    _, *lines = _FILE.read_text(encoding="utf-8").splitlines()
    return {line.partition(",")[0]: _read(line) for line in lines}


def is_changed(name: str) -> bool:
    """Whether a name, or a module that it is in, has changed."""
    parts = name.split(".")
    return any(".".join(parts[:length]) in changes() for length in range(2, len(parts) + 1))


def _read(line: str) -> Change:
    key, deprecated, removed, instead, fix, words = line.split(",", 5)
    name, _, parameter = key.removesuffix(")").partition("(")
    if parameter:
        instead = instead.removesuffix(")").rpartition("(")[2]
    return Change(
        name,
        parameter or None,
        read_version(deprecated) if deprecated else None,
        read_version(removed) if removed else None,
        instead or None,
        fix,
        words,
    )


@functools.cache
def paths_below(target: str) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """What a file that has `target` by some name writes behind that name to use what has changed.

    The last word, to the words that lead to it: `tree_map` of `jax`, `maps` behind `experimental`. A parameter is
    the last word of its function.
    """
    found: dict[str, list[tuple[str, ...]]] = {}
    for path in _below().get(target, ()):
        found.setdefault(path[-1].removesuffix("="), []).append(path)
    return {word: tuple(paths) for word, paths in found.items()}


@functools.cache
def _below() -> Mapping[str, list[tuple[str, ...]]]:
    """The words that lead to what has changed, by what they are written behind."""
    below: dict[str, list[tuple[str, ...]]] = {}
    for change in changes().values():
        words = change.name.split(".")
        if change.parameter is not None:
            words.append(f"{change.parameter}=")
        for length in range(1, len(words)):
            below.setdefault(".".join(words[:length]), []).append(tuple(words[length:]))
    return below
