"""Find the path by which GitHub shows an annotation."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path


def from_workspace(file: str) -> str:
    """Return a path relative to the top of the repository, as GitHub expects it.

    A job may run in a folder of the repository; outside of a job, the path stays the same.
    """
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if not workspace:
        return file
    try:
        inner = Path.cwd().resolve().relative_to(Path(workspace).resolve()).as_posix()
    except (OSError, ValueError):  # outside of the workspace
        return file
    return file if inner == "." else posixpath.normpath(posixpath.join(inner, file))
