"""A checkout in which version control has ended all lines as Windows does."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.support import pair, run, tree, write_files

if TYPE_CHECKING:
    from pathlib import Path

OTHER = '<xs:element name="Other" type="xs:string" minOccurs="0"/>'
SETTINGS = '[tool.neto-gen]\nschemas = "schemas"\ntemplates = "templates"\n'


def git(folder: Path, *arguments: str) -> None:
    """Run git."""
    who = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a clone with core.autocrlf of a project with schemas, their lock, a template and a client."""
    origin = tmp_path / "origin"
    write_files(origin / "schemas", pair("AddThing"))
    write_files(origin, {"pyproject.toml": SETTINGS})
    assert run("templates", "--copy", "operation.py.jinja", cwd=origin).returncode == 0
    assert run("lock", cwd=origin).returncode == 0
    assert run("build", cwd=origin).returncode == 0
    git(origin, "init", "--quiet")
    git(origin, "add", "--all")
    git(origin, "commit", "--quiet", "--message", "x")
    git(tmp_path, "clone", "--quiet", "--config", "core.autocrlf=true", str(origin), "clone")
    files = tree(tmp_path / "clone")
    for name in ("neto_client/add_thing.py", "schemas/AddThing.xsd", "schemas/schemas.lock"):
        assert files[name].count(b"\r\n") == files[name].count(b"\n") > 1
    return tmp_path / "clone"


def test_it_is_current(checkout: Path) -> None:
    """Nothing has to be built or recorded, and no file is touched, for line ends alone."""
    before = tree(checkout)
    checked = run("build", "--check", cwd=checkout)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "neto_client is up to date" in run("build", cwd=checkout).stdout
    assert "is up to date: 2 schemas" in run("lock", cwd=checkout).stdout
    assert tree(checkout) == before


def test_the_diff_of_a_change_shows_the_change_alone(checkout: Path) -> None:
    """When a schema changes, the diff is that of a checkout with plain lines; as much is written."""
    plain = checkout.with_name("origin")
    changed = pair("AddThing", OTHER)["AddThing.xsd"]
    (plain / "schemas" / "AddThing.xsd").write_bytes(changed.encode())
    (checkout / "schemas" / "AddThing.xsd").write_bytes(changed.replace("\n", "\r\n").encode())
    shown: dict[str, list[str]] = {}
    touched: dict[str, set[str]] = {}
    for folder in (plain, checkout):
        assert run("lock", cwd=folder).returncode == 0
        checked = run("build", "--check", cwd=folder)
        assert checked.returncode == 1
        lines = checked.stdout.splitlines()
        shown[folder.name] = [line for line in lines if not line[1:].startswith("# Inputs: ")]
        before = tree(folder / "neto_client")
        assert run("build", cwd=folder).returncode == 0
        after = tree(folder / "neto_client")
        touched[folder.name] = {name for name in after if after[name] != before.get(name)}
        assert run("build", "--check", cwd=folder).returncode == 0
    assert shown["clone"] == shown["origin"]
    assert touched["clone"] == touched["origin"]
    assert "add_thing.py" in touched["clone"]


def test_an_edit_is_still_an_edit(checkout: Path) -> None:
    """What somebody wrote into a generated file is noticed among the other line ends."""
    path = checkout / "neto_client" / "add_thing.py"
    path.write_bytes(path.read_bytes() + b"# mine\r\n")
    checked = run("build", "--check", cwd=checkout)
    assert checked.returncode == 1
    assert "edited  neto_client/add_thing.py" in checked.stdout
    shown = [line for line in checked.stdout.splitlines() if line.startswith(("-", "+"))]
    assert shown == ["--- a/neto_client/add_thing.py", "+++ b/neto_client/add_thing.py", "-# mine"]


def test_a_schema_that_came_with_such_lines_is_as_it_was_locked(tmp_path: Path) -> None:
    """A schema of the vendor's with Windows' lines is no edit where git has made them plain."""
    text = pair("AddThing")
    write_files(tmp_path / "schemas", text)
    for name, content in text.items():
        (tmp_path / "schemas" / name).write_bytes(content.replace("\n", "\r\n").encode())
    assert run("lock", cwd=tmp_path).returncode == 0
    assert run("build", cwd=tmp_path).returncode == 0
    write_files(tmp_path / "schemas", text)
    assert run("build", "--check", cwd=tmp_path).returncode == 0
    assert "is up to date: 2 schemas" in run("lock", cwd=tmp_path).stdout
    write_files(tmp_path / "schemas", {"AddThing.xsd": text["AddThing.xsd"] + "\n"})
    assert run("build", "--check", cwd=tmp_path).returncode == 3
