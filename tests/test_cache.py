"""Results kept from run to run: the same answer, much sooner, while everything that it hangs on is the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jaxlint.cli import main
from jaxlint.engine import cache
from jaxlint.engine.config import Config
from jaxlint.engine.linter import lint_text
from jaxlint.verify.fixtures import discover

ROOT = Path(__file__).resolve().parents[1]
STORE = """\
import jax.numpy as jnp

x = jnp.zeros(3)
x[0] = 1.0
"""
CALLER = """\
import jax
from helper import clip

@jax.jit
def f(x):
    return clip(x)
"""
BRANCH = "def clip(x):\n    if x > 0:\n        return x\n    return -x\n"
STRAIGHT = "def clip(x):\n    return abs(x)\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JAXLINT_NO_CACHE")
    return tmp_path


def write(path: str, text: str) -> Path:
    """A file that was written before the run by more than a file system's clock may be behind."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    minute_ago = time.time() - 60
    os.utime(file, (minute_ago, minute_ago))
    return file


def entries() -> list[Path]:
    return sorted(Path(".jaxlint_cache").glob("*.json"))


@pytest.fixture
def traces(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with each trace of a project."""
    from jaxlint.engine import project

    seen: list[int] = []
    trace = project.lint_paths

    def counting(*args: object, **kwargs: object) -> object:
        seen.append(1)
        return trace(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(project, "lint_paths", counting)
    return seen


class Check:
    """`jaxlint check` with what it printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        status = main(["check", *arguments])
        return (status, *self._capsys.readouterr())


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    return Check(capsys)


@pytest.mark.parametrize("output_format", ["text", "concise", "json", "github", "sarif"])
def test_the_second_answer_is_the_first_and_nothing_is_traced(
    output_format: str, check: Check, traces: list[int]
) -> None:
    write("pkg/a.py", STORE)
    write("pkg/broken.py", "def f(:\n")
    write("pkg/clean.py", "import jax\n")
    first = check("--output-format", output_format, "pkg")
    assert first[0] == 1
    assert check("--output-format", output_format, "pkg") == first
    assert len(traces) == 1


@pytest.mark.parametrize("group", ["JXL201", "JXL301", "JXL401", "JXL701"])
def test_findings_come_back_as_they_were(group: str, tmp_path: Path) -> None:
    paths = [fixture.path for fixture in discover([ROOT / "fixtures" / group])]
    results = [lint_text(path.read_text("utf-8"), str(path), select_all=True) for path in paths]
    said = [result for result in results if result.findings]
    assert any(finding.fix for result in said for finding in result.findings)
    packed = json.loads(json.dumps(list(cache._packed(results))))
    back = list(cache._unpacked(packed, paths))
    assert [(r.path, r.findings, r.problems) for r in back] == [
        (r.path, r.findings, r.problems) for r in results
    ]
    assert all(r.text == path.read_text("utf-8") for r, path in zip(back, paths, strict=True) if r.findings)


def test_a_change_of_a_file_is_seen(check: Check, traces: list[int]) -> None:
    write("a.py", STORE)
    assert check("a.py")[0] == 1
    write("a.py", STORE.replace("x[0] = 1.0", "x = x.at[0].set(1.0)"))
    assert check("a.py")[0] == 0
    write("a.py", STORE)
    assert check("a.py")[0] == 1
    assert len(traces) == 3


def test_a_change_of_a_module_that_a_call_leads_to_is_seen(check: Check, traces: list[int]) -> None:
    write("train.py", CALLER)
    write("helper.py", BRANCH)
    assert check("train.py")[0] == 1
    write("helper.py", STRAIGHT)
    assert check("train.py")[0] == 0
    assert check("train.py")[0] == 0
    assert len(traces) == 2


def test_a_module_that_comes_later_is_seen(check: Check, traces: list[int]) -> None:
    write("train.py", CALLER)
    assert check("train.py")[0] == 0
    write("helper.py", BRANCH)
    assert check("train.py")[0] == 1
    assert len(traces) == 2


def test_a_change_elsewhere_is_none(check: Check, traces: list[int]) -> None:
    write("train.py", CALLER)
    write("helper.py", BRANCH)
    first = check("train.py")
    write("notes.txt", "no module")
    write("elsewhere/other.py", STORE)
    os.utime("train.py")
    assert check("train.py") == first
    # A new folder could be a package that is imported; the text of the file says that it is the same.
    assert len(traces) <= 2


@pytest.mark.parametrize(
    "change", ["[tool.jaxlint]\nignore = ['JXL201']\n", "[tool.jaxlint]\nselect = ['JXL4']\n"]
)
def test_a_change_of_the_configuration_is_seen(change: str, check: Check) -> None:
    write("pyproject.toml", "[tool.jaxlint]\n")
    write("a.py", STORE)
    assert check("a.py")[0] == 1
    write("pyproject.toml", change)
    assert check("a.py")[0] == 0


def test_options_have_entries_of_their_own(check: Check, traces: list[int]) -> None:
    write("a.py", STORE)
    for arguments in (["a.py"], ["a.py", "--ignore", "JXL201"], [".", "--pedantic"]):
        check(*arguments)
        check(*arguments)
    assert len(traces) == 3
    assert len(entries()) == 3


def test_another_version_of_jaxlint_asks_anew(
    check: Check, traces: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.py", STORE)
    check("a.py")
    monkeypatch.setattr(cache, "__version__", "999")
    check("a.py")
    assert len(traces) == 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"folders": [], "files": {}, "results": []}',
        b'{"folders": {}, "files": {}, "results": [[0, [], [["JXL201"]]]]}',
        b'{"folders": {}, "files": {}, "results": [[0, [["JXL777", "", 1, 0]], []]]}',
        b'{"folders": {}, "files": {"missing.py": ""}, "results": []}',
    ],
)
def test_an_entry_that_is_none_is_written_anew(data: bytes, check: Check, traces: list[int]) -> None:
    write("a.py", STORE)
    first = check("a.py")
    [entry] = entries()
    whole = entry.read_bytes()
    entry.write_bytes(data)
    assert check("a.py") == first
    assert entry.read_bytes() == whole
    assert len(traces) == 2


def test_a_file_that_changes_during_the_run_is_not_kept(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jaxlint.engine import project

    file = write("a.py", STORE)
    trace = project.finish

    def and_edit(*args: object, **kwargs: object) -> object:
        file.write_text("# edited\n" + STORE, encoding="utf-8")
        return trace(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(project, "finish", and_edit)
    assert "a.py:4:1" in check("a.py", "--output-format", "concise")[1]
    assert entries() == []


def test_what_may_pass_is_not_kept(check: Check) -> None:
    write("a.py", STORE)
    assert "JXL001" in check("a.py", "missing.py")[1]
    assert entries() == []


def test_a_fault_of_ours_is_not_kept(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    from jaxlint.rules import all_rules

    def fail(*_: object) -> None:
        raise RuntimeError("out of ideas")

    write("a.py", STORE)
    with monkeypatch.context() as broken:
        broken.setattr(all_rules()["JXL201"], "check", fail)
        assert check("a.py")[0] == 2
    assert entries() == []
    assert check("a.py")[0] == 1


def test_a_folder_that_cannot_be_made_costs_nothing_else(check: Check) -> None:
    write("a.py", STORE)
    Path(".jaxlint_cache").write_text("a file", encoding="utf-8")
    assert check("a.py")[0] == 1
    assert check("a.py")[0] == 1


def test_it_can_be_left_out_and_moved(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.py", STORE)
    check("a.py", "--no-cache")
    with monkeypatch.context() as off:
        off.setenv("JAXLINT_NO_CACHE", "1")
        check("a.py")
    assert not Path(".jaxlint_cache").exists()
    check("a.py", "--cache-dir", "one/kept")
    monkeypatch.setenv("JAXLINT_CACHE_DIR", "two")
    check("a.py")
    assert list(Path("one/kept").glob("*.json"))
    assert list(Path("two").glob("*.json"))
    assert not Path(".jaxlint_cache").exists()


def test_git_and_backups_leave_the_folder_out(check: Check) -> None:
    write("a.py", STORE)
    check("a.py")
    assert Path(".jaxlint_cache/.gitignore").read_text("utf-8") == "*\n"
    assert (
        Path(".jaxlint_cache/CACHEDIR.TAG").read_text("utf-8").startswith("Signature: 8a477f597d28d172789f06")
    )


def test_old_entries_go(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_ENTRIES", 2)
    for name in "abcd":
        write(f"{name}.py", STORE)
        check(f"{name}.py")
    assert len(entries()) == 2


def test_a_kept_answer_needs_no_engine() -> None:
    write("a.py", STORE)
    list(cache.Cache(Path(".jaxlint_cache")).lint([Path("a.py")], Config(Path.cwd())))
    program = (
        "import sys; from jaxlint.cli import main; status = main(['check', '--isolated', 'a.py']);"
        "engine = {'jaxlint.tracer.core', 'jaxlint.rules', 'jaxlint.program.module', 'libcst', 'ast'};"
        "loaded = engine & set(sys.modules);"
        "sys.exit(f'loaded: {loaded}' if loaded else status)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, "Found 1 error.")
