"""The command line: what may be said, and what is answered to a slip."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NoReturn

from jaxlint import __version__
from jaxlint.text.nearest import suggestion

FORMATS = ("text", "concise", "json", "github", "sarif")
LIST_FORMATS = ("text", "json")
BACKENDS = ("cpu", "gpu", "tpu")


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def options(self) -> Iterable[str]:
        """The options it knows, as they are written."""
        # No public way leads from an argparse parser to its options.
        return self._option_string_actions

    def error(self, message: str) -> NoReturn:
        print(f"jaxlint: error: {message}", file=sys.stderr)
        raise SystemExit(2)


def parse_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The options of one command, with the function that carries it out as `run`.

    Raises:
        SystemExit: after `--help` and `--version`, and (status 2) when the line is wrong.
    """
    parser = _Parser(
        prog="jaxlint",
        description="A linter for JAX programs.",
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"jaxlint {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    by_name = {name: add(commands) for name, add in _COMMANDS.items()}

    if not argv:
        parser.print_help(sys.stderr)
        raise SystemExit(2)
    command = argv[0]
    if not command.startswith("-") and command not in by_name:
        parser.error(f"unknown command `{command}`{suggestion(command, by_name)}")
    options, unknown = parser.parse_known_args(argv)
    if unknown:
        slip = unknown[0].partition("=")[0]
        if not slip.startswith("-"):
            parser.error(f"unexpected argument `{slip}`")
        parser.error(f"unknown option `{slip}`{suggestion(slip, by_name.get(command, parser).options())}")
    if "run" not in options:
        parser.error("a command is missing; see `jaxlint --help`")
    return options


def _one_of(kind: str, choices: Sequence[str]) -> Callable[[str], str]:
    """A type for argparse: one of these words."""

    def check(word: str) -> str:
        if word not in choices:
            listed = ", ".join(choices)
            hint = suggestion(word, choices) or f"; there are {listed}"
            raise argparse.ArgumentTypeError(f"unknown {kind} `{word}`{hint}")
        return word

    return check


def _codes(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _patterns(text: str) -> list[str]:
    """Patterns between commas, those within braces apart: `a,{b,c}/*`."""
    return [pattern for pattern in re.split(r",(?![^{]*\})", text) if pattern]


def _add_selection(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("rules")
    for name, meaning in (
        (
            "select",
            "report these rules (codes, beginnings of codes, names, or ALL) in place of the configured",
        ),
        ("extend-select", "report these rules besides"),
        ("ignore", "do not report these rules"),
    ):
        group.add_argument(f"--{name}", action="extend", type=_codes, metavar="CODES", help=meaning)
    group.add_argument(
        "--pedantic",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="report also what only some execution does wrong",
    )


def _add_configuration(group: argparse._ActionsContainer) -> None:
    group.add_argument("--config", type=Path, metavar="FILE", help="a TOML file with a [tool.jaxlint] table")
    group.add_argument("--isolated", action="store_true", help="read no configuration file")


def _add_files(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("files and configuration")
    _add_configuration(group)
    group.add_argument(
        "--exclude", action="extend", type=_patterns, metavar="PATTERNS", help="leave these out"
    )
    group.add_argument(
        "--extend-exclude",
        action="extend",
        type=_patterns,
        metavar="PATTERNS",
        help="leave these out besides",
    )
    group.add_argument(
        "--force-exclude", action="store_true", help="leave excluded files out even where they are named"
    )


def _add_check(commands: argparse._SubParsersAction[_Parser]) -> _Parser:
    parser = commands.add_parser("check", help="report findings, and fix them", allow_abbrev=False)
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="files and folders; `-` is standard input"
    )
    parser.add_argument(
        "--output-format",
        type=_one_of("format", FORMATS),
        default="text",
        metavar="FORMAT",
        help=f"one of {', '.join(FORMATS)}",
    )
    fixing = parser.add_argument_group("fixes")
    either = fixing.add_mutually_exclusive_group()
    either.add_argument("--fix", action="store_true", help="apply safe fixes")
    either.add_argument(
        "--diff", action="store_true", help="show what `--fix` would change, and change nothing"
    )
    fixing.add_argument("--unsafe-fixes", action="store_true", help="apply or show unsafe fixes too")
    _add_selection(parser)
    parser.add_argument("--disable-noqa", action="store_true", help="report in spite of `# noqa` comments")
    _add_files(parser)
    keeping = parser.add_argument_group("results of earlier runs")
    keeping.add_argument("--no-cache", action="store_true", help="neither use nor keep them")
    keeping.add_argument(
        "--cache-dir",
        type=Path,
        metavar="FOLDER",
        help="where they are; .jaxlint_cache beside the configuration",
    )
    parser.add_argument("--stdin-filename", metavar="FILE", help="the name of what comes from standard input")
    parser.add_argument("--exit-zero", action="store_true", help="exit with 0 even where there are findings")
    volume = parser.add_mutually_exclusive_group()
    volume.add_argument("-q", "--quiet", action="store_true", help="print findings and nothing else")
    volume.add_argument("-v", "--verbose", action="store_true", help="say what is done")
    parser.set_defaults(run=_run_check)
    return parser


def _add_explain(commands: argparse._SubParsersAction[_Parser]) -> _Parser:
    parser = commands.add_parser("explain", help="print the page of a rule", allow_abbrev=False)
    parser.add_argument("rule", metavar="RULE", help="a code or a name: JXL201, item-assignment")
    parser.set_defaults(run=_run_explain)
    return parser


def _add_rules(commands: argparse._SubParsersAction[_Parser]) -> _Parser:
    parser = commands.add_parser("rules", help="list the rules", allow_abbrev=False)
    parser.add_argument(
        "--output-format",
        type=_one_of("format", LIST_FORMATS),
        default="text",
        metavar="FORMAT",
        help="text or json",
    )
    parser.set_defaults(run=_run_rules)
    return parser


def _add_trace(commands: argparse._SubParsersAction[_Parser]) -> _Parser:
    parser = commands.add_parser(
        "trace", help="show what jaxlint knows of each line, and what it gave up on", allow_abbrev=False
    )
    parser.add_argument("target", metavar="FILE[:FUNCTION]", help="model.py, or model.py:step")
    parser.add_argument("--html", type=Path, metavar="PAGE", help="write the same as one HTML page")
    _add_configuration(parser)
    parser.set_defaults(run=_run_trace)
    return parser


def _add_verify(commands: argparse._SubParsersAction[_Parser]) -> _Parser:
    parser = commands.add_parser("verify", help="run fixtures on JAX and compare", allow_abbrev=False)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="fixtures, or folders of them")
    parser.add_argument(
        "--backend",
        type=_one_of("backend", BACKENDS),
        metavar="BACKEND",
        help="cpu, gpu or tpu; JAX's default device where it is not given",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the outcome as JSON")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the outcome as Markdown")
    parser.add_argument("--select", action="extend", type=_codes, metavar="CODES", help="only these folders")
    parser.add_argument("--timeout", type=float, metavar="SECONDS", help="for one program")
    parser.add_argument("--memory", type=int, metavar="MB", help="for one program")
    parser.add_argument("--jobs", type=int, metavar="N", help="programs that run at the same time")
    parser.set_defaults(run=_run_verify)
    return parser


_COMMANDS: dict[str, Callable[[argparse._SubParsersAction[_Parser]], _Parser]] = {
    "check": _add_check,
    "explain": _add_explain,
    "rules": _add_rules,
    "trace": _add_trace,
    "verify": _add_verify,
}


def _run_check(options: argparse.Namespace) -> int:
    from jaxlint.cli.check import check

    return check(options)


def _run_explain(options: argparse.Namespace) -> int:
    from jaxlint.cli.inform import explain

    return explain(options)


def _run_rules(options: argparse.Namespace) -> int:
    from jaxlint.cli.inform import rules

    return rules(options)


def _run_trace(options: argparse.Namespace) -> int:
    from jaxlint.cli.inform import trace

    return trace(options)


def _run_verify(options: argparse.Namespace) -> int:
    from jaxlint.cli.inform import verify

    return verify(options)
