"""The `[tool.jaxlint]` table of `pyproject.toml`: reading, checking, and finding the one that holds."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from jaxlint.engine.config import ALL, DEFAULT_EXCLUDE, PREFIX, Config, ConfigError, Overrides, Selection
from jaxlint.engine.patterns import absolute
from jaxlint.signatures.changes import LATEST, Version, read_version
from jaxlint.text.nearest import suggestion
from jaxlint.tracer.thresholds import CONSTANT_BYTES, UNROLLED_ROUNDS

Toml: TypeAlias = "str | int | float | bool | list[Toml] | dict[str, Toml] | object"

_KEYS = (
    "select",
    "extend-select",
    "ignore",
    "exclude",
    "extend-exclude",
    "per-file-ignores",
    "pedantic",
    "transforms",
    "src",
    "target-jax",
    "constant-bytes",
    "unrolled-rounds",
)
_VERSION = re.compile(r"\d+(\.\d+)+")
_DOTTED_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)+")


def load_config(file: Path) -> Config:
    """The configuration that a TOML file holds.

    Raises:
        ConfigError: when it cannot be read, has no `[tool.jaxlint]`, or has a key or value it may not have.
    """
    table = _jaxlint_table(file)
    if table is None:
        raise ConfigError(f"{file} has no [tool.jaxlint] table")
    return _config(_Table(file, "", table))


class Configs:
    """Which configuration holds for which file.

    It is that of the nearest table above the file; else that of the working folder; or, for every file,
    the one that the command line names.
    """

    def __init__(
        self,
        overrides: Overrides | None = None,
        *,
        explicit: Path | None = None,
        isolated: bool = False,
        cwd: Path | None = None,
    ) -> None:
        self._overrides = overrides or Overrides()
        self._cwd = cwd or Path.cwd()
        self._fixed: Config | None = None
        self._nearest: dict[Path, Path | None] = {}
        self._by_file: dict[Path | None, Config] = {}
        self._by_folder: dict[Path, Config] = {}
        if explicit is not None:
            self._fixed = self._overrides.over(load_config(explicit))
        elif isolated:
            self._fixed = self._overrides.over(Config(self._cwd))

    def of_folder(self, folder: Path) -> Config:
        """The configuration of the files in this folder."""
        if self._fixed is not None:
            return self._fixed
        config = self._by_folder.get(folder)
        if config is None:
            file = self._find(Path(absolute(folder, self._cwd))) or self._find(self._cwd)
            if file not in self._by_file:
                found = load_config(file) if file is not None else Config(self._cwd)
                self._by_file[file] = self._overrides.over(found)
            config = self._by_folder[folder] = self._by_file[file]
        return config

    def of(self, path: Path) -> Config:
        """The configuration of this file."""
        return self.of_folder(path.parent)

    def _find(self, folder: Path) -> Path | None:
        """The nearest `pyproject.toml` with a `[tool.jaxlint]` table, in this folder or above it."""
        if folder not in self._nearest:
            file = folder / "pyproject.toml"
            if os.path.isfile(file) and _jaxlint_table(file) is not None:  # noqa: PTH113 - `Path.is_file` may raise
                self._nearest[folder] = file
            else:
                self._nearest[folder] = self._find(folder.parent) if folder.parent != folder else None
        return self._nearest[folder]


def check_selectors(selectors: Iterable[str], where: str) -> tuple[str, ...]:
    """The selectors as codes: a rule's name becomes its code.

    Raises:
        ConfigError: when one names no rule.
    """
    from jaxlint.rules import all_rules

    checked: list[str] = []
    by_name = {rule.name: code for code, rule in all_rules().items()}
    for selector in selectors:
        selected = by_name.get(selector, selector)
        known = selected.startswith(PREFIX) and any(code.startswith(selected) for code in by_name.values())
        if not (known or selected in (ALL, PREFIX)):
            nearest = suggestion(selector, [*by_name.values(), *by_name, ALL, PREFIX])
            raise ConfigError(f"unknown rule `{selector}` in {where}{nearest}")
        checked.append(selected)
    return tuple(checked)


def _jaxlint_table(file: Path) -> dict[str, Toml] | None:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror or error}") from error
    if b"jaxlint" not in data:
        return None
    import tomllib

    try:
        document = tomllib.loads(data.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{file} is not valid TOML: {error}") from error
    tool = document.get("tool")
    table = tool.get("jaxlint") if isinstance(tool, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise ConfigError(f"`tool.jaxlint` of {file} must be a table, not {_kind(table)}")
    return table


class _Table:
    """One table of a configuration file; its methods read a value and say what is wrong with it."""

    def __init__(self, file: Path, prefix: str, values: Mapping[str, Toml]) -> None:
        self.file = file
        self._prefix = prefix
        self._values = values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def where(self, key: str) -> str:
        return f"`{self._prefix}{key}` of {self.file}"

    def check_keys(self) -> None:
        for key in self._values:
            if key not in _KEYS:
                raise ConfigError(
                    f"unknown key `{key}` in [tool.jaxlint] of {self.file}{suggestion(key, _KEYS)}"
                )

    def flag(self, key: str) -> bool:
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            raise ConfigError(f"{self.where(key)} must be true or false, not {_kind(value)}")
        return value

    def number(self, key: str, default: int, unit: str) -> int:
        value = self._values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise ConfigError(f"{self.where(key)} must be a whole number of {unit}")
        return value

    def word(self, key: str) -> str:
        value = self._values.get(key)
        if not isinstance(value, str):
            raise ConfigError(f"{self.where(key)} must be a string, not {_kind(value)}")
        return value

    def words(self, key: str) -> tuple[str, ...] | None:
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, list):
            raise ConfigError(f"{self.where(key)} must be a list of strings, not {_kind(value)}")
        words: list[str] = []
        for word in value:
            if not isinstance(word, str):
                raise ConfigError(f"{self.where(key)} must be a list of strings, but holds {_kind(word)}")
            words.append(word)
        return tuple(words)

    def selectors(self, key: str) -> tuple[str, ...] | None:
        words = self.words(key)
        return None if words is None else check_selectors(words, self.where(key))

    def table(self, key: str) -> _Table:
        value = self._values.get(key, {})
        if not isinstance(value, dict):
            raise ConfigError(f"{self.where(key)} must be a table, not {_kind(value)}")
        return _Table(self.file, f"{self._prefix}{key}.", value)


def _config(table: _Table) -> Config:
    table.check_keys()
    root = table.file.absolute().parent
    exclude = table.words("exclude")
    ignores = table.table("per-file-ignores")
    return Config(
        root=root,
        selections=(
            Selection(
                select=table.selectors("select"),
                extend_select=table.selectors("extend-select") or (),
                ignore=table.selectors("ignore") or (),
            ),
        ),
        per_file_ignores=tuple((pattern, ignores.selectors(pattern) or ()) for pattern in ignores),
        exclude=(*(DEFAULT_EXCLUDE if exclude is None else exclude), *(table.words("extend-exclude") or ())),
        pedantic=table.flag("pedantic"),
        transforms=_transforms(table.table("transforms")),
        target_jax=_target(table),
        constant_bytes=table.number("constant-bytes", CONSTANT_BYTES, "bytes"),
        unrolled_rounds=table.number("unrolled-rounds", UNROLLED_ROUNDS, "rounds"),
        src=tuple(root / folder for folder in table.words("src") or ()),
    )


def _target(table: _Table) -> Version:
    """The version of JAX that the project is for."""
    if "target-jax" not in table:
        return LATEST
    text = table.word("target-jax")
    if not _VERSION.fullmatch(text):
        raise ConfigError(
            f'{table.where("target-jax")} must be a version such as "0.6" or "0.4.30", not `{text}`'
        )
    return read_version(text)


def _transforms(table: _Table) -> tuple[tuple[str, str], ...]:
    from jaxlint.signatures.transforms import TRANSFORMS, transform_row

    transforms: list[tuple[str, str]] = []
    for name in table:
        meaning = table.word(name)
        for word in (name, meaning):
            if not _DOTTED_NAME.fullmatch(word):
                raise ConfigError(
                    f"{table.where(name)} must give a dotted name the meaning of another, "
                    f'as in "mylib.fast" = "jax.jit"; `{word}` is none'
                )
        if transform_row(meaning) is None:
            nearest = suggestion(meaning, TRANSFORMS)
            raise ConfigError(
                f"{table.where(name)} names no transformation that is known: `{meaning}`{nearest}"
            )
        transforms.append((name, meaning))
    return tuple(transforms)


def _kind(value: Toml) -> str:
    match value:
        case bool():
            return "a boolean"
        case str():
            return "a string"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date"
