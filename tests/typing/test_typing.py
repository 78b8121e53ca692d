"""mypy and pyright on code as a user would write it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support import REPOSITORY

HERE = Path(__file__).parent
FILES = ("right.py", "wrong.py")
# The lines in which there is a mistake.
EXPECTED = {
    (name, number)
    for name in FILES
    for number, line in enumerate((HERE / name).read_text(encoding="utf-8").splitlines(), 1)
    if "# wrong:" in line
}


def test_mypy() -> None:
    """Strict mypy accepts what is right and objects to each mistake."""
    result = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--config-file="),
            *(str(HERE / name) for name in FILES),
        ],
        cwd=REPOSITORY / "generated",
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(r"(\w+\.py):(\d+): error", result.stdout)
    assert {(name, int(line)) for name, line in found} == EXPECTED


def test_pyright(tmp_path: Path) -> None:
    """Strict pyright accepts what is right and objects to each mistake."""
    settings = {
        "typeCheckingMode": "strict",
        "reportUnusedExpression": False,
        "extraPaths": [str(REPOSITORY / "generated")],
    }
    for name in FILES:
        shutil.copy(HERE / name, tmp_path)
    project = tmp_path / "pyrightconfig.json"
    project.write_text(json.dumps(settings), encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson", "--project", str(project)],
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(result.stdout)
    assert report["summary"]["filesAnalyzed"] == len(FILES)
    assert {
        (Path(entry["file"]).name, entry["range"]["start"]["line"] + 1)
        for entry in report["generalDiagnostics"]
    } == EXPECTED
