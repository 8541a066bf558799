"""The hooks, as pre-commit runs them in a project of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
STORE = "import jax.numpy as jnp\n\nx = jnp.zeros(3)\nx[0] = 1.0\n"


def test_the_hooks_are_commands_that_the_parser_takes() -> None:
    from jaxlint.cli.arguments import parse_arguments

    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    ids = [line.removeprefix("- id: ") for line in text.splitlines() if line.startswith("- id: ")]
    entries = [line.partition("entry: ")[2].split() for line in text.splitlines() if "entry: " in line]
    assert ids == ["jaxlint", "jaxlint-fix"]
    assert [entry[0] for entry in entries] == ["jaxlint", "jaxlint"]
    check, fix = (parse_arguments([*entry[1:], "a.py", "b.py"]) for entry in entries)
    assert (check.fix, fix.fix) == (False, True)
    assert check.force_exclude
    assert fix.force_exclude
    assert fix.paths == [Path("a.py"), Path("b.py")]


@pytest.mark.skipif(
    not os.environ.get("JAXLINT_SLOW") or shutil.which("pre-commit") is None,
    reason="installs the package and what it needs from the index: wants JAXLINT_SLOW=1 and pre-commit",
)
class TestForReal:
    @pytest.fixture
    def project(self, tmp_path: Path) -> Path:
        """A project with one store that is committed to be checked."""
        project = tmp_path / "project"
        project.mkdir()
        (project / "a.py").write_text(STORE)
        (project / "build").mkdir()
        (project / "build" / "b.py").write_text(STORE)
        subprocess.run(["git", "init", "-q"], cwd=project, check=True)
        subprocess.run(["git", "add", "-A", "-f"], cwd=project, check=True)
        return project

    def run(self, project: Path, hook: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PRE_COMMIT_HOME": str(project.parent / "cache"), "PYTHONPATH": ""}
        return subprocess.run(
            ["pre-commit", "try-repo", str(ROOT), hook, "--all-files", "--verbose"],
            cwd=project,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def test_check_and_fix(self, project: Path) -> None:
        checked = self.run(project, "jaxlint")
        assert checked.returncode == 1, checked.stdout + checked.stderr
        assert "a.py:4:1: JXL201" in checked.stdout
        assert "b.py" not in checked.stdout
        fixed = self.run(project, "jaxlint-fix")
        assert fixed.returncode == 1
        assert "files were modified by this hook" in fixed.stdout
        assert (project / "a.py").read_text() == STORE.replace("x[0] = 1.0", "x = x.at[0].set(1.0)")
        assert self.run(project, "jaxlint").returncode == 0
