"""The `jaxlint` command, through its own entry point."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import jaxlint
from jaxlint.cli import main

STORE = """\
import jax.numpy as jnp

x = jnp.zeros(3)
x[0] = 1.0
"""
FIXED = STORE.replace("x[0] = 1.0", "x = x.at[0].set(1.0)")
CLEAN = "import jax.numpy as jnp\n\nx = jnp.zeros(3)\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def write(name: str, text: str = STORE) -> Path:
    file = Path(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    return file


def give_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def reported(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """File, line and code of what `check` reports."""
    status = main(["check", "--output-format", "json", *arguments])
    out, err = capsys.readouterr()
    assert status in (0, 1), err
    entries = json.loads(out)
    return [f"{Path(e['filename']).name}:{e['location']['row']} {e['code']}" for e in entries]


class TestStatus:
    def test_findings_are_1(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py")
        assert main(["check", "a.py"]) == 1
        out, err = capsys.readouterr()
        assert out.startswith("a.py:4:1: JXL201 ")
        assert err == "Found 1 error.\n1 fixable with `--fix`.\n"

    def test_clean_is_0(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", CLEAN)
        assert main(["check", "a.py"]) == 0
        assert capsys.readouterr() == ("", "All checks passed!\n")

    def test_exit_zero_is_0_but_reports(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py")
        assert main(["check", "a.py", "--exit-zero"]) == 0
        assert "JXL201" in capsys.readouterr().out

    def test_the_working_folder_is_checked_without_a_path(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("pkg/a.py")
        assert reported(capsys) == ["a.py:4 JXL201"]

    def test_a_folder_without_python_files_is_clean(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check"]) == 0
        assert "no Python files" in capsys.readouterr().err

    def test_files_that_cannot_be_linted_are_findings_and_others_go_on(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write("syntax.py", "import jax\ndef f(:\n")
        Path("bytes.py").write_bytes(b"import jax\nx = '\xff'\n")
        write("ok.py")
        assert reported(capsys, "missing.py", "bytes.py", "syntax.py", "ok.py") == [
            "missing.py:1 JXL001",
            "bytes.py:2 JXL002",
            "syntax.py:2 JXL003",
            "ok.py:4 JXL201",
        ]
        assert main(["check", "missing.py", "-q"]) == 1
        assert main(["check", "syntax.py", "-q"]) == 1

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
    def test_a_file_that_may_not_be_read_is_a_finding(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py").chmod(0)
        assert reported(capsys, "a.py") == ["a.py:1 JXL001"]

    def test_a_fault_of_ours_is_2(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise RuntimeError("out of ideas")

        monkeypatch.setattr("jaxlint.engine.project.lint_paths", fail)
        write("a.py")
        assert main(["check", "a.py"]) == 2
        assert capsys.readouterr().err == "jaxlint: internal error: RuntimeError: out of ideas\n"
        assert main(["check", "a.py", "-v"]) == 2
        assert "Traceback" in capsys.readouterr().err

    def test_an_interruption_is_130(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("jaxlint.engine.project.lint_paths", interrupt)
        write("a.py")
        assert main(["check", "a.py"]) == 130


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["chek"], "unknown command `chek`; did you mean `check`?"),
        (["check", "--selct", "JXL2"], "unknown option `--selct`; did you mean `--select`?"),
        (["check", "--selct=JXL2"], "unknown option `--selct`; did you mean `--select`?"),
        (["--verison"], "unknown option `--verison`; did you mean `--version`?"),
        (
            ["check", "--output-format", "jsn"],
            "argument --output-format: unknown format `jsn`; did you mean `json`?",
        ),
        (["check", "--select", "JXL000"], "unknown rule `JXL000` in `--select`; did you mean `JXL"),
        (
            ["check", "--ignore", "item-asignment"],
            "unknown rule `item-asignment` in `--ignore`; did you mean `item-assignment`?",
        ),
        (["check", "--fix", "--diff"], "argument --diff: not allowed with argument --fix"),
        (["check", "-q", "-v"], "argument -v/--verbose: not allowed with argument -q/--quiet"),
        (["check", "-", "a.py"], "`-` (standard input) does not go together with other paths"),
        (["check", "--config", "none.toml"], "none.toml cannot be read: No such file or directory"),
        (["explain"], "the following arguments are required: RULE"),
        (["explain", "JXL2O1"], "unknown rule `JXL2O1`; did you mean `JXL201`?"),
        (["explain", "JXL201", "more"], "unexpected argument `more`"),
        (
            ["rules", "--output-format", "yaml"],
            "argument --output-format: unknown format `yaml`; there are text, json",
        ),
        (["verify", "--backend", "gpx"], "argument --backend: unknown backend `gpx`; did you mean `gpu`?"),
        (["trace", "none.py:f"], "none.py is not a file"),
    ],
)
def test_a_wrong_command_line_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"jaxlint: error: {says}")
    assert err.count("\n") == 1


def test_no_command_shows_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert all(command in err for command in ("check", "explain", "rules", "trace", "verify"))


class TestSelection:
    def test_the_command_line_chooses(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py")
        assert reported(capsys, "a.py", "--select", "JXL2") == ["a.py:4 JXL201"]
        assert reported(capsys, "a.py", "--select", "ALL", "--ignore", "item-assignment") == []
        assert reported(capsys, "a.py", "--ignore", "JXL202,JXL201") == []
        assert reported(capsys, "a.py", "--select", "JXL202", "--select", "JXL201") == ["a.py:4 JXL201"]

    def test_and_overrides_the_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py")
        write("pyproject.toml", '[tool.jaxlint]\nignore = ["JXL201"]\n')
        assert reported(capsys, "a.py") == []
        assert reported(capsys, "a.py", "--select", "JXL201") == ["a.py:4 JXL201"]
        assert reported(capsys, "a.py", "--extend-select", "JXL201") == ["a.py:4 JXL201"]
        assert reported(capsys, "a.py", "--isolated") == ["a.py:4 JXL201"]

    def test_each_file_has_the_nearest_configuration(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("pyproject.toml", "[tool.jaxlint]\n")
        write("one/a.py")
        write("two/b.py")
        write("two/pyproject.toml", '[tool.jaxlint]\nignore = ["JXL201"]\n')
        assert reported(capsys) == ["a.py:4 JXL201"]

    def test_per_file_ignores(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py")
        write("tests/b.py")
        write("pyproject.toml", '[tool.jaxlint.per-file-ignores]\n"tests/*" = ["ALL"]\n')
        assert reported(capsys) == ["a.py:4 JXL201"]

    def test_an_explicit_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py")
        write("other.toml", '[tool.jaxlint]\nignore = ["JXL201"]\n')
        assert reported(capsys, "a.py", "--config", "other.toml") == []

    def test_a_wrong_file_is_told_in_one_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py")
        file = write("pyproject.toml", "[tool.jaxlint]\npedantc = true\n").absolute()
        assert main(["check", "a.py"]) == 2
        assert capsys.readouterr().err == (
            f"jaxlint: error: unknown key `pedantc` in [tool.jaxlint] of {file}; did you mean `pedantic`?\n"
        )

    def test_exclusions(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py")
        write("gen/b.py")
        assert reported(capsys, "--extend-exclude", "gen") == ["a.py:4 JXL201"]
        assert reported(capsys, "gen/b.py", "--exclude", "{gen,x}/*,y") == ["b.py:4 JXL201"]
        assert reported(capsys, "gen/b.py", "--exclude", "{gen,x}/*,y", "--force-exclude") == []

    def test_comments_silence(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py", STORE.replace("1.0\n", "1.0  # noqa: JXL201\n"))
        assert reported(capsys, "a.py") == []
        assert reported(capsys, "a.py", "--disable-noqa") == ["a.py:4 JXL201"]


class TestFix:
    def test_writes_the_file_and_tells(self, capsys: pytest.CaptureFixture[str]) -> None:
        file = write("a.py")
        write("syntax.py", "import jax\ndef f(:\n")
        assert main(["check", "--fix"]) == 1
        assert file.read_text() == FIXED
        out, err = capsys.readouterr()
        assert "JXL201" not in out
        assert err == "Found 2 errors (1 fixed, 1 remaining).\n"
        Path("syntax.py").unlink()
        assert main(["check", "--fix"]) == 0
        assert capsys.readouterr().err == "All checks passed!\n"

    @pytest.mark.parametrize(
        "data",
        [
            STORE.replace("\n", "\r\n").encode(),
            b"\xef\xbb\xbf" + STORE.encode(),
            b"# coding: latin-1\n" + STORE.encode() + b"y = '\xe9'\n",
            STORE.rstrip("\n").encode(),
        ],
        ids=["crlf", "bom", "latin-1", "no final line end"],
    )
    def test_keeps_every_other_byte(self, data: bytes) -> None:
        Path("a.py").write_bytes(data)
        assert main(["check", "--fix", "-q"]) == 0
        assert Path("a.py").read_bytes() == data.replace(b"x[0] = 1.0", b"x = x.at[0].set(1.0)")

    def test_diff_shows_and_changes_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        file = write("a.py")
        assert main(["check", "--diff"]) == 1
        out, err = capsys.readouterr()
        assert out.splitlines()[:2] == ["--- a.py", "+++ a.py"]
        assert "-x[0] = 1.0\n+x = x.at[0].set(1.0)\n" in out
        assert err == "Would fix 1 error.\n"
        assert file.read_text() == STORE
        assert main(["check", "--diff", "--exit-zero"]) == 0
        assert main(["check", "--diff", "--ignore", "JXL201"]) == 0

    @pytest.mark.usefixtures("sample_rule")
    def test_unsafe_fixes_want_to_be_asked_for(self, capsys: pytest.CaptureFixture[str]) -> None:
        file = write("a.py")
        assert main(["check", "--select", "JXL299", "--fix"]) == 1
        assert file.read_text() == STORE
        assert capsys.readouterr().err == "Found 1 error.\n1 fixable with `--fix --unsafe-fixes`.\n"
        assert main(["check", "--select", "JXL299", "--unsafe-fixes"]) == 1
        assert capsys.readouterr().err == "Found 1 error.\n1 fixable with `--fix`.\n"
        assert main(["check", "--select", "JXL2"]) == 1
        assert capsys.readouterr().err == (
            "Found 2 errors.\n1 fixable with `--fix` (1 more with `--unsafe-fixes`).\n"
        )
        assert main(["check", "--select", "JXL299", "--diff", "--unsafe-fixes", "-q"]) == 1
        assert "-x[0] = 1.0\n+pass\n" in capsys.readouterr().out
        assert main(["check", "--select", "JXL299", "--fix", "--unsafe-fixes"]) == 0
        assert file.read_text() == STORE.replace("x[0] = 1.0", "pass")

    @pytest.mark.usefixtures("sample_rule")
    def test_a_helper_is_fixed_that_only_another_file_makes_misbehave(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        helper = write("helper.py", "def set_first(row):\n    row[0] = 1.0\n    return row\n")
        write("train.py", "import jax.numpy as jnp\nimport helper\n\ny = helper.set_first(jnp.zeros(3))\n")
        assert reported(capsys, "--select", "JXL299") == ["helper.py:2 JXL299"]
        assert main(["check", "--select", "JXL299", "--fix", "--unsafe-fixes"]) == 0
        assert helper.read_text() == "def set_first(row):\n    pass\n    return row\n"

    def test_what_changes_meanwhile_is_left(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import jaxlint.engine.fixer as fixer

        file = write("a.py")
        fix_paths = fixer.fix_paths

        def fix_slowly(*arguments: Any, **options: Any) -> Any:
            fixed = list(fix_paths(*arguments, **options))
            file.write_text("edited = True\n")
            return fixed

        monkeypatch.setattr(fixer, "fix_paths", fix_slowly)
        assert main(["check", "--fix"]) == 2
        assert file.read_text() == "edited = True\n"
        assert "a.py is not fixed: it has changed since it was read" in capsys.readouterr().err

    def test_what_is_silenced_is_not_fixed(self) -> None:
        file = write("a.py", STORE.replace("1.0\n", "1.0  # noqa\n"))
        before = file.read_bytes()
        assert main(["check", "--fix", "-q"]) == 0
        assert file.read_bytes() == before

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write every file")
    def test_a_read_only_file_is_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        file = write("a.py")
        file.chmod(0o444)
        assert main(["check", "--fix"]) == 2
        assert file.read_text() == STORE
        assert "a.py is not fixed" in capsys.readouterr().err


class TestStandardInput:
    def test_is_linted_under_the_name_it_is_given(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path
    ) -> None:
        write("pkg/pyproject.toml", '[tool.jaxlint.per-file-ignores]\n"quiet.py" = ["JXL2"]\n')
        give_input(monkeypatch, STORE.encode())
        assert main(["check", "-", "--stdin-filename", "pkg/a.py"]) == 1
        assert capsys.readouterr().out.startswith(f"{Path('pkg/a.py')}:4:1: JXL201")
        give_input(monkeypatch, STORE.encode())
        assert main(["check", "--stdin-filename", "pkg/quiet.py"]) == 0
        give_input(monkeypatch, STORE.encode())
        assert main(["check", "-", "--output-format", "concise"]) == 1
        assert capsys.readouterr().out.startswith("-:4:1: JXL201")

    def test_fixes_go_to_standard_output_and_findings_to_the_other(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        program = STORE + "y = jnp.ones(2)\nz = y\ny[0] = 2.0  # noqa\n"
        give_input(monkeypatch, b"\xef\xbb\xbf" + program.replace("\n", "\r\n").encode())
        assert main(["check", "-", "--fix"]) == 0
        out, err = capsys.readouterr()
        fixed = program.replace("x[0] = 1.0", "x = x.at[0].set(1.0)")
        assert out.encode() == b"\xef\xbb\xbf" + fixed.replace("\n", "\r\n").encode()
        assert err == "Found 1 error (1 fixed, 0 remaining).\n"

    def test_diff(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        give_input(monkeypatch, STORE.encode())
        assert main(["check", "-", "--diff", "--stdin-filename", "a.py"]) == 1
        assert capsys.readouterr().out.startswith("--- a.py\n+++ a.py\n")

    def test_bytes_that_are_no_text(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        give_input(monkeypatch, b"import jax\n'\xff'\n")
        assert main(["check", "-"]) == 1
        assert capsys.readouterr().out.startswith("-:2:1: JXL002 byte 0xff in line 2 is not utf-8")

    def test_an_excluded_name_is_left_alone(
        self, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        arguments = ["check", "--stdin-filename", "build/a.py", "--force-exclude"]
        give_input(monkeypatch, STORE.encode())
        assert main(arguments) == 0
        assert capsysbinary.readouterr().out == b""
        give_input(monkeypatch, STORE.encode())
        assert main([*arguments, "--fix"]) == 0
        assert capsysbinary.readouterr().out == STORE.encode()


class TestVolume:
    def test_quiet_leaves_only_findings(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py")
        assert main(["check", "-q"]) == 1
        out, err = capsys.readouterr()
        assert "JXL201" in out
        assert err == ""

    def test_verbose_tells_files_and_time(self, capsys: pytest.CaptureFixture[str]) -> None:
        write("a.py")
        write("b.py", CLEAN)
        main(["check", "-v"])
        assert capsys.readouterr().err.splitlines()[-1].startswith("Checked 2 files in 0.")


class TestInforming:
    def test_explain_prints_the_page(self, capsys: pytest.CaptureFixture[str]) -> None:
        for word in ("JXL201", "jxl201", "item-assignment"):
            assert main(["explain", word]) == 0
            assert capsys.readouterr().out.startswith("# JXL201 item-assignment\n")

    def test_rules_lists_every_rule(self, capsys: pytest.CaptureFixture[str]) -> None:
        from jaxlint.rules import all_rules

        assert main(["rules", "--output-format", "json"]) == 0
        rows = json.loads(capsys.readouterr().out)
        assert [row["code"] for row in rows] == list(all_rules())
        store = next(row for row in rows if row["code"] == "JXL201")
        assert store.keys() == {"code", "name", "default", "fix", "summary"}
        assert (store["name"], store["default"]) == ("item-assignment", "on")
        assert main(["rules"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].split() == ["code", "name", "default", "fix", "summary"]
        assert [line.split()[0] for line in lines[1:]] == list(all_rules())

    def test_verify_is_told_what_it_was_asked(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import jaxlint.verify.command as command

        asked: dict[str, object] = {}

        def run(paths: list[Path], **options: object) -> int:
            asked.update(options, paths=paths)
            return 1

        with monkeypatch.context() as patched:
            patched.setattr(command, "run", run)
            arguments = [
                "a",
                "b",
                "--backend",
                "cpu",
                "--json",
                "v.json",
                "--jobs",
                "3",
                "--select",
                "JXL1,JXL2",
            ]
            assert main(["verify", *arguments]) == 1
        assert asked["paths"] == [Path("a"), Path("b")]
        assert (asked["backend"], asked["json"], asked["report"]) == ("cpu", Path("v.json"), None)
        assert (asked["jobs"], asked["select"]) == (3, ["JXL1", "JXL2"])
        assert main(["verify", "none"]) == 2
        assert "none does not exist" in capsys.readouterr().err

    def test_trace_shows_values_beside_lines(self, capsys: pytest.CaptureFixture[str]) -> None:
        write(
            "model.py",
            "import jax\nimport jax.numpy as jnp\n\n\n"
            "@jax.jit\ndef step(x):\n    y = jnp.sum(x)\n    return y\n\n\nstep(jnp.zeros((3, 2)))\n",
        )
        assert main(["trace", "model.py:step"]) == 0
        out = capsys.readouterr().out
        line = next(line for line in out.splitlines() if "jnp.sum" in line)
        assert "y: " in line.partition("jnp.sum(x)")[2]
        assert "import jax\n" not in out
        assert main(["trace", "model.py"]) == 0
        assert "import jax\n" in capsys.readouterr().out
        assert main(["trace", "model.py:stp"]) == 2
        assert "stp" in capsys.readouterr().err


class TestProcess:
    def test_python_m(self) -> None:
        write("a.py")
        done = subprocess.run(
            [sys.executable, "-m", "jaxlint", "check", "--output-format", "concise"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (1, "Found 1 error.\n1 fixable with `--fix`.\n")
        assert done.stdout.startswith("a.py:4:1: JXL201 ")

    def test_version_imports_little(self) -> None:
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys, jaxlint.cli as c; c.main(['--version']); print(*sys.modules)",
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        version, _, loaded = done.stdout.partition("\n")
        assert version == f"jaxlint {jaxlint.__version__}"
        heavy = {"libcst", "flake8", "rich", "ast", "dataclasses", "jaxlint.rules", "jaxlint.engine.config"}
        assert not heavy & set(loaded.split())

    def test_a_reader_that_leaves_is_no_error(self) -> None:
        # More than a pipe holds, so that the writer is still at it when the reader goes.
        missing = [f"{'missing' * 20}_{number}.py" for number in range(1000)]
        command = [sys.executable, "-m", "jaxlint", "check", "--output-format", "concise", *missing]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.read(10)
            process.stdout.close()
            errors = process.stderr.read()
        assert b"Traceback" not in errors
        assert b"BrokenPipe" not in errors
        assert process.returncode == 0

    def test_an_output_that_lacks_a_character_is_no_accident(self) -> None:
        write("a.py", STORE.replace("1.0", "1.0  # é 漢"))
        done = subprocess.run(
            [sys.executable, "-m", "jaxlint", "check", "-q"],
            capture_output=True,
            env={**os.environ, "PYTHONIOENCODING": "ascii"},
            check=False,
        )
        assert done.returncode == 1
        assert rb"\xe9 \u6f22" in done.stdout
