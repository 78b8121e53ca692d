"""What a release of neto-gen itself needs besides its files."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.support import REPOSITORY, write_files

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
    """A repository of version 1.2.0."""
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
    assert done.stderr == f'"{address}" is no address of a repository\n'
    assert (repository / "pyproject.toml").read_bytes() == before


def test_no_address_is_made_up() -> None:
    """Until a release names it, the metadata has no address that may belong to somebody else."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    assert "urls" not in project
