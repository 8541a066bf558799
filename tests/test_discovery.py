"""Which files a run is about."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jaxlint.engine.config import Overrides
from jaxlint.engine.config_file import Configs
from jaxlint.engine.discovery import python_files


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with everything in it that a walk must pass by."""
    for name in (
        "b.py",
        "a.py",
        "notes.txt",
        "stub.pyi",
        "script",
        "pkg/__init__.py",
        "pkg/mod.py",
        "pkg/generated/out.py",
        ".venv/lib/x.py",
        "env/pyvenv.cfg",
        "env/lib/x.py",
        "node_modules/x.py",
        "pkg/__pycache__/x.py",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    (tmp_path / "pyproject.toml").write_text('[tool.jaxlint]\nextend-exclude = ["pkg/generated"]\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*paths: str, force_exclude: bool = False, overrides: Overrides | None = None) -> list[str]:
    files = python_files(map(Path, paths), Configs(overrides), force_exclude=force_exclude)
    return [file.as_posix() for file in files]


@pytest.mark.usefixtures("project")
def test_walks_in_order_and_skips_what_is_excluded() -> None:
    assert found(".") == ["a.py", "b.py", "pkg/__init__.py", "pkg/mod.py"]
    assert found("pkg") == ["pkg/__init__.py", "pkg/mod.py"]


@pytest.mark.usefixtures("project")
def test_no_exclusions_leave_only_virtual_environments_out() -> None:
    everything = found(".", overrides=Overrides(exclude=()))
    assert "pkg/generated/out.py" in everything
    assert "node_modules/x.py" in everything
    assert "env/lib/x.py" not in everything


@pytest.mark.usefixtures("project")
def test_a_named_path_is_taken_as_it_is() -> None:
    assert found("script", "pkg/generated/out.py", "missing.py") == [
        "script",
        "pkg/generated/out.py",
        "missing.py",
    ]
    assert found("pkg/generated") == ["pkg/generated/out.py"]


@pytest.mark.usefixtures("project")
def test_unless_exclusions_are_forced() -> None:
    assert found("a.py", "pkg/generated/out.py", ".venv/lib/x.py", "pkg/generated", force_exclude=True) == [
        "a.py"
    ]


def test_forced_exclusions_do_not_look_above_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "build" / "project"
    root.mkdir(parents=True)
    (root / "a.py").touch()
    (root / "pyproject.toml").write_text("[tool.jaxlint]\n")
    monkeypatch.chdir(root)
    assert found("a.py", force_exclude=True) == ["a.py"]


def test_each_file_comes_once(project: Path) -> None:
    assert found("pkg", "pkg/mod.py", str(project / "pkg" / "mod.py"), "./pkg") == [
        "pkg/__init__.py",
        "pkg/mod.py",
    ]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_links_to_folders_are_not_followed(project: Path) -> None:
    (project / "pkg" / "up").symlink_to(project, target_is_directory=True)
    (project / "pkg" / "link.py").symlink_to(project / "a.py")
    (project / "pkg" / "broken.py").symlink_to(project / "none.py")
    assert found("pkg") == ["pkg/__init__.py", "pkg/link.py", "pkg/mod.py"]
