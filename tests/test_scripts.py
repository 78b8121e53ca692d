"""The scripts for who works on neto-gen, as far as they can be tried where they run themselves."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.support import REPOSITORY, write_files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("script", ["test", "soak", "coverage", "demo", "docs build"])
def test_a_python_that_cannot_be_used_is_named(script: str) -> None:
    """A version that is not there, or is too old, ends a script at once with its name."""
    name, *arguments = script.split()
    done = subprocess.run(
        [REPOSITORY / "scripts" / name, *arguments],
        env={**os.environ, "PYTHON": "python2.99"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == "neto-gen needs Python 3.11 or newer, and finds none as: python2.99\n"
    assert not done.stdout


def test_each_python_has_its_own_environment(tmp_path: Path) -> None:
    """With PYTHON, the environment is beside .venv, by its version; what is made is used again."""
    python = "#!/bin/sh\ncase $1$2 in -c*import*platform*) echo 3.99.1 ;; esac\n"
    made = "mkdir -p .venv-3.99.1/bin\ncp python3.99 .venv-3.99.1/bin/python\n"
    write_files(
        tmp_path,
        {
            "python3.99": python + f'[ "$2" = venv ] && {{\n{made}}}\nexit 0\n',
            "pyproject.toml": "",
            "scripts/environment": (REPOSITORY / "scripts" / "environment").read_text("utf-8"),
        },
    )
    (tmp_path / "python3.99").chmod(0o755)
    outputs = [
        subprocess.run(
            ["sh", "-euc", f'group={group}; . scripts/environment; echo "$environment"'],
            cwd=tmp_path,
            env={**os.environ, "PYTHON": "./python3.99"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for group in ("test", "test", "client", "docs", "docs")
    ]
    reports = [output.removesuffix(".venv-3.99.1\n") for output in outputs]
    # What the tests need holds what the client needs, and not what builds the documentation.
    making = "making .venv-3.99.1 for: "
    assert reports == [f"{making}test\n", "", "", f"{making}docs\n", ""]
    assert not (tmp_path / ".venv").exists()
