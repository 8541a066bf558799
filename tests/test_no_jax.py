"""Linting neither imports JAX nor needs it installed, and starting up imports next to nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"

PROGRAM = """\
import jax
import jax.numpy as jnp


@jax.jit
def clear_first(x):
    x[0] = 0.0
    return x


clear_first(jnp.ones(3))
"""

WITHOUT_JAX = """\
import sys

class NotInstalled:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"jax", "jaxlib", "numpy", "flax", "rich", "hypothesis"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None

sys.meta_path.insert(0, NotInstalled())
try:
    import jax
except ModuleNotFoundError:
    pass
else:
    raise SystemExit("jax can be imported after all")
"""

LINT = """\
import sys
from jaxlint.cli import main
code = 0
try:
    code = main(sys.argv[1:])
except SystemExit as stop:
    code = stop.code
print("exit", code)
print("loaded", *sorted({name.partition(".")[0] for name in sys.modules}))
"""


def python(script: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a script in a fresh interpreter; `cwd` is a place with no configuration of its own."""
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def loaded(done: subprocess.CompletedProcess[str]) -> set[str]:
    """Top-level packages in `sys.modules` when the script ended."""
    lines = [line for line in done.stdout.splitlines() if line.startswith("loaded ")]
    assert lines, done.stdout + done.stderr
    return set(lines[-1].split()[1:])


def test_a_fault_is_found_where_jax_is_not_installed(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(PROGRAM, encoding="utf-8")
    done = python(WITHOUT_JAX + LINT, "check", "--output-format", "concise", "model.py", cwd=tmp_path)
    assert "model.py:7:5: JXL201" in done.stdout, done.stdout + done.stderr
    assert "exit 1" in done.stdout.splitlines()
    assert "Traceback" not in done.stderr


def test_linting_every_fixture_loads_no_jax(tmp_path: Path) -> None:
    done = python(LINT, "check", "--output-format", "concise", str(FIXTURES), cwd=tmp_path)
    assert "JXL201" in done.stdout, done.stdout + done.stderr
    assert loaded(done).isdisjoint({"jax", "jaxlib", "numpy"})


def test_flake8_finds_it_too_where_jax_is_not_installed(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(PROGRAM, encoding="utf-8")
    flake8 = "import sys\nfrom flake8.main.cli import main\nsys.exit(main(sys.argv[1:]))\n"
    done = python(WITHOUT_JAX + flake8, "--isolated", "-j1", "--select", "JXL", "model.py", cwd=tmp_path)
    assert "model.py:7:5: JXL201" in done.stdout, done.stdout + done.stderr


def test_asking_for_the_version_loads_neither_libcst_nor_jax(tmp_path: Path) -> None:
    done = python(LINT, "--version", cwd=tmp_path)
    assert "exit 0" in done.stdout.splitlines(), done.stdout + done.stderr
    assert loaded(done).isdisjoint({"jax", "jaxlib", "numpy", "libcst", "rich", "flake8", "hypothesis"})
