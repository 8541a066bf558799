"""Finds fixtures by their names."""

from __future__ import annotations

import enum
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from jaxlint.records import dataclass


class Kind(enum.Enum):
    """What a fixture shows."""

    BAD = "bad"
    GOOD = "good"
    TODO = "todo"


class NoFixtureError(ValueError):
    """A path holds no fixture."""


@dataclass(frozen=True, slots=True)
class Fixture:
    """One program, with its fixed twin where that exists."""

    path: Path
    kind: Kind
    group: str
    """The folder: a code, or a word such as `seed`."""
    fixed: Path | None = None

    @property
    def code(self) -> str | None:
        """The code that the folder is named after."""
        return self.group if re.fullmatch(r"JXL\d{3}", self.group) else None

    @property
    def shown(self) -> str:
        """The path as a reader of this run knows it."""
        absolute, here = self.path.resolve(), Path.cwd().resolve()
        return absolute.relative_to(here).as_posix() if absolute.is_relative_to(here) else str(self.path)


_NAME = re.compile(r"(bad|good|todo)_[\w-]+\.py")
_FIXED = re.compile(r"bad_[\w-]+\.fixed\.py")


def discover(paths: Iterable[str | os.PathLike[str]], select: Iterable[str] = ()) -> list[Fixture]:
    """The fixtures in these files and folders, whose folder's name begins with one of `select`.

    Raises:
        NoFixtureError: when a path is missing or is a file of another name.
    """
    prefixes = tuple(select)
    found: dict[Path, Fixture] = {}
    for path in map(Path, paths):
        for program in _programs(path):
            group = program.resolve().parent.name
            if not prefixes or group.startswith(prefixes):
                kind = Kind(program.name.partition("_")[0])
                fixed = program.with_name(program.name.removesuffix(".py") + ".fixed.py")
                found[program.resolve()] = Fixture(program, kind, group, fixed if fixed.exists() else None)
    return [found[path] for path in sorted(found)]


def orphans(paths: Iterable[str | os.PathLike[str]]) -> list[Path]:
    """Fixed files in these folders whose bad file is missing."""
    return [
        fixed
        for path in map(Path, paths)
        if path.is_dir()
        for fixed in sorted(path.rglob("bad_*.fixed.py"))
        if not _twin(fixed).exists()
    ]


def _twin(fixed: Path) -> Path:
    return fixed.with_name(fixed.name.removesuffix(".fixed.py") + ".py")


def _programs(path: Path) -> Iterator[Path]:
    if path.is_dir():
        for each in path.rglob("*.py"):
            if _NAME.fullmatch(each.name):
                yield each
    elif path.is_file() and _NAME.fullmatch(path.name):
        yield path
    elif path.is_file() and _FIXED.fullmatch(path.name) and _twin(path).exists():
        yield _twin(path)
    elif path.is_file():
        raise NoFixtureError(f"{path} is no fixture: its name must begin with bad_, good_ or todo_")
    else:
        raise NoFixtureError(f"{path} does not exist")
