#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = ["flake8-jaxlint"]
# ///
"""Write what the pages, their index and the README say of each rule, from the rules and their fixtures.

scripts/sync_pages.py            write
scripts/sync_pages.py --check    write nothing; show what would change, exit 1 if anything would
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from jaxlint.engine.linter import lint_text
from jaxlint.engine.pages import FACTS, Facts
from jaxlint.rules import Rule, all_rules
from jaxlint.text.edits import Applicability
from jaxlint.verify.contract import read_contract
from jaxlint.verify.expectations import FORMS

ROOT = Path(__file__).resolve().parents[1]

FAMILIES = {
    "1": "Purity",
    "2": "Immutability",
    "3": "Batching and shapes",
    "4": "Concrete values",
    "5": "Compilation",
    "6": "Randomness",
    "7": "Structured control flow",
    "8": "Autodiff, leaks and buffers",
    "9": "API",
}
KIND = re.compile(r"[a-z]+(?: key| gradient)?")
README_TABLE = re.compile(r"(?<=<!-- rules -->\n).*?(?=<!-- /rules -->)", re.DOTALL)


def facts_of(rule: type[Rule[Any]], root: Path) -> Facts:
    """The facts at the head of a rule's page."""
    return Facts(
        reports_on=rule.summary,
        default="on" if rule.on_by_default else "off",
        fix=fix_of(rule.code, root),
        raises=f"`{rule.predicts}`" if rule.predicts else "nothing",
        since=first_version(rule.code, (root / "CHANGELOG.md").read_text(encoding="utf-8")),
    )


def fix_of(code: str, root: Path) -> str:
    """How far the rule's fixes may be trusted, as seen in its fixtures."""
    seen: set[Applicability] = set()
    for fixture in sorted((root / "fixtures" / code).glob("bad_*.py")):
        if fixture.name.endswith(".fixed.py"):
            continue
        result = lint_text(fixture.read_text(encoding="utf-8"), str(fixture), select_all=True)
        seen |= {
            finding.fix.applicability for finding in result.findings if finding.code == code and finding.fix
        }
    return (
        " or ".join(applicability.value for applicability in Applicability if applicability in seen) or "none"
    )


def oracle_of(code: str, root: Path) -> str:
    """What the verifier observes of the rule's faults: the kinds of expectation in its fixtures."""
    seen = {
        kind_of(str(expectation))
        for fixture in (root / "fixtures" / code).glob("bad_*.py")
        for expectation in read_contract(fixture.read_text(encoding="utf-8")).expectations
    }
    return ", ".join(kind for kind in map(kind_of, FORMS) if kind in seen)


def kind_of(expectation: str) -> str:
    """The first words of an expectation: `raises`, `reuses key`."""
    kind: str = KIND.findall(expectation)[0]
    return kind


def first_version(code: str, changelog: str) -> str:
    """The version under whose heading the changelog first names the code.

    Raises:
        SystemExit: when it does not.
    """
    version, first = "", ""
    for line in changelog.splitlines():
        if heading := re.match(r"## (\d[\w.]*)", line):
            version = heading[1]
        elif re.search(rf"\b{code}\b", line):
            first = version  # the newest version stands first
    if not first:
        raise SystemExit(f"CHANGELOG.md does not name {code}")
    return first


def with_facts(page: str, rule: type[Rule[Any]], facts: Facts) -> str:
    """The page with its title and table anew; the sections stay."""
    start = re.search(r"^## ", page, re.MULTILINE)
    sections = page[start.start() :] if start else ""
    return f"# {rule.code} {rule.name}\n\n{table(FACTS, [astuple(facts)])}\n{sections}"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *([cell.replace("|", r"\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def index(
    facts: dict[str, Facts], folder: str, oracles: Mapping[str, str] | None = None
) -> Iterator[tuple[str, str]]:
    """Each family's title, and the table of its rules, with links into `folder`."""
    observed = () if oracles is None else ("oracle",)
    for digit, title in FAMILIES.items():
        rows = [
            (
                f"[{code}]({folder}{code}-{rule.name}.md)",
                rule.name,
                facts[code].default,
                facts[code].fix,
                *(() if oracles is None else (oracles[code],)),
                rule.summary,
            )
            for code, rule in all_rules().items()
            if code.startswith(f"JXL{digit}")
        ]
        if rows:
            yield title, table(("code", "name", "default", "fix", *observed, "reports on"), rows)


def synced_files(root: Path) -> dict[Path, str]:
    """Every file that this script keeps, with what it should hold."""
    facts = {code: facts_of(rule, root) for code, rule in all_rules().items()}
    files: dict[Path, str] = {}
    for code, rule in all_rules().items():
        page = root / "rules" / f"{code}-{rule.name}.md"
        if not page.is_file():
            raise SystemExit(f"{code} has no page {page}")
        files[page] = with_facts(page.read_text(encoding="utf-8"), rule, facts[code])
    oracles = {code: oracle_of(code, root) for code in all_rules()}
    sections = "".join(f"## {title}\n\n{rows}\n" for title, rows in index(facts, "", oracles))
    files[root / "rules" / "README.md"] = (
        "# Rules\n\n"
        "One page for each rule; `jaxlint explain CODE` prints it. A *safe* fix leaves results as they are,\n"
        "an *unsafe* one may change them, *display* is a sketch that is never applied. The *oracle* is what\n"
        "`jaxlint verify` observes when it runs the rule's faulty fixtures on JAX.\n\n"
        f"{sections.rstrip()}\n"
    )
    readme = root / "README.md"
    tables = "\n".join(f"**{title}**\n\n{rows}" for title, rows in index(facts, "rules/"))
    files[readme] = README_TABLE.sub(lambda _: f"\n{tables}\n", readme.read_text(encoding="utf-8"))
    return files


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file would change")
    options = parser.parse_args(argv)
    changed = 0
    for path, text in synced_files(ROOT).items():
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if old == text:
            continue
        changed += 1
        name = str(path.relative_to(ROOT))
        if options.check:
            lines = difflib.unified_diff(old.splitlines(), text.splitlines(), name, name, lineterm="")
            sys.stdout.writelines(f"{line}\n" for line in lines)
        else:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    return 1 if options.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
