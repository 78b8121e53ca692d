"""What the tools and the repository of a project are told of a client."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from neto_gen.settings.project_tools import exclusions, git_attributes, settings_file_of
from tests.support import run, tree, write_files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("file", "text", "settings"),
    [
        ("pyproject.toml", "[project]\nname = 'shop'\n", []),
        (
            "pyproject.toml",
            "[tool.coverage.report]\n",
            ['omit = ["src/c/*"] in [tool.coverage.run]'],
        ),
        ("requirements-dev.txt", "pytest-cov\n", ['omit = ["src/c/*"] in [tool.coverage.run]']),
        (".pre-commit-config.yaml", "id: bandit\n", ['exclude_dirs = ["src/c"] in [tool.bandit]']),
        ("tox.ini", "deps = basedpyright\n", ['ignore = ["src/c"] in [tool.basedpyright]']),
        ("noxfile.py", "session.run('ty', 'check')", ['exclude = ["src/c"] in [tool.ty.src]']),
        ("README.md", "coverage bandit ty", []),
    ],
)
def test_tools_that_a_project_names(
    tmp_path: Path, file: str, text: str, settings: list[str]
) -> None:
    """Only tools that the files of a project name are told to leave the client out."""
    write_files(tmp_path, {file: text})
    assert [*map(str, exclusions(tmp_path, "src/c"))] == settings


@pytest.mark.parametrize(
    ("files", "where"),
    [
        ({}, "pyproject.toml"),
        ({".coveragerc": ""}, ".coveragerc"),
        ({"setup.cfg": "[coverage:run]\n"}, "setup.cfg"),
        ({"setup.cfg": "[metadata]\n"}, "pyproject.toml"),
    ],
)
def test_where_a_tool_looks(tmp_path: Path, files: dict[str, str], where: str) -> None:
    """A file that coverage reads in place of pyproject.toml is where its setting belongs."""
    write_files(tmp_path, {"pyproject.toml": "[tool.coverage.run]\n", **files})
    (setting,) = exclusions(tmp_path, "src/c")
    assert settings_file_of(tmp_path, setting) == where


def test_init_names_the_other_file(tmp_path: Path) -> None:
    """Into a file that is no TOML, nothing is written: init says what belongs there."""
    write_files(tmp_path, {".coveragerc": "[report]\nfail_under = 90\n"})
    result = run("init", "--yes", "--operation", "AddCustomerLog", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    said = 'add to .coveragerc, or change there: omit = ["neto_client/*"] in [tool.coverage.run]\n'
    assert said in result.stdout
    assert "coverage" not in (tmp_path / "pyproject.toml").read_text()


@pytest.mark.parametrize("target", ["src/neto_client", "my lib/neto_client"])
@pytest.mark.parametrize("before", [None, b"", b"*.png binary", b"*.png binary\r\n"])
def test_git_is_told(tmp_path: Path, target: str, before: bytes | None) -> None:
    """Git takes the client for generated, with lines that end alike everywhere, and nothing else."""
    content = git_attributes(before, target)
    assert content.startswith(before or b"")
    assert git_attributes(content, target) == content
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / ".gitattributes").write_bytes(content)
    files = [f"{target}/get_item.py", f"{target}/deep/x", f"x/{target}/y", "other.py"]
    command = ["git", "check-attr", "-z", "linguist-generated", "eol", "--", *files]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    words = result.stdout.split("\0")[2::3]
    assert words == ["true", "lf", "true", "lf"] + ["unspecified"] * 4


def test_init_tells_git(tmp_path: Path) -> None:
    """Init adds its line to what .gitattributes holds already, and says so."""
    (tmp_path / ".gitattributes").write_text("* text=auto\n")
    result = run("init", "--yes", "--operation", "AddCustomerLog", cwd=tmp_path)
    assert "  wrote  .gitattributes\n" in result.stdout
    assert (tmp_path / ".gitattributes").read_text() == (
        "* text=auto\n/neto_client/** linguist-generated=true text=auto eol=lf\n"
    )


def test_a_project_that_is_set_up_already(tmp_path: Path) -> None:
    """A second init names what is missing, changes nothing, and is silent once all of it is there."""
    init = ("init", "--yes", "--operation", "AddCustomerLog")
    assert run(*init, cwd=tmp_path).returncode == 0
    (tmp_path / ".gitattributes").unlink()
    settings = tmp_path / "pyproject.toml"
    more = "\n[tool.coverage.run]\nomit = ['tests/*']\n[dependency-groups]\nlint = ['bandit']\n"
    settings.write_text(settings.read_text() + more)
    before = tree(tmp_path)
    said = run("init", "--yes", cwd=tmp_path).stdout
    for line in (
        'add to pyproject.toml, or change there: omit = ["neto_client/*"] in [tool.coverage.run]\n',
        'add to pyproject.toml, or change there: exclude_dirs = ["neto_client"] in [tool.bandit]\n',
        "add to .gitattributes: /neto_client/** linguist-generated=true text=auto eol=lf\n",
    ):
        assert line in said
    assert tree(tmp_path) == before
    text = settings.read_text().replace("'tests/*'", "'tests/*', 'neto_client/*'")
    settings.write_text(f"{text}\n[tool.bandit]\nexclude_dirs = ['neto_client']\n")
    (tmp_path / ".gitattributes").write_bytes(git_attributes(None, "neto_client"))
    assert "add to" not in run("init", "--yes", cwd=tmp_path).stdout
