#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = ["flake8-jaxlint", "pip"]
# ///
"""Lint pinned releases of real JAX projects, count the findings, and show what a change does to them.

    scripts/ecosystem.py                               lint everything, write ecosystem.{json,md,txt}
    scripts/ecosystem.py --projects optax,chex         only these
    scripts/ecosystem.py --compare before.json         and print the findings that came and went
    scripts/ecosystem.py --flake8                      and ask flake8 for the same findings

Source distributions come from the package index through pip, once, are checked against the digests below and
kept in a cache folder. pip asks their build backends for metadata; nothing else of them is run.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

try:
    import resource
except ModuleNotFoundError:  # Windows
    resource = None  # type: ignore[assignment]  # stands for a module that this system lacks

MAX_SECONDS = 600
MAX_BYTES = 4 << 30
DEFAULT_CACHE = Path("~/.cache/jaxlint-ecosystem").expanduser()


@dataclass(frozen=True, slots=True)
class Release:
    """One pinned source distribution."""

    name: str
    version: str
    sha256: str

    @property
    def stem(self) -> str:
        """Name of the archive and of the folder inside it."""
        return f"{self.name.replace('-', '_')}-{self.version}"


RELEASES = (
    Release("blackjax", "1.7.1", "5e15e5d574afc40d59cfcf2b7fb4561f24bfa7169d846209ecf2a3b3725cc519"),
    Release("brax", "0.14.2", "fd5240fb30ea0d7b0a9da162eb4a460c3ad415c049453936118e2e05089222c2"),
    Release("chex", "0.1.92", "fa8beff1124204ae466a6eb13cb91ae3c24322a1c7216946aee93d031e2f1996"),
    Release("diffrax", "0.7.2", "9adc70fe90dba83f7dd839845839b2531a3dd736a3944fe1aa26598507cfb48e"),
    Release("distrax", "0.1.9", "5661acacc81c7499aec64bbf7746f2a820677405b3787c780a48c6c0ea9eb065"),
    Release("dm-haiku", "0.0.17", "6daa56f3b54f43675713ef7525d1dec7327f2512b57cc2b12104f76f6d7cf581"),
    Release("equinox", "0.13.8", "dd075050018e2dd02e252e9d29d3060f7e67f085622d8d27a8e89e24bb8523db"),
    Release("flax", "0.12.8", "1bb438775b967a3f1f42b9c3d4ddf1d2883cd6406589f9cecdc244634036bdc4"),
    Release("jax", "0.10.2", "bf77428a8c2e6904c4f46d5ab12aa5cfc6cad2179f07f7e4c0fc75ac86ef0639"),
    Release("jaxopt", "0.8.5", "2790bd68ef132b216c083a8bc7a2704eceb35a92c0fc0a1e652e79dfb1e9e9ab"),
    Release("jaxtyping", "0.3.11", "b09c14acf6686feb9e0df5b0d8c6e7c5b6f8d36bf059ee54cd522a186c2ef050"),
    Release("lineax", "0.1.1", "187b8ea93b8e1099fb792e81c6e71a9c269f4fcadbb5313fe312d5847f581f9d"),
    Release("mujoco-mjx", "3.17.0", "5e1903bf82d8429596665dad067e701d5e9b4ae58ace46a190b1ad30bbfa70e2"),
    Release("numpyro", "0.22.0", "d428b688f7c6d1f9089b730c242a3817452609e3672bd62bbc1b02ce17f069bb"),
    Release("optax", "0.2.8", "5b225b35066fc3eebaa4d798f1b4173b4d57d1a480610908981f8343b50af0b0"),
    Release("optimistix", "0.1.0", "f05c9104748e87e1dc10a0b4a2be94e427f98c3eab0b1d41ea24a593d76be03d"),
)


class EcosystemError(Exception):
    """Why the run cannot go on, as a text for the person at the terminal."""


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One finding, its path relative to the project's root."""

    path: str
    line: int
    column: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.code} {self.message}"


@dataclass(frozen=True, slots=True)
class Report:
    """What linting one project gave. `lines` and `files` count what the findings are counted in."""

    project: str
    version: str
    files: int
    lines: int
    seconds: float
    findings: tuple[Found, ...]
    problems: tuple[Found, ...] = ()

    @property
    def rate(self) -> float:
        """Findings per 1,000 lines."""
        return 1000 * len(self.findings) / self.lines if self.lines else 0.0


def fetch(release: Release, cache: Path) -> Path:
    """The unpacked release, downloaded when the cache lacks it.

    Raises:
        EcosystemError: when pip cannot fetch it, or what it fetched is not what is pinned.
    """
    folder, archive = cache / "src" / release.stem, cache / "sdists" / f"{release.stem}.tar.gz"
    if not archive.is_file():
        print(f"downloading {release.name} {release.version} ...", file=sys.stderr, flush=True)
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
        ]
        wanted = ["--no-binary", release.name, f"{release.name}=={release.version}"]
        done = subprocess.run([*command, "--dest", str(archive.parent), *wanted], check=False)
        if done.returncode or not archive.is_file():
            raise EcosystemError(f"pip could not fetch the source distribution of {release.stem}")
    if (digest := hashlib.sha256(archive.read_bytes()).hexdigest()) != release.sha256:
        raise EcosystemError(f"{archive} has the digest {digest}; {release.sha256} is pinned")
    if not folder.is_dir():
        with tarfile.open(archive) as tar:
            if hasattr(tarfile, "data_filter"):
                tar.extraction_filter = tarfile.data_filter
            with tempfile.TemporaryDirectory(dir=cache) as unpacked:
                tar.extractall(unpacked)
                folder.parent.mkdir(exist_ok=True)
                Path(unpacked, folder.name).rename(folder)
    return folder


def is_test(path: Path) -> bool:
    """Whether a file, by its path in the project, is part of its tests."""
    in_tests = any(part in {"test", "tests"} for part in path.parts[:-1])
    return in_tests or re.fullmatch(r"test_.*|.*_test|conftest", path.stem) is not None


def sources(folder: Path, tests: bool) -> list[Path]:
    """The Python files that count, relative to the project's root."""
    files = (path.relative_to(folder) for path in sorted(folder.rglob("*.py")) if path.is_file())
    return [path for path in files if tests or not is_test(path)]


def lint(release: Release, folder: Path, tests: bool) -> Report:
    """Run `jaxlint check` over the whole project, in a process of its own.

    Raises:
        EcosystemError: when jaxlint breaks down.
    """
    command = [sys.executable, "-m", "jaxlint", "check", "--isolated", "--no-cache", "--disable-noqa"]
    command += ["--output-format", "json", "."]
    start = time.perf_counter()
    done = bounded(command, folder)
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 1, 2) or not done.stdout.strip():
        raise EcosystemError(
            f"jaxlint broke down on {release.stem} ({done.returncode}):\n{done.stderr[-4000:]}"
        )
    counted = sources(folder, tests)
    chosen = {path.as_posix() for path in counted}
    findings, problems = read_json(done.stdout, folder.absolute())
    return Report(
        release.name,
        release.version,
        files=len(counted),
        lines=sum((folder / path).read_bytes().count(b"\n") for path in counted),
        seconds=round(seconds, 2),
        findings=tuple(sorted(item for item in findings if item.path in chosen)),
        problems=tuple(sorted(item for item in problems if item.path in chosen)),
    )


def bounded(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a linter in a project, within a time and a memory that no run should need.

    Raises:
        EcosystemError: when it takes longer.
    """
    try:
        return subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=MAX_SECONDS,
            preexec_fn=limit_memory,
        )
    except subprocess.TimeoutExpired as late:
        raise EcosystemError(f"{folder.name}: no end after {MAX_SECONDS} s") from late


def limit_memory() -> None:
    """Give the calling process no more than `MAX_BYTES` of address space."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))


def read_json(text: str, folder: Path) -> tuple[list[Found], list[Found]]:
    """Findings and problems (codes `JXL00n`) of jaxlint's JSON output."""
    rows = [
        Found(
            Path(row["filename"]).relative_to(folder).as_posix(),
            row["location"]["row"],
            row["location"]["column"],
            row["code"],
            row["message"],
        )
        for row in json.loads(text)
    ]
    problems = [row for row in rows if row.code.startswith("JXL00")]
    return [row for row in rows if row not in problems], problems


def flake8_findings(folder: Path, tests: bool) -> set[Found]:
    """What flake8 with the plugin reports of the same files.

    Raises:
        EcosystemError: when flake8 breaks down.
    """
    row = re.compile(r"(?P<path>.*?):(?P<line>\d+):(?P<column>\d+): (?P<code>JXL\d{3}) (?P<message>.*)")
    command = [sys.executable, "-m", "flake8", "--isolated", "--disable-noqa", "--select", "JXL", "."]
    done = bounded(command, folder)
    if done.returncode not in (0, 1) or done.stderr.strip():
        raise EcosystemError(
            f"flake8 broke down in {folder.name} ({done.returncode}):\n{done.stderr[-4000:]}"
        )
    chosen = {path.as_posix() for path in sources(folder, tests)}
    rows = (match for line in done.stdout.splitlines() if (match := row.fullmatch(line)))
    found = {
        Found(Path(m["path"]).as_posix(), int(m["line"]), int(m["column"]), m["code"], m["message"])
        for m in rows
    }
    return {item for item in found if item.path in chosen}


def only(report: Report, codes: Sequence[str]) -> Report:
    """The report with the findings of these codes, or beginnings of codes; of all when there are none."""
    if not codes:
        return report
    return replace(report, findings=tuple(f for f in report.findings if f.code.startswith(tuple(codes))))


def table(reports: Sequence[Report]) -> str:
    """Findings per project, per 1,000 lines and per rule, in Markdown."""
    rows = ["| project | release | files | lines | seconds | findings | per 1,000 lines | by rule |"]
    rows.append("|---|---|--:|--:|--:|--:|--:|---|")
    for report in reports:
        rules = Counter(finding.code for finding in report.findings)
        by_rule = ", ".join(f"{code} {count}" for code, count in rules.most_common())
        rows.append(
            f"| {report.project} | {report.version} | {report.files} | {report.lines:,} "
            f"| {report.seconds:.1f} | {len(report.findings)} | {report.rate:.3f} | {by_rule} |"
        )
    lines, total = sum(r.lines for r in reports), sum(len(r.findings) for r in reports)
    rate = 1000 * total / lines if lines else 0.0
    files, seconds = sum(r.files for r in reports), sum(r.seconds for r in reports)
    rows.append(f"| **all** | | {files} | {lines:,} | {seconds:.1f} | {total} | {rate:.3f} | |")
    rules = Counter(finding.code for report in reports for finding in report.findings)
    rows += ["", "| rule | findings | projects |", "|---|--:|---|"]
    for code, count in sorted(rules.items()):
        projects = [report.project for report in reports if any(f.code == code for f in report.findings)]
        rows.append(f"| {code} | {count} | {', '.join(projects)} |")
    return "\n".join(rows) + "\n"


def concise(reports: Sequence[Report]) -> str:
    """Every finding and problem on a line, its path from the folder of all projects."""
    return "".join(
        f"{report.project}-{report.version}/{item}\n"
        for report in reports
        for item in (*report.findings, *report.problems)
    )


def save(reports: Sequence[Report], into: Path) -> None:
    """Write the three forms of the result."""
    into.mkdir(parents=True, exist_ok=True)
    document = {report.project: asdict(report) for report in reports}
    (into / "ecosystem.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    (into / "ecosystem.md").write_text(table(reports), encoding="utf-8")
    (into / "ecosystem.txt").write_text(concise(reports), encoding="utf-8")


def load(path: Path) -> dict[str, Report]:
    """A result that an earlier run saved."""
    saved = json.loads(path.read_text(encoding="utf-8"))
    return {
        name: Report(
            **{
                **row,
                "findings": tuple(Found(**item) for item in row["findings"]),
                "problems": tuple(Found(**item) for item in row["problems"]),
            }
        )
        for name, row in saved.items()
    }


def difference(before: dict[str, Report], after: Sequence[Report]) -> list[str]:
    """Findings and problems that came (`+`) and went (`-`), project by project, for the projects in both."""
    rows = []
    for report in after:
        if (old := before.get(report.project)) is None:
            continue
        if old.version != report.version:
            rows.append(f"  {report.project}: {old.version} was linted before, {report.version} now")
        was, now = Counter((*old.findings, *old.problems)), Counter((*report.findings, *report.problems))
        rows += [f"- {report.project} {item}" for item in sorted((was - now).elements())]
        rows += [f"+ {report.project} {item}" for item in sorted((now - was).elements())]
    return rows


def disagreement(report: Report, under_flake8: Iterable[Found]) -> list[str]:
    """Findings that only one of the two front ends reports.

    flake8 shows one file at a time: a finding in a helper of another file stands at the call that leads
    there, with `(in helper.py:7)` behind the message. Such a pair is no disagreement.
    """
    ours, theirs = set(report.findings), set(under_flake8)
    elsewhere = {
        item: match[1]
        for item in theirs - ours
        if (match := re.fullmatch(r"(.*) \(in [^()]+:\d+\)", item.message))
    }
    everything = {item.message for item in ours}
    moved = {item for item, message in elsewhere.items() if message in everything}
    told = {elsewhere[item] for item in moved}
    alone = [item for item in sorted(ours - theirs) if item.message not in told]
    extra = sorted(theirs - ours - moved)
    return [
        *(f"jaxlint alone: {report.project} {item}" for item in alone),
        *(f"flake8 alone: {report.project} {item}" for item in extra),
    ]


def chosen_releases(names: str | None) -> list[Release]:
    """The releases that a comma-separated list names; all of them without one.

    Raises:
        EcosystemError: when a name is not pinned here.
    """
    if names is None:
        return list(RELEASES)
    by_name = {release.name: release for release in RELEASES}
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if unknown := [name for name in wanted if name not in by_name]:
        raise EcosystemError(f"not pinned: {', '.join(unknown)}; known are {', '.join(by_name)}")
    return [by_name[name] for name in wanted]


def run(options: argparse.Namespace) -> int:
    """Fetch, lint, report; exit status 1 when the two front ends disagree, 2 when one of them broke down."""
    # Read first: it may be the file that this run replaces.
    baseline = load(options.compare) if options.compare else {}
    reports: list[Report] = []
    disagreements: list[str] = []
    broken: list[str] = []
    for release in chosen_releases(options.projects):
        folder = fetch(release, options.cache)
        if options.download_only:
            continue
        try:
            report = only(lint(release, folder, options.tests), options.code)
            reports.append(report)
            print(
                f"{release.stem}: {len(report.findings)} in {report.seconds} s", file=sys.stderr, flush=True
            )
            if options.flake8:
                under_flake8 = replace(report, findings=tuple(flake8_findings(folder, options.tests)))
                disagreements += disagreement(report, only(under_flake8, options.code).findings)
        except EcosystemError as error:
            print(f"ecosystem: {error}", file=sys.stderr, flush=True)
            broken.append(release.stem)
    if options.download_only:
        return 0
    save(reports, options.output or options.cache / "report")
    print(table(reports))
    if options.compare:
        before = {name: only(report, options.code) for name, report in baseline.items()}
        rows = difference(before, reports)
        came, went = sum(row[0] == "+" for row in rows), sum(row[0] == "-" for row in rows)
        print("\n".join([f"{came} came, {went} went", *rows]))
    if options.flake8:
        print("\n".join([f"{len(disagreements)} findings of one front end alone", *disagreements]))
    if broken:
        print(f"not linted to the end: {', '.join(broken)}", file=sys.stderr)
        return 2
    return 1 if disagreements else 0


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=functools.partial(argparse.RawDescriptionHelpFormatter, width=100),
    )
    parser.add_argument(
        "--cache", type=Path, default=DEFAULT_CACHE, help=f"where releases are kept ({DEFAULT_CACHE})"
    )
    parser.add_argument("--output", type=Path, help="folder of the result (CACHE/report)")
    parser.add_argument("--projects", metavar="A,B", help="only these projects")
    parser.add_argument(
        "--code", action="append", default=[], help="only this code or family; may be repeated"
    )
    parser.add_argument(
        "--tests", action=argparse.BooleanOptionalAction, default=False, help="count tests too"
    )
    parser.add_argument("--compare", type=Path, metavar="BASELINE.json", help="print what came and went")
    parser.add_argument("--flake8", action="store_true", help="compare with flake8's findings")
    parser.add_argument("--download-only", action="store_true", help="fill the cache and stop")
    try:
        return run(parser.parse_args())
    except (EcosystemError, OSError) as error:
        print(f"ecosystem: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
