"""What a release of neto-gen itself needs besides its files."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.support import REPOSITORY, pair, write_files

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = (REPOSITORY / "scripts" / "release.py").read_text(encoding="utf-8")
ADDRESS = "https://git.example/someone/neto-gen"
CHANGELOG = """\
# Changelog

## Unreleased

- Not yet.

## 1.2.0 (2026-12-01)

### Added

- This.

## 1.1.0

- That.
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository of version 1.2.0."""
    files = {
        "scripts/release.py": SCRIPT,
        "generator/neto_gen/__init__.py": '"""It."""\n\n__version__ = "1.2.0"\n',
        "CHANGELOG.md": CHANGELOG,
        "pyproject.toml": (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"),
    }
    return write_files(tmp_path, files)


def release(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script."""
    return subprocess.run(
        [sys.executable, "scripts/release.py", *arguments],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_notes_of_a_release(repository: Path) -> None:
    """The notes are what the changelog says of the version that is tagged, and nothing else."""
    done = release(repository, "notes", "v1.2.0")
    assert (done.returncode, done.stdout) == (0, "### Added\n\n- This.\n")


@pytest.mark.parametrize("tag", ["v1.1.0", "1.2.0", "v1.2", "v1.2.0rc1"])
def test_a_tag_of_another_version(repository: Path, tag: str) -> None:
    """A tag that is not that of the version ends the release."""
    done = release(repository, "notes", tag)
    assert done.returncode == 1
    assert done.stderr == f"the tag is {tag}, and __version__ is 1.2.0\n"


def test_a_changelog_without_the_version(repository: Path) -> None:
    """A version that the changelog does not have ends the release."""
    (repository / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n\n- This.\n")
    done = release(repository, "notes", "v1.2.0")
    assert done.returncode == 1
    assert done.stderr == 'CHANGELOG.md has no section "## 1.2.0"\n'


def test_the_addresses_of_the_project(repository: Path) -> None:
    """The metadata names the repository that releases; all else in it stays as it is."""
    before = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))
    assert release(repository, "urls", ADDRESS).returncode == 0
    after = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))
    urls = after["project"].pop("urls")
    assert after == before
    assert set(urls) == {"Homepage", "Documentation", "Changelog", "Issues", "Source"}
    assert all(url.startswith(ADDRESS) for url in urls.values())


@pytest.mark.parametrize(
    "address", ["http://git.example/a/b", "https://git.example", 'https://x/a/b"']
)
def test_an_address_of_no_repository(repository: Path, address: str) -> None:
    """What is no address of a repository is not written."""
    before = (repository / "pyproject.toml").read_bytes()
    done = release(repository, "urls", address)
    assert done.returncode == 1
    assert done.stderr == f'"{address}" is not an address of a repository\n'
    assert (repository / "pyproject.toml").read_bytes() == before


def test_no_address_is_made_up() -> None:
    """Until a release names it, the metadata has no address that may belong to somebody else."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    assert "urls" not in project


_SETTINGS = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "neto-gen"
dynamic = ["version"]

[tool.setuptools]
packages = ["neto_gen"]
package-dir = { neto_gen = "generator/neto_gen" }

[tool.setuptools.dynamic]
version = { attr = "neto_gen.__version__" }
"""


@pytest.fixture
def committed(repository: Path) -> Path:
    """Return the repository in git, with tests that pass and something that is regenerated."""
    files = {
        "pyproject.toml": _SETTINGS,
        "scripts/test": "#!/bin/sh\necho tested\n",
        "tests/regenerate.py": 'open("regenerated", "w").close()\n',
        ".gitignore": "__pycache__/\ndist/\nbuild/\n*.egg-info/\n",
    }
    write_files(repository, files)
    (repository / "scripts" / "test").chmod(0o755)
    git(repository, "init", "--quiet", "--initial-branch", "main")
    for name in ("user.name", "user.email"):
        git(repository, "config", name, "x@localhost")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "Begin")
    return repository


def git(repository: Path, *arguments: str) -> str:
    """Return git's output."""
    return subprocess.run(
        ["git", *arguments], cwd=repository, capture_output=True, text=True, check=True
    ).stdout


def test_a_release_is_prepared(committed: Path) -> None:
    """The commit that is tagged has the version, a dated section and what is regenerated; dist/ is of it."""
    done = release(committed, "prepare", "1.3.0")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "v1.3.0 is tagged: push it with git push origin HEAD v1.3.0\n" in done.stdout
    assert git(committed, "tag", "--points-at", "HEAD") == "v1.3.0\n"
    assert git(committed, "status", "--porcelain") == ""
    names = git(committed, "show", "--name-only", "--format=%s").split()
    assert names == [
        "Release",
        "1.3.0",
        "CHANGELOG.md",
        "generator/neto_gen/__init__.py",
        "regenerated",
    ]
    assert release(committed, "notes", "v1.3.0").stdout == "- Not yet.\n"
    assert {path.name for path in (committed / "dist").iterdir()} == {
        *("neto_gen-1.3.0-py3-none-any.whl", "neto_gen-1.3.0.tar.gz")
    }


def test_a_dry_run_of_a_release_changes_nothing(committed: Path) -> None:
    """It says each step, and neither tests nor writes nor tags."""
    done = release(committed, "prepare", "1.3.0", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert [line.split()[:2] for line in done.stdout.splitlines()] == [
        *(["would", "run"], ["would", "set"], ["would", "run"], ["would", "build"]),
        ["would", "commit,"],
    ]
    assert git(committed, "status", "--porcelain") == ""
    assert git(committed, "tag") == ""


def test_what_is_against_a_release_is_said_at_once(committed: Path) -> None:
    """All reasons come together, before anything is run."""
    (committed / "CHANGELOG.md").write_text("# Changelog\n\n## 1.2.0\n\n- This.\n")
    git(committed, "tag", "v1.1.0")
    done = release(committed, "prepare", "1.1.0")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "error: 1.1.0 is older than 1.2.0, which the working tree has",
        "error: the working tree has changes: commit or stash them",
        "error: the tag v1.1.0 already exists",
        'error: CHANGELOG.md has nothing in a section "## Unreleased"',
    ]
    assert "tested" not in done.stdout
    done = release(committed, "prepare", "next")
    assert done.stderr == "error: next is not a version: write it as 1.2.0\n"


def test_a_release_ends_where_tests_fail(committed: Path) -> None:
    """Nothing is written, committed or tagged."""
    (committed / "scripts" / "test").write_text("#!/bin/sh\nexit 1\n")
    git(committed, "commit", "--quiet", "--all", "--message", "Break")
    done = release(committed, "prepare", "1.3.0")
    assert done.returncode == 1
    assert done.stderr == "error: scripts/test failed; nothing was committed or tagged\n"
    assert git(committed, "status", "--porcelain") == ""
    assert git(committed, "tag") == ""


def test_clients_of_two_versions_are_compared(tmp_path: Path) -> None:
    """What clients of the same schemas lose from one revision to the working tree breaks: exit code 1."""
    template = "templates/operation.py.jinja"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("generator", "templates"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=ignored)
    write_files(tmp_path, {"scripts/release.py": SCRIPT})
    write_files(tmp_path / "schemas", {"__init__.py": "", **pair("GetThing")})
    now = (tmp_path / template).read_text("utf-8")
    then = now.replace("\nOPERATION = ", '\nMADE_OF = "schemas"\nOPERATION = ')
    assert then != now
    write_files(tmp_path, {template: then})
    for command in (["init", "--quiet"], ["add", "--all"]):
        git(tmp_path, *command)
    git(tmp_path, "-c", "user.name=x", "-c", "user.email=x@localhost", "commit", "--quiet", "-mx")
    write_files(tmp_path, {template: now})
    done = release(tmp_path, "compare", "HEAD")
    assert done.returncode == 1, done.stderr
    assert "Breaks" in done.stdout
    assert "get_thing.MADE_OF" in done.stdout
