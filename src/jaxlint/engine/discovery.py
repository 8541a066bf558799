"""Which files a run is about."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from jaxlint.engine.config_file import Configs
from jaxlint.engine.patterns import absolute


def python_files(paths: Iterable[Path], configs: Configs, *, force_exclude: bool = False) -> Iterator[Path]:
    """The Python files that the paths name, each once, in the order of the paths and then by name.

    A path that is named is taken as it is, whatever its suffix and whether it exists or not, unless
    `force_exclude` has exclusions hold for it too; what a walk finds must end in `.py` and not be excluded.
    """
    seen: set[str] = set()
    for path in paths:
        if force_exclude and is_excluded(path, configs):
            continue
        is_folder = os.path.isdir(path)  # noqa: PTH112 - `Path.is_dir` raises where a folder may not be entered
        for file in _walk(path, configs) if is_folder else (path,):
            key = absolute(file)
            if key not in seen:
                seen.add(key)
                yield file


def is_excluded(path: Path, configs: Configs) -> bool:
    """Whether the path, or a folder between it and its configuration's root, is excluded."""
    whole = Path(absolute(path))
    config = configs.of(whole)
    root = Path(absolute(config.root))
    return any(config.excludes(str(part)) for part in (whole, *whole.parents) if root in part.parents)


def _walk(folder: Path, configs: Configs) -> Iterator[Path]:
    """Files in the folder and below; links to folders are not followed, virtual environments not entered."""
    config = configs.of_folder(folder)
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        # Naming the folder itself lets the reader of files report why it cannot be read.
        yield folder
        return
    for entry in entries:
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False):
            is_environment = os.path.exists(path / "pyvenv.cfg")  # noqa: PTH110 - `Path.exists` raises
            if not is_environment and not config.excludes(entry.path):
                yield from _walk(path, configs)
        elif entry.name.endswith(".py") and entry.is_file() and not config.excludes(entry.path):
            yield path
