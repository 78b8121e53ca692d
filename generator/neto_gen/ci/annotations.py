"""Write commands that annotate files in the log of a job on GitHub."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path

from neto_gen.problems import printable_lines


def annotate(level: str, message: str, file: str | None = None, **properties: object) -> str:
    """Return a log command that annotates a file: `level` is error, warning or notice."""
    where = {} if file is None else {"file": _from_workspace(file)}
    listed = ",".join(f"{k}={_property(str(v))}" for k, v in {**where, **properties}.items())
    return f"::{level}{' ' if listed else ''}{listed}::{escaped(message)}"


def escaped(text: str) -> str:
    """Return a text as the log takes it, in one line."""
    return printable_lines(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return escaped(text).replace(":", "%3A").replace(",", "%2C")


def _from_workspace(file: str) -> str:
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
