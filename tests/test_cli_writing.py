"""A fixed file takes the place of the old one wholly or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jaxlint.engine.writing import ChangedMeanwhileError, replace_file

posix = pytest.mark.skipif(os.name != "posix", reason="modes and links as POSIX has them")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    return path


def test_replaces_and_leaves_nothing_else(file: Path) -> None:
    replace_file(file, b"old", b"new")
    assert file.read_bytes() == b"new"
    assert list(file.parent.iterdir()) == [file]


@posix
@pytest.mark.parametrize("mode", [0o644, 0o755, 0o600])
def test_keeps_permissions(file: Path, mode: int) -> None:
    file.chmod(mode)
    replace_file(file, b"old", b"new")
    assert file.stat().st_mode & 0o777 == mode


@posix
def test_a_link_stays_a_link(file: Path) -> None:
    link = file.parent / "link.py"
    link.symlink_to(file)
    replace_file(link, b"old", b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"


def test_what_has_changed_meanwhile_is_left(file: Path) -> None:
    with pytest.raises(ChangedMeanwhileError):
        replace_file(file, b"older", b"new")
    assert file.read_bytes() == b"old"


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod"])
def test_a_failure_at_any_step_leaves_the_old_file_alone(
    file: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, step, fail)
        patched.setattr(Path, step, fail, raising=False)
        with pytest.raises(OSError, match="no space left"):
            replace_file(file, b"old", b"new")
    assert file.read_bytes() == b"old"
    assert list(file.parent.iterdir()) == [file]


def test_an_interruption_leaves_no_temporary_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        replace_file(file, b"old", b"new")
    assert list(file.parent.iterdir()) == [file]
