"""What somebody is told who has a Python that is too old."""

from __future__ import annotations

import ast
import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from neto_client import _exports
from tests.support import REPOSITORY

# What each imports before all else.
READ_FIRST = {
    "generated/neto_client": ("__init__.py", "_exports.py"),
    "generator/neto_gen": ("__init__.py",),
}
PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
OLD = sorted(
    path for minor in range(7, 11) for path in PYENV.glob(f"3.{minor}.*/bin/python3.{minor}")
)
AS_OLD = """
import sys
seen = []
sys.version_info, sys.version = (3, {minor}, 4), "3.{minor}.4 (main)"
sys.addaudithook(lambda event, values: event == "import" and seen.append(values[0]))
try:
    import {package}
finally:
    print([name for name in seen if name.startswith("neto_")])
"""


@pytest.mark.parametrize("folder", READ_FIRST)
@pytest.mark.parametrize("minor", range(7, 11))
def test_what_is_read_first_can_be_read(folder: str, minor: int) -> None:
    """An old Python understands the modules that say that it is too old."""
    for name in READ_FIRST[folder]:
        text = (REPOSITORY / folder / name).read_text(encoding="utf-8")
        assert ast.parse(text, feature_version=(3, minor)).body


@pytest.mark.parametrize("folder", READ_FIRST)
@pytest.mark.parametrize("minor", [7, 10])
def test_nothing_else_is_imported(folder: str, minor: int) -> None:
    """One sentence says it, without a traceback, and before any other module is read."""
    above, _, package = folder.rpartition("/")
    code = AS_OLD.format(minor=minor, package=package)
    result = python(sys.executable, code, REPOSITORY / above)
    assert result.returncode == 1
    name = package.replace("neto_gen", "neto-gen")
    assert result.stderr == f"{name} needs Python 3.11 or newer: this is Python 3.{minor}.4\n"
    first = [package] if package == "neto_gen" else [package, f"{package}._exports"]
    assert result.stdout == f"{first}\n"


def test_it_is_no_error_with_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program ends, as nothing of what a traceback shows is to be changed."""
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(
        SystemExit, match=r"^neto_client needs Python 3\.11 or newer: this is Python"
    ):
        importlib.reload(_exports)


@pytest.mark.skipif(not OLD, reason="pyenv has none")
@pytest.mark.parametrize("old", OLD, ids=lambda path: path.name)
@pytest.mark.parametrize(
    ("code", "folder"),
    [
        ("import neto_client", "generated"),
        ("from neto_client.testing import FakeStore", "generated"),
        ("import runpy; runpy.run_module('neto_gen', run_name='__main__')", "generator"),
    ],
)
def test_real_ones(old: Path, code: str, folder: str) -> None:
    """Where an old Python is installed, it says so whatever is imported first."""
    version = old.parents[1].name
    result = python(old, code, REPOSITORY / folder)
    name = "neto_client" if folder == "generated" else "neto-gen"
    expected = f"{name} needs Python 3.11 or newer: this is Python {version}\n"
    assert (result.returncode, result.stderr) == (1, expected)


def python(interpreter: Path | str, code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run code in an interpreter that finds packages in this folder."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    return subprocess.run(
        [interpreter, "-B", "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
