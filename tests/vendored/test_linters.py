"""What the linters of a project find in the client, and what coverage counts of it: nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.soak import IS_LONG
from tests.support import run, write_files
from tests.vendored.project import PROJECT, copied, start, tool

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = "shop/neto_client"
LONG = pytest.mark.skipif(not IS_LONG, reason="takes its time: in scripts/soak")


@pytest.mark.parametrize(
    "command",
    [
        tool("ruff", "check", "--select=ALL", "--ignore=D203,D213", "--force-exclude"),
        tool("flake8"),
        pytest.param(("pylint", "--disable=R0801"), id="pylint", marks=LONG),
    ],
)
def test_no_findings(project: Path, command: tuple[str, ...]) -> None:
    """A linter that reports everything reports nothing of the client."""
    if IS_LONG:
        pytest.importorskip(command[0])
    result = start(command, project, PACKAGE)
    assert result.returncode == 0, result.stdout
    assert PACKAGE not in result.stdout


def test_ruff_leaves_a_named_file_out(project: Path) -> None:
    """A hook that names files, as pre-commit does for ruff, finds nothing in them either."""
    names = [f"{PACKAGE}/{name}" for name in ("__init__.py", "_exports.py", "testing.py")]
    result = start(("ruff", "check", "--select=ALL", "--force-exclude"), project, *names)
    assert result.returncode == 0, result.stdout


def test_coverage(project: Path, tmp_path: Path) -> None:
    """A project that asks for full coverage, and has it, still has it with a client in it."""
    settings = (
        "[tool.coverage.run]\nbranch = true # mine\n\n[tool.coverage.report]\nfail_under = 100\n"
    )
    test = "from shop import neto_client\nassert neto_client.NetoClient\n"
    mine = copied(project, tmp_path)
    write_files(mine, {"pyproject.toml": f"{PROJECT}\n{settings}", "try.py": test})
    result = run("init", "--yes", "--operation", "AddCustomerLog", cwd=mine)
    assert '[tool.coverage.run] in pyproject.toml: omit = ["shop/neto_client/*"]' in result.stdout
    assert "branch = true # mine" in (mine / "pyproject.toml").read_text()
    own = {"COVERAGE_FILE": str(mine / ".coverage")}
    assert start(("coverage", "run", "--source=.", "try.py"), mine, **own).returncode == 0
    report = start(("coverage", "report"), mine, **own)
    assert report.returncode == 0, report.stdout
    assert "neto_client" not in report.stdout


@LONG
@pytest.mark.parametrize("checker", ["ty", "pyrefly"])
def test_type_checkers(project: Path, tmp_path: Path, checker: str) -> None:
    """A project that names a type checker has nothing of the client reported by it after init."""
    pytest.importorskip(checker)
    mine = copied(project, tmp_path)
    (mine / "pyproject.toml").write_text(f"{PROJECT}dependencies = []\n[tool.{checker}]\n")
    run("init", "--yes", "--operation", "AddCustomerLog", "--output", "shop", cwd=mine)
    result = start((checker, "check"), mine)
    assert PACKAGE not in result.stdout


@LONG
def test_bandit(project: Path, tmp_path: Path) -> None:
    """With the settings of init, bandit has no findings; without, none of a method of Django."""
    pytest.importorskip("bandit")
    mine = copied(project, tmp_path)
    report = start(("bandit", "-q", "-r", "-f", "json"), mine, PACKAGE)
    assert "B610" not in {found["test_id"] for found in json.loads(report.stdout)["results"]}
    (mine / "pyproject.toml").write_text(f"{PROJECT}\n[dependency-groups]\nlint = ['bandit']\n")
    run("init", "--yes", "--operation", "AddCustomerLog", cwd=mine)
    assert start(("bandit", "-q", "-c", "pyproject.toml", "-r"), mine, ".").returncode == 0
