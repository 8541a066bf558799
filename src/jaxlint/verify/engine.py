"""The engine as the verifier uses it: every rule on, whatever the project around the fixtures configures."""

from __future__ import annotations

from jaxlint.engine.fixer import fix_text
from jaxlint.engine.linter import lint_text
from jaxlint.engine.result import FileResult, FixedFile


class EngineAnalyser:
    """jaxlint itself."""

    def lint(self, text: str, path: str) -> FileResult:
        """The findings of every rule."""
        return lint_text(text, path, select_all=True)

    def fix(self, text: str, path: str) -> FixedFile:
        """The file after the fixes of every rule, the unsafe ones included."""
        return fix_text(text, path, unsafe=True, select_all=True)
