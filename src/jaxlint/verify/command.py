"""`jaxlint verify`: what the command line calls."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from jaxlint.verify.documents import to_json, to_markdown
from jaxlint.verify.fixtures import Fixture, Kind, NoFixtureError, discover, orphans
from jaxlint.verify.pool import ChildError
from jaxlint.verify.session import DEFAULT_MEMORY_MB, DEFAULT_SECONDS, BackendMissingError, verify
from jaxlint.verify.static import Analyser
from jaxlint.verify.verdict import Verdict

AGREES, DISAGREES, USAGE = 0, 1, 2
BACKENDS = ("cpu", "gpu", "tpu")
INSTALL = "pip install 'flake8-jaxlint[verify]'"


def default_jobs() -> int:
    """Two at a time where there are two cores: a child compiles on several threads anyway."""
    return min(2, os.cpu_count() or 1)


def run(
    paths: Sequence[str | os.PathLike[str]] = (),
    *,
    backend: str | None = None,
    json: str | os.PathLike[str] | None = None,
    report: str | os.PathLike[str] | None = None,
    select: Sequence[str] = (),
    jobs: int | None = None,
    timeout: float = DEFAULT_SECONDS,
    memory_mb: int = DEFAULT_MEMORY_MB,
    analyser: Analyser | None = None,
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
) -> int:
    """Verify fixtures, show the tables, write the files that are asked for.

    The status is 0 where everything agrees, 1 on any disagreement, 2 where the verifier cannot run.
    """
    out, err = stdout or sys.stdout, stderr or sys.stderr

    def refuse(message: object) -> int:
        print(f"jaxlint verify: {message}", file=err)
        return USAGE

    for module in ("jax", "rich"):
        if importlib.util.find_spec(module) is None:
            return refuse(f"{module} is not installed; run: {INSTALL}")
    if backend is not None and backend not in BACKENDS:
        return refuse(f"unknown backend {backend!r}; the backends are: {', '.join(BACKENDS)}")
    if timeout <= 0 or memory_mb <= 0 or (jobs is not None and jobs <= 0):
        return refuse("the time limit, the memory limit and the number of jobs must be positive")
    places = paths or ("fixtures",)
    try:
        fixtures = discover(places, select)
        lost = _lost(places, select)
    except NoFixtureError as error:
        return refuse(error)
    if not fixtures and not lost:
        chosen = f" of {', '.join(select)}" if select else ""
        return refuse(f"no fixtures{chosen} in {', '.join(map(str, places))}")
    if analyser is None:
        from jaxlint.verify.engine import EngineAnalyser

        analyser = EngineAnalyser()

    from jaxlint.verify.table import progress, show

    try:
        with progress(err, len(fixtures)) as advance:
            verification = verify(
                fixtures,
                analyser,
                backend=backend,
                jobs=jobs or default_jobs(),
                seconds=timeout,
                memory_mb=memory_mb,
                each=advance,
            )
    except (BackendMissingError, ChildError) as error:
        return refuse(error)
    verification = replace(verification, verdicts=(*verification.verdicts, *lost))
    show(verification, out)
    for path, text in ((json, to_json), (report, to_markdown)):
        if path is not None:
            Path(path).write_text(text(verification), "utf-8")
    return DISAGREES if verification.disagreeing else AGREES


def _lost(places: Sequence[str | os.PathLike[str]], select: Sequence[str]) -> list[Verdict]:
    """A verdict for each fixed file whose bad file is missing."""
    prefixes = tuple(select)
    return [
        Verdict(
            Fixture(path, Kind.BAD, path.resolve().parent.name),
            expected="",
            diagnosis="",
            behaviour="",
            fix="",
            disagreements=("a fixed file stands beside no bad file of its name",),
        )
        for path in orphans(places)
        if not prefixes or path.resolve().parent.name.startswith(prefixes)
    ]
