"""The plugin under flake8 itself."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from flake8.main.cli import main

from jaxlint.flake8_plugin import Plugin

STORE = """\
import jax.numpy as jnp

x = jnp.zeros(3)
x[0] = 1.0
"""
OFF = "a.py:4:1: JXL299"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with one program, and no options left from another run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Plugin, "_configs", None)
    (tmp_path / "a.py").write_text(STORE)
    return tmp_path


def flake8(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """What flake8 prints, in this process."""
    main(["--jobs", "1", *arguments])
    return capsys.readouterr().out.splitlines()


def codes(lines: list[str]) -> list[str]:
    return sorted(line.split()[1] for line in lines)


def test_the_distribution_names_the_plugin() -> None:
    (entry,) = entry_points(group="flake8.extension", name="JXL")
    assert entry.load() is Plugin


def test_reports_one_line_with_columns_from_1(capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = flake8(capsys, "a.py")
    assert line.startswith("a.py:4:1: JXL201 ")


def test_in_a_process_of_its_own_with_several_jobs(folder: Path) -> None:
    for number in range(6):
        (folder / f"m{number}.py").write_text(STORE)
    done = subprocess.run(
        [sys.executable, "-m", "flake8", "--select", "JXL", "--jobs", "2", "."],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert codes(done.stdout.splitlines()) == ["JXL201"] * 7


@pytest.mark.parametrize(
    ("name", "shown"), [((), "stdin"), (("--stdin-display-name", "pkg/m.py"), "pkg/m.py")]
)
def test_standard_input(name: tuple[str, ...], shown: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flake8", *name, "-"], input=STORE, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith(f"{shown}:4:1: JXL201 ")


class TestSilence:
    def test_comments_are_the_business_of_flake8(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (folder / "a.py").write_text(STORE.replace("1.0\n", "1.0  # noqa: JXL201\n"))
        assert flake8(capsys, "a.py") == []
        assert codes(flake8(capsys, "--disable-noqa", "a.py")) == ["JXL201"]

    def test_ignore_and_per_file_ignores(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert flake8(capsys, "--extend-ignore", "JXL2", "a.py") == []
        assert flake8(capsys, "--per-file-ignores", "a.py:JXL201", "a.py") == []
        assert flake8(capsys, "--select", "E", "a.py") == []


@pytest.mark.usefixtures("sample_rule")
class TestOffByDefault:
    """JXL299 reports the same store as JXL201, and is off."""

    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            ((), ["JXL201"]),
            (("--select", "JXL"), ["JXL201"]),
            (("--extend-select", "JXL"), ["JXL201"]),
            (("--select", "JXL,JXL299"), ["JXL201", "JXL299"]),
            (("--select", "JXL2"), ["JXL201", "JXL299"]),
            (("--select", "JXL29"), ["JXL299"]),
            (("--select", "JXL299"), ["JXL299"]),
            (("--select", "JXL298"), []),
            (("--extend-select", "JXL299"), ["JXL201", "JXL299"]),
            (("--extend-select", "JXL2"), ["JXL201", "JXL299"]),
            (("--select", "JXL2", "--ignore", "JXL299"), ["JXL201"]),
        ],
    )
    def test_comes_on_when_it_or_its_family_is_named(
        self, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], expected: list[str]
    ) -> None:
        assert codes(flake8(capsys, *arguments, "a.py")) == expected

    @pytest.mark.parametrize(
        ("table", "expected"),
        [
            ('extend-select = ["JXL299"]', ["JXL201", "JXL299"]),
            ('extend-select = ["sample-store"]', ["JXL201", "JXL299"]),
            ('select = ["JXL299"]', ["JXL299"]),
            ('select = ["ALL"]', ["JXL201", "JXL299"]),
            ('select = ["JXL"]', ["JXL201"]),
            ('ignore = ["JXL201"]', []),
        ],
    )
    def test_comes_on_in_the_table(
        self, folder: Path, capsys: pytest.CaptureFixture[str], table: str, expected: list[str]
    ) -> None:
        (folder / "pyproject.toml").write_text(f"[tool.jaxlint]\n{table}\n")
        assert codes(flake8(capsys, "a.py")) == expected

    def test_flake8_has_the_last_word_over_the_table(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (folder / "pyproject.toml").write_text('[tool.jaxlint]\nselect = ["JXL201"]\n')
        assert codes(flake8(capsys, "--select", "JXL299", "a.py")) == ["JXL299"]
        (folder / "pyproject.toml").write_text('[tool.jaxlint]\nselect = ["JXL299"]\n')
        assert codes(flake8(capsys, "--select", "E,W,F", "a.py")) == []


class TestTable:
    @pytest.mark.parametrize("table", ['ignore = ["JXL201"]', 'select = ["JXL3"]'])
    def test_the_bare_prefix_does_not_overrule_it(
        self, folder: Path, capsys: pytest.CaptureFixture[str], table: str
    ) -> None:
        (folder / "pyproject.toml").write_text(f"[tool.jaxlint]\n{table}\n")
        assert flake8(capsys, "--select", "JXL", "a.py") == []
        assert codes(flake8(capsys, "--select", "JXL,JXL2", "a.py")) == ["JXL201"]

    def test_the_nearest_one_holds(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        inner = folder / "inner"
        inner.mkdir()
        (inner / "b.py").write_text(STORE)
        (inner / "pyproject.toml").write_text('[tool.jaxlint.per-file-ignores]\n"b.py" = ["JXL2"]\n')
        assert codes(flake8(capsys, "a.py", "inner/b.py")) == ["JXL201"]

    def test_a_wrong_table_is_told_and_ends_the_run(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (folder / "pyproject.toml").write_text("[tool.jaxlint]\nselct = []\n")
        assert main(["a.py"]) == 1
        out = capsys.readouterr().out
        assert "unknown key `selct` in [tool.jaxlint]" in out
        assert "Traceback" not in out

    def test_so_is_one_below(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        inner = folder / "inner"
        inner.mkdir()
        (inner / "b.py").write_text(STORE)
        (inner / "pyproject.toml").write_text("[tool.jaxlint]\nselct = []\n")
        assert main(["--jobs", "1", "inner/b.py"]) == 1
        assert "unknown key `selct` in [tool.jaxlint]" in capsys.readouterr().out


class TestPedantic:
    @pytest.fixture
    def asked(self, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
        """How pedantic the engine is asked to be, run by run."""
        import jaxlint.engine.linter as linter

        asked: list[bool] = []
        lint_text = linter.lint_text

        def listen(text: str, path: str, config: Any, **options: Any) -> Any:
            asked.append(config.pedantic)
            return lint_text(text, path, config, **options)

        monkeypatch.setattr(linter, "lint_text", listen)
        return asked

    def test_by_option_or_by_table(
        self, folder: Path, capsys: pytest.CaptureFixture[str], asked: list[bool]
    ) -> None:
        flake8(capsys, "a.py")
        flake8(capsys, "--jaxlint-pedantic", "a.py")
        (folder / "pyproject.toml").write_text("[tool.jaxlint]\npedantic = true\n")
        flake8(capsys, "a.py")
        (folder / "setup.cfg").write_text("[flake8]\njaxlint-pedantic = true\n")
        (folder / "pyproject.toml").unlink()
        flake8(capsys, "a.py")
        assert asked == [False, True, True, True]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (RecursionError("deep\ndown"), "RecursionError: deep down"),
        (MemoryError(), "MemoryError"),
        (ValueError("odd"), "ValueError: odd"),
    ],
)
def test_a_fault_of_ours_is_one_line_and_the_run_goes_on(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
    message: str,
) -> None:
    import jaxlint.engine.linter as linter

    lint_text = linter.lint_text

    def fail(text: str, path: str, config: Any, **options: Any) -> Any:
        if "bad" in path:
            raise fault
        return lint_text(text, path, config, **options)

    monkeypatch.setattr(linter, "lint_text", fail)
    (folder / "bad.py").write_text("import jax\n")
    lines = flake8(capsys, "--extend-ignore", "F401", "bad.py", "a.py")
    assert codes(lines) == ["JXL009", "JXL201"]
    (line,) = (line for line in lines if "JXL009" in line)
    assert line == f"bad.py:1:1: JXL009 jaxlint failed on bad.py: {message}"


def test_without_options_the_defaults_hold_and_nothing_is_parsed_twice(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import jaxlint.engine.linter as linter

    plugin = Plugin(ast.parse(STORE), STORE.splitlines(keepends=True), str(folder / "a.py"))
    with monkeypatch.context() as patched:
        patched.delattr(linter, "parse_ast")
        ((line, column, text, kind),) = plugin.run()
    assert (line, column, text[:7], kind) == (4, 0, "JXL201 ", Plugin)
