"""The commands that lint nothing: `explain`, `rules`, `trace`, `verify`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from jaxlint.engine.config import ConfigError
from jaxlint.engine.config_file import Configs


def explain(options: argparse.Namespace) -> int:
    """Print the page of a rule."""
    from jaxlint.engine.pages import find_rule, read_page

    sys.stdout.write(read_page(find_rule(options.rule)))
    return 0


def rules(options: argparse.Namespace) -> int:
    """Print the catalogue."""
    from jaxlint.report.catalogue import render_json, render_text

    sys.stdout.write(render_json() if options.output_format == "json" else render_text())
    return 0


def trace(options: argparse.Namespace) -> int:
    """Print what the tracer knows of each line of a file or function."""
    from jaxlint.engine.inspect import trace_listing
    from jaxlint.report.trace import render_listing
    from jaxlint.text.nearest import suggestion

    target: str = options.target
    name, _, function = target.rpartition(":")
    if not name or "/" in function or "\\" in function:
        name, function = target, ""
    path = Path(name)
    if not path.is_file():
        beside = path.parent.glob("*.py") if path.parent.is_dir() else ()
        near = suggestion(path.name, [other.name for other in beside])
        raise ConfigError(f"{path} is not a file{near}")
    config = Configs(explicit=options.config, isolated=options.isolated).of(path)
    listing = trace_listing(path, function or None, config)
    page: Path | None = options.html
    if page is None:
        sys.stdout.writelines(render_listing(listing))
        return 0
    from jaxlint.report.trace_page import render_page

    try:
        page.write_text("".join(render_page(listing)), encoding="utf-8", newline="\n")
    except OSError as error:
        raise ConfigError(f"{page} cannot be written: {error.strerror}") from None
    print(f"wrote {page}", file=sys.stderr)
    return 0


def verify(options: argparse.Namespace) -> int:
    """Run fixtures on JAX."""
    from jaxlint.verify.command import run
    from jaxlint.verify.session import DEFAULT_MEMORY_MB, DEFAULT_SECONDS

    return run(
        options.paths,
        backend=options.backend,
        json=options.json,
        report=options.report,
        select=options.select or (),
        jobs=options.jobs,
        timeout=DEFAULT_SECONDS if options.timeout is None else options.timeout,
        memory_mb=DEFAULT_MEMORY_MB if options.memory is None else options.memory,
    )
