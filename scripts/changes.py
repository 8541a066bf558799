#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = ["flake8-jaxlint[verify]"]
# ///
"""Compare the table of changed names with installed versions of JAX, and print the rows that it lacks.

scripts/changes.py                                    with the JAX of this interpreter
scripts/changes.py --python .venv312/bin/python ...   with those of others

JAX keeps what it deprecates in a `_deprecations` of each module (0.4.14 and later): a name, the message, and what the
name still leads to, or None when it is gone. A row that is missing is printed as it may be put into
`src/jaxlint/signatures/changes.csv`, its replacement left to whoever reads the message. The status is 1 where a row is
missing or says something else.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jaxlint.signatures.changes import changes, read_version

DEPRECATED, GONE = "deprecated", "gone"

ASK = """\
import importlib, json, pkgutil, sys, warnings
warnings.simplefilter("ignore")
import jax
PRIVATE = lambda name: any(part.startswith("_") for part in name.split("."))
for module in pkgutil.walk_packages(jax.__path__, "jax."):
    if not PRIVATE(module.name) and ".tools." not in module.name:
        try:
            importlib.import_module(module.name)
        except Exception:  # it wants a package that is not installed
            pass
names = {
    f"{name}.{attribute}": [message, leads_to is None]
    for name, module in sorted(sys.modules.items())
    if (name == "jax" or name.startswith("jax.")) and not PRIVATE(name)
    for attribute, (message, leads_to) in getattr(module, "_deprecations", {}).items()
    if not attribute.startswith("_")
}
print(json.dumps({"version": jax.__version__, "names": names}))
"""


@dataclass(frozen=True)
class Answer:
    """What one JAX says of its names."""

    version: str
    names: dict[str, tuple[str, bool]]
    """The message, and whether the name is gone."""


def ask(python: str) -> Answer:
    """What the JAX of an interpreter says.

    Raises:
        subprocess.CalledProcessError: when it has none; the reason stands on standard error.
    """
    done = subprocess.run([python, "-c", ASK], stdout=subprocess.PIPE, text=True, check=True)
    said = json.loads(done.stdout.splitlines()[-1])
    return Answer(said["version"], {name: (text, gone) for name, (text, gone) in said["names"].items()})


def compared(answer: Answer) -> Iterator[str]:
    """One line for each name of which the table says something else than JAX, or nothing."""
    version = read_version(re.match(r"[\d.]+", answer.version)[0].rstrip("."))[:3]  # type: ignore[index]
    rows = changes()
    for name, (message, gone) in answer.names.items():
        row = rows.get(name)
        if row is None:
            yield f"lacks   {row_of(name, message, gone, answer.version)}"
            continue
        says = GONE if row.is_removed(version) else DEPRECATED if row.is_deprecated(version) else "there"
        is_ = GONE if gone else DEPRECATED
        if says != is_:
            yield f"differs {name}: the table says {says}, JAX {answer.version} says {is_}: {message}"


def row_of(name: str, message: str, gone: bool, version: str) -> str:
    """A row for the table, as far as the message tells."""
    versions = re.findall(r"v?(\d+\.\d+\.\d+)", message)
    since = versions[0] if versions else version
    deprecated, removed = ("", since) if gone else (since, "")
    return f"{name},{deprecated},{removed},,,{json.dumps(message)}"


def main() -> int:
    """Ask each interpreter, and print what differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", nargs="+", default=[sys.executable], metavar="INTERPRETER")
    options = parser.parse_args()
    status = 0
    for python in options.python:
        try:
            answer = ask(python)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{python} cannot be asked: {error}", file=sys.stderr)
            return 2
        lines = list(compared(answer))
        print(f"JAX {answer.version} ({Path(python)}): {len(answer.names)} names, {len(lines)} to mend")
        print("\n".join(lines), end="\n" if lines else "")
        status |= bool(lines)
    return status


if __name__ == "__main__":
    sys.exit(main())
