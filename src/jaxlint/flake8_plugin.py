"""Floor 9: the flake8 plugin, an adapter and nothing else."""

from __future__ import annotations

import argparse
import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from flake8.exceptions import ExecutionError

from jaxlint import __version__
from jaxlint.engine.config import PREFIX, ConfigError, Overrides, Selection
from jaxlint.engine.config_file import Configs
from jaxlint.engine.result import FileResult, ProblemKind

if TYPE_CHECKING:
    from flake8.options.manager import OptionManager

# Under flake8 suppression comments are flake8's business: `--disable-noqa` must keep working.
_NO_OPTIONS = Overrides(noqa=False)


class Plugin:
    """Findings of one file, for flake8 to select, to silence and to print.

    flake8 passes arguments by these names. What it runs in several processes shares nothing but options.
    """

    name = "jaxlint"
    version = __version__
    _configs: ClassVar[Configs | None] = None

    def __init__(self, tree: ast.Module, lines: list[str], filename: str) -> None:
        self._tree = tree
        self._lines = lines
        self._filename = filename

    @classmethod
    def add_options(cls, manager: OptionManager) -> None:
        """Tell flake8 the plugin's options."""
        manager.add_option(
            "--jaxlint-pedantic",
            action="store_true",
            default=False,
            parse_from_config=True,
            help="report also what only some execution does wrong",
        )

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Take over what flake8 was told.

        A rule that is off by default comes on where flake8 is asked for its code or its family, or where
        `[tool.jaxlint]` has it on. flake8 asks every plugin for everything and then selects, so that
        `--select JXL`, which is also flake8's own default, must not reach it.
        """
        named = [*(options.select or ()), *(options.extend_select or ())]
        chosen = tuple(code for code in named if code.startswith(PREFIX) and code != PREFIX)
        cls._configs = Configs(
            Overrides(Selection(extend_select=chosen), pedantic=options.jaxlint_pedantic or None, noqa=False)
        )
        try:
            cls._configs.of_folder(Path())
        except ConfigError as error:
            raise ExecutionError(str(error)) from error

    def run(self) -> Iterator[tuple[int, int, str, type[Plugin]]]:
        """What there is to report, each as line, column from 0, and one line of text."""
        try:
            result = self._lint()
        except ConfigError as error:
            raise ExecutionError(str(error)) from error
        except Exception as fault:  # RecursionError too: a fault of ours must not end the user's run
            text = f"{ProblemKind.INTERNAL.value} jaxlint failed on {self._filename}: {_describe(fault)}"
            yield 1, 0, text, type(self)
            return
        for problem in result.problems:
            yield problem.line, problem.column, _text(problem.kind.value, problem.message), type(self)
        for finding in result.findings:
            yield finding.span.line, finding.span.column, _text(finding.code, finding.message), type(self)

    def _lint(self) -> FileResult:
        from jaxlint.engine.linter import lint_text

        if self._configs is None:
            type(self)._configs = Configs(_NO_OPTIONS)
        assert self._configs is not None
        config = self._configs.of(Path(self._filename))
        return lint_text("".join(self._lines), self._filename, config, tree=self._tree)


def _text(code: str, message: str) -> str:
    return f"{code} {' '.join(message.splitlines())}"


def _describe(fault: Exception) -> str:
    return " ".join([f"{type(fault).__name__}:", *str(fault).splitlines()]).removesuffix(":")
