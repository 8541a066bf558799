#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = []
# ///
"""Write the three places of a new rule: its module, its page, and two fixtures.

    scripts/new_rule.py JXL401 traced-branch --watches BoolConversion --summary "A branch on a traced value"

What is written loads, is formatted and typed, and reports every event it watches under its summary. Its
fixtures promise what their programs do not keep: `jaxlint verify fixtures/JXL401` fails until they show the
fault and its look-alike.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

MODULE = '''\
"""{code} {name}: {sentence}."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.text.findings import Certainty, Finding
from jaxlint.tracer.events import {event}
from jaxlint.tracer.view import View


class {classname}(Rule[{event}]):
    """{summary}."""

    code = "{code}"
    name = "{name}"
    summary = "{summary}"
    watches = ({event},)

    def check(self, event: {event}, view: View) -> Iterator[Finding]:
        """Every event is a fault."""
        yield Finding(
            code=self.code,
            message=self.summary,
            span=view.span(event.place),
            certainty=Certainty.CERTAIN if event.certain else Certainty.POSSIBLE,
        )
'''

PAGE = """\
# {code} {name}

| reports on | default | fix | JAX raises | since |
| --- | --- | --- | --- | --- |
| {summary} | on | none | nothing | unreleased |

## What it does

Reports {sentence}.

## Why is this bad?

What JAX does here, and what the user sees of it: the wrong number, or the exception.

## Example

```python
import jax


@jax.jit
def f(x):
    return x  # error: {code}
```

## Use instead

```python
import jax


@jax.jit
def f(x):
    return x
```

## Fix safety

There is no fix.

## Known missed alarms and false alarms

None is known.

## References

The page of JAX's documentation that says so.
"""

BAD = '''\
"""{summary}: the smallest program that goes wrong."""
# expect: differs
import jax
import jax.numpy as jnp


@jax.jit
def f(x):
    return x  # error: {code}


def run():
    return f(jnp.ones(3))
'''

GOOD = '''\
"""{summary}: the program nearest to it that is right."""
# expect: ok
import jax
import jax.numpy as jnp


@jax.jit
def f(x):
    return x


def run():
    return f(jnp.ones(3))
'''


class RefusedError(Exception):
    """Why no rule is written, as a text for the person at the terminal."""


def events(root: Path) -> list[str]:
    """Names of the events that rules can watch: classes below `Event` that no other is made from."""
    module = ast.parse((root / "src/jaxlint/tracer/events.py").read_text(encoding="utf-8"))
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for node in module.body
        if isinstance(node, ast.ClassDef)
    }

    def is_event(name: str) -> bool:
        return "Event" in bases.get(name, set()) or any(is_event(base) for base in bases.get(name, set()))

    return sorted(
        name for name in bases if is_event(name) and all(name not in above for above in bases.values())
    )


def codes(root: Path) -> dict[str, str]:
    """Codes that are or were in use, with where: a code is never given twice."""
    used = {
        path.stem[:6].upper(): str(path.relative_to(root)) for path in root.glob("src/jaxlint/rules/jxl*.py")
    }
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    return dict.fromkeys(re.findall(r"\bJXL\d{3}\b", changelog), "CHANGELOG.md") | used


def files(code: str, name: str, event: str, summary: str) -> dict[str, str]:
    """What to write, by its path in the checkout."""
    facts = {
        "code": code,
        "name": name,
        "event": event,
        "summary": summary,
        "sentence": summary[0].lower() + summary[1:],
        "classname": "".join(part.capitalize() for part in name.split("-")),
    }
    return {
        f"src/jaxlint/rules/{code.lower()}_{name.replace('-', '_')}.py": MODULE.format(**facts),
        f"rules/{code}-{name}.md": PAGE.format(**facts),
        f"fixtures/{code}/bad_minimal.py": BAD.format(**facts),
        f"fixtures/{code}/good_minimal.py": GOOD.format(**facts),
    }


def write_rule(root: Path, code: str, name: str, event: str, summary: str | None) -> list[Path]:
    """Write the rule; the files written.

    Raises:
        RefusedError: when the code or name will not do, the code is taken, or the event does not exist.
    """
    if not re.fullmatch(r"JXL[1-9]\d{2}", code):
        raise RefusedError(
            f"{code!r} is no code of a rule: JXL and three digits, the first of them the family"
        )
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise RefusedError(f"{name!r} is not kebab-case")
    if code in (used := codes(root)):
        raise RefusedError(f"{code} is taken: {used[code]}")
    if event not in (known := events(root)):
        raise RefusedError(f"there is no event {event}; there are {', '.join(known)}")
    sentence = (summary or name.replace("-", " ").capitalize()).rstrip(".")
    if '"' in sentence or "\n" in sentence or "|" in sentence:
        raise RefusedError("the summary is one line without double quotes and bars")
    texts = {root / relative: text for relative, text in files(code, name, event, sentence).items()}
    if there := [str(path.relative_to(root)) for path in texts if path.exists()]:
        raise RefusedError(f"these exist: {', '.join(there)}")
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(texts)


def main() -> int:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("code", help="JXL and three digits; the first names the family")
    parser.add_argument("name", help="kebab-case; names the pattern")
    parser.add_argument("--watches", metavar="EVENT", required=True, help="the event of tracer/events.py")
    parser.add_argument("--summary", help="what it reports on, in a few words; the name when not given")
    options = parser.parse_args()
    try:
        written = write_rule(ROOT, options.code, options.name, options.watches, options.summary)
    except RefusedError as error:
        print(f"new_rule: {error}", file=sys.stderr)
        return 2
    for path in written:
        print(f"wrote {path.relative_to(ROOT)}")
    print(f"next: the fixtures, then `check`, the page, a line with {options.code} in CHANGELOG.md,")
    print("scripts/sync_pages.py, and scripts/ecosystem.py")
    return 0


if __name__ == "__main__":
    sys.exit(main())
