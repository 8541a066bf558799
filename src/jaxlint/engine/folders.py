"""What a folder holds that an import may name."""

from __future__ import annotations

import os


def importable_names(folder: str) -> frozenset[str]:
    """Names of the files and folders that are, by their names, modules or packages; none of a folder that cannot be
    read.

    What is installed is no part of a project: below `site-packages` there is nothing.
    """
    if "site-packages" in folder:
        return frozenset()
    try:
        names = os.listdir(folder or ".")  # noqa: PTH208 - names are wanted, and made into no paths
    except OSError:
        return frozenset()
    return frozenset(
        name for name in names if name.endswith(".py") or ("." not in name and name != "__pycache__")
    )
