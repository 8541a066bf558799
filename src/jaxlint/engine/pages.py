"""The pages of the rules: the installed package carries them; a checkout has them in `rules/`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from jaxlint.engine.config import ConfigError
from jaxlint.records import dataclass
from jaxlint.rules import Rule, all_rules
from jaxlint.text.nearest import suggestion

_PACKAGE = Path(__file__).resolve().parents[1]

FACTS = ("reports on", "default", "fix", "JAX raises", "since")
"""The columns of the table at the head of a page, which `scripts/sync_pages.py` writes."""


class PageMissingError(LookupError):
    """A rule has no page, or a page has no table of facts."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The row of the table at the head of a page."""

    reports_on: str
    default: str
    fix: str
    raises: str
    since: str


def find_rule(word: str) -> type[Rule[Any]]:
    """The rule of this code or name.

    Raises:
        ConfigError: when there is none.
    """
    rules = all_rules()
    by_name = {rule.name: rule for rule in rules.values()}
    rule = rules.get(word.upper()) or by_name.get(word.lower())
    if rule is None:
        raise ConfigError(f"unknown rule `{word}`{suggestion(word, [*rules, *by_name])}")
    return rule


def pages_folder() -> Path:
    """The folder with the pages."""
    installed = _PACKAGE / "_pages"
    return installed if installed.is_dir() else _PACKAGE.parents[1] / "rules"


def read_page(rule: type[Rule[Any]]) -> str:
    """The page of a rule, as Markdown.

    Raises:
        PageMissingError: when the rule has none.
    """
    file = pages_folder() / f"{rule.code}-{rule.name}.md"
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise PageMissingError(f"{rule.code} has no page at {file}") from error


def read_facts(page: str) -> Facts:
    """The facts at the head of a page.

    Raises:
        PageMissingError: when the page has no table of facts.
    """
    lines = page.splitlines()
    header = f"| {' | '.join(FACTS)} |"
    if header not in lines[:-2]:
        raise PageMissingError("the page has no table of facts")
    row = lines[lines.index(header) + 2]
    cells = [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
    if len(cells) != len(FACTS):
        raise PageMissingError("the table of facts has a row of another length")
    return Facts(*cells)
