"""`neto-gen changelog --generated` as a process of its own."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.support import pair, run, write_files

if TYPE_CHECKING:
    from pathlib import Path

FIELD = '<xs:element name="Colour" type="xs:string" minOccurs="0"/>'
BROKEN = "- `add_thing.AddThing.name`: the field was removed"
NEW = "- `add_thing.AddThing.colour`: a new field: `str | None`"


def git(folder: Path, *arguments: str) -> None:
    """Run git."""
    identity = ("-c", "user.name=x", "-c", "user.email=x@localhost")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with a client in two releases, and a third that is not tagged yet."""
    folder = tmp_path_factory.mktemp("project")
    write_files(
        folder, {"pyproject.toml": '[tool.neto-gen]\nschemas = "schemas"\noutput = "src"\n'}
    )
    git(folder, "init", "--quiet")
    for tag, files in (
        ("v1", pair("AddThing")),
        ("v2", pair("AddThing", request=FIELD)),
        ("", pair("GetThing")),
    ):
        write_files(folder / "schemas", files)
        assert run("build", cwd=folder).returncode == 0
        if tag:
            git(folder, "add", "--all")
            git(folder, "commit", "--quiet", "-m", tag)
            git(folder, "tag", tag)
    return folder


def test_between_revisions(project: Path) -> None:
    """Two revisions are compared by the client that each of them has, breaking changes first."""
    result = run("changelog", "--generated", "v1", "v2", cwd=project)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(f"## v2\n\n### Breaks code that uses it\n\n{BROKEN}\n")
    assert result.stdout.endswith(f"### New\n\n{NEW}\n")
    by_path = run("changelog", "--generated", "v1:src/neto_client", "v2", cwd=project)
    assert by_path.stdout == result.stdout
    assert run("changelog", "--generated", "v2", "v2", cwd=project).stdout == ""


def test_since_the_latest_tag(project: Path) -> None:
    """Without revisions, it is from the latest tag with a client to the client as it is."""
    result = run("changelog", "--generated", "--format", "text", cwd=project)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[:2] == ["Unreleased", "  New: 2"]
    assert "    get_thing: a new module with GetThing, GetThingResponse" in result.stdout
    each = run("changelog", "--generated", "v1", "--each-tag", cwd=project).stdout
    assert [line for line in each.splitlines() if line.startswith("## ")] == [
        "## Unreleased",
        "## v2",
    ]


def test_between_folders(tmp_path: Path) -> None:
    """Two folders need no git, and no settings."""
    for name in ("one", "two"):
        write_files(
            tmp_path / name, {"__init__.py": "__all__ = ['f']\ndef f(a: int) -> int: ...\n"}
        )
    text = ("changelog", "--generated", "one", "two", "--format", "text")
    assert "nothing has changed in the Python of the client" in run(*text, cwd=tmp_path).stdout
    write_files(tmp_path / "two", {"__init__.py": "__all__ = ['f']\ndef f(b: int) -> int: ...\n"})
    assert "    f(): the parameter a was removed" in run(*text, cwd=tmp_path).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nowhere"], 4, 'error: no git revision or folder "nowhere"'),
        (["v1:nowhere"], 4, 'error: revision "v1" has no folder nowhere'),
        (["v1:pyproject.toml"], 4, 'error: revision "v1" has no folder pyproject.toml'),
        (["schemas"], 4, "error: schemas: no Python package"),
        (["pyproject.toml"], 4, "error: pyproject.toml: no such folder"),
        (["v1", "--dialect", "neto"], 2, "error: --generated takes no --dialect"),
    ],
)
def test_what_cannot_be_compared(
    project: Path, arguments: list[str], code: int, message: str
) -> None:
    """What is not there or is no package is named."""
    result = run("changelog", "--generated", *arguments, cwd=project)
    assert result.returncode == code
    assert message in result.stderr
    assert "  help: " in result.stderr


def test_the_form_is_for_the_client_alone(project: Path) -> None:
    """The section about schemas is Markdown: another form is neto-gen diff's."""
    result = run("changelog", "v1", "v2", "--format", "text", cwd=project)
    assert result.returncode == 2
    assert (
        "error: --format text is for --generated\n  help: add --generated, or use" in result.stderr
    )
