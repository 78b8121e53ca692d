"""Where GitHub shows an annotation."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path


def from_workspace(file: str) -> str:
    """A path that counts from here, as GitHub wants it: from the top of the repository.

    A job may work in a folder of the repository; outside of a job nothing changes.
    """
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if not workspace:
        return file
    try:
        inner = Path.cwd().resolve().relative_to(Path(workspace).resolve()).as_posix()
    except (OSError, ValueError):  # this is somewhere else
        return file
    return file if inner == "." else posixpath.normpath(posixpath.join(inner, file))
