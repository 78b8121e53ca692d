"""Other versions of neto-gen than this one, as they are once installed, and processes of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def install(folder: Path, version: str | None = None, **replaced: tuple[str, str]) -> Path:
    """Put neto-gen into a folder, under another version if need be; that folder is returned.

    `replaced` are pieces of templates with what stands in their places, by the template's name
    without its endings. What is compiled comes along, and is used where its source is the same.
    """
    half_written = shutil.ignore_patterns("*.pyc.*")
    for source, target in (
        ("generator/neto_gen", "neto_gen"),
        ("templates", "neto_gen/templates"),
        ("schemas", "neto_gen/schemas"),
    ):
        shutil.copytree(REPOSITORY / source, folder / target, ignore=half_written)
    if version is not None:
        init = folder / "neto_gen" / "__init__.py"
        text = re.sub('__version__ = ".*"', f'__version__ = "{version}"', init.read_text("utf-8"))
        init.write_text(text, "utf-8")
    for name, (old, new) in replaced.items():
        template = folder / "neto_gen" / "templates" / f"{name}.py.jinja"
        text = template.read_text("utf-8")
        assert old in text
        template.write_text(text.replace(old, new), "utf-8")
    return folder


def run_installed(
    installed: Path, *arguments: str, cwd: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the neto-gen of a folder as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "neto_gen", *arguments],
        cwd=cwd,
        env={**(os.environ if environment is None else environment), "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
