"""A project of a user with a client in it, and the tools that the user runs on all of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _pytest.mark.structures import ParameterSet

PROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "shop"
version = "1.0"
"""
MODULE = '"""A shop."""\n\nIS_OPEN = True\n'


def tool(*command: str, module: str = "") -> ParameterSet:
    """Return the parameter of a test for a tool, which is skipped if that is not installed.

    `module` is looked for if it differs from the command's.
    """
    name = module or command[0]
    missing = pytest.mark.skipif(find_spec(name) is None, reason=f"{name} is not installed")
    return pytest.param(command, id=" ".join(command), marks=missing)


def start(
    command: Sequence[str], folder: Path, *files: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a module of Python in a folder, as a project that has its own settings does."""
    environment = {**os.environ, "PYTHONPATH": str(folder), **variables}
    return subprocess.run(
        [sys.executable, "-m", *command, *files],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def copied(project: Path, folder: Path) -> Path:
    """Return a copy of the project, for a test that changes it."""
    return Path(shutil.copytree(project, folder / "project"))
