"""mypy and pyright on code as a user would write it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import REPOSITORY

HERE = Path(__file__).parent
EXPECTED = {
    number
    for number, line in enumerate((HERE / "wrong.py").read_text(encoding="utf-8").splitlines(), 1)
    if "# wrong:" in line
}


def mypy(file: str) -> set[int]:
    """The lines that mypy objects to."""
    result = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", str(HERE / file)],
        cwd=REPOSITORY / "generated",
        capture_output=True,
        text=True,
        check=False,
    )
    return {int(line) for line in re.findall(rf"{file}:(\d+): error", result.stdout)}


def pyright(file: str, folder: Path) -> set[int]:
    """The lines that pyright objects to, set to strict."""
    settings = {
        "typeCheckingMode": "strict",
        "reportUnusedExpression": False,
        "extraPaths": [str(REPOSITORY / "generated")],
    }
    shutil.copy(HERE / file, folder)
    project = folder / "pyrightconfig.json"
    project.write_text(json.dumps(settings), encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson", "--project", str(project)],
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(result.stdout)
    assert report["summary"]["filesAnalyzed"] == 1
    found = report["generalDiagnostics"]
    return {entry["range"]["start"]["line"] + 1 for entry in found}


@pytest.mark.parametrize(("file", "lines"), [("right.py", set[int]()), ("wrong.py", EXPECTED)])
def test_mypy(file: str, lines: set[int]) -> None:
    """Strict mypy accepts what is right and objects to each mistake."""
    assert mypy(file) == lines


@pytest.mark.parametrize(("file", "lines"), [("right.py", set[int]()), ("wrong.py", EXPECTED)])
def test_pyright(file: str, lines: set[int], tmp_path: Path) -> None:
    """Strict pyright accepts what is right and objects to each mistake."""
    assert pyright(file, tmp_path) == lines
