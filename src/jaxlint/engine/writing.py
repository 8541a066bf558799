"""Writing a file in place: wholly or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path


class ChangedMeanwhileError(OSError):
    """The file is not what it was when it was read; whatever changed it goes first."""


def replace_file(path: Path, before: bytes, after: bytes) -> None:
    """Put `after` in the place of `before`; no reader ever sees a part of it.

    The new content is written beside the file and then takes its name in one step. Permissions and, where
    the system allows it, the owner stay; a link stays a link, and the file that it leads to is written.

    Raises:
        ChangedMeanwhileError: when the file no longer holds `before`.
        OSError: when it cannot be written; it is then unchanged.
    """
    target = path.resolve(strict=True)
    if target.read_bytes() != before:
        raise ChangedMeanwhileError(f"{path} has changed since it was read")
    status = target.stat()
    if not os.access(target, os.W_OK):
        raise PermissionError(f"{path} is read-only")
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(after)
            stream.flush()
            os.fsync(stream.fileno())
        if hasattr(os, "chown"):
            with contextlib.suppress(PermissionError):
                os.chown(temporary, status.st_uid, status.st_gid)
        temporary.chmod(stat.S_IMODE(status.st_mode))
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
