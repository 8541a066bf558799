"""What a project asks of jaxlint: which rules, where, and what its own transformations mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field, replace
from pathlib import Path

from jaxlint.engine.patterns import matches
from jaxlint.records import dataclass
from jaxlint.signatures.changes import LATEST, Version
from jaxlint.tracer.thresholds import CONSTANT_BYTES, UNROLLED_ROUNDS

PREFIX = "JXL"
ALL = "ALL"

DEFAULT_EXCLUDE = (
    ".bzr",
    ".direnv",
    ".eggs",
    ".git",
    ".hg",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    "__pycache__",
    "__pypackages__",
    "_build",
    "build",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
)


class ConfigError(ValueError):
    """The configuration or the command line asks for what does not exist; the message is one line."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The choice of rules that one place makes: a configuration file, or a command line.

    A selector is a code, the beginning of one, or `ALL`. The longest selector that fits a code decides;
    `ignore` wins a tie. `JXL` stands for the rules that are on by default; a rule that is off by default
    wants its code, its family or `ALL`.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def decide(self, code: str, *, before: bool, on_by_default: bool) -> bool:
        """Whether the rule is on after this choice, `before` being what the choices before it say."""
        chosen = _specificity(code, (*(self.select or ()), *self.extend_select), on_by_default)
        ignored = _specificity(code, self.ignore, on_by_default=True)
        if chosen == ignored == -1:
            return before and self.select is None
        return chosen > ignored


def _specificity(code: str, selectors: Iterable[str], on_by_default: bool) -> int:
    """Length of the longest selector that names the code; 0 for `ALL`, -1 for none."""
    longest = -1
    for selector in selectors:
        if selector == ALL:
            longest = max(longest, 0)
        elif code.startswith(selector) and (on_by_default or selector != PREFIX):
            longest = max(longest, len(selector))
    return longest


@dataclass(frozen=True, slots=True)
class Config:
    """The settings that hold for a file. `root` is the folder that patterns and `src` start from."""

    root: Path = field(default_factory=Path.cwd)
    selections: tuple[Selection, ...] = ()
    """Later ones have the last word: the file's, then the command line's."""
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    pedantic: bool = False
    """Report also what only some execution does wrong."""
    noqa: bool = True
    """Heed suppression comments. Under flake8 they are flake8's business, and this is off."""
    transforms: tuple[tuple[str, str], ...] = ()
    """The project's own names of transformations: `("mylib.fast", "jax.jit")`."""
    target_jax: Version = LATEST
    """The version of JAX that the project is for: what is gone there is reported, what comes later is not."""
    constant_bytes: int = CONSTANT_BYTES
    """From which size on an array is reported that a jitted function closes over."""
    unrolled_rounds: int = UNROLLED_ROUNDS
    """From how many rounds on a Python loop is reported that a traced function unrolls."""
    src: tuple[Path, ...] = ()
    """Folders in which the project's own modules are looked for; empty means `root` and `root/src`."""

    def enabled(self, code: str, on_by_default: bool = True) -> bool:
        """Whether the rule of this code is on."""
        on = on_by_default
        for selection in self.selections:
            on = selection.decide(code, before=on, on_by_default=on_by_default)
        return on

    def ignores(self, code: str, path: str) -> bool:
        """Whether `per-file-ignores` silences this code in this file."""
        return any(
            _specificity(code, codes, on_by_default=True) >= 0
            and (
                not matches(path, (pattern[1:],), self.root)
                if pattern.startswith("!")
                else matches(path, (pattern,), self.root)
            )
            for pattern, codes in self.per_file_ignores
        )

    def excludes(self, path: str) -> bool:
        """Whether this file or folder is left out of what a walk finds."""
        return matches(path, self.exclude, self.root)

    @property
    def source_roots(self) -> tuple[Path, ...]:
        """Folders in which the project's own modules are looked for."""
        return self.src or (self.root, self.root / "src")


@dataclass(frozen=True, slots=True)
class Overrides:
    """What a command line says over the files; None or empty leaves a setting as it is."""

    selection: Selection = Selection()
    pedantic: bool | None = None
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] = ()
    noqa: bool = True

    def over(self, config: Config) -> Config:
        """The configuration with these overrides."""
        selections = config.selections
        if self.selection != Selection():
            selections = (*selections, self.selection)
        return replace(
            config,
            selections=selections,
            pedantic=config.pedantic if self.pedantic is None else self.pedantic,
            exclude=(*(config.exclude if self.exclude is None else self.exclude), *self.extend_exclude),
            noqa=self.noqa,
        )
