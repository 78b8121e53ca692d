"""What docs/guides/upgrade-neto-gen.md promises."""

from __future__ import annotations

import re
import shlex
import subprocess
from typing import TYPE_CHECKING

from tests.support import REPOSITORY, pair, run, tree, write_files

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (REPOSITORY / "docs" / "guides" / "upgrade-neto-gen.md").read_text(encoding="utf-8")
FIELD = '<xs:element name="{}" type="xs:string" minOccurs="0"/>'


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run git."""
    identity = ("-c", "user.name=x", "-c", "user.email=x@localhost")
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)


def repository(folder: Path) -> Path:
    """Return a project in git with a client that is current."""
    write_files(folder / "schemas", pair("AddThing"))
    write_files(folder, {"pyproject.toml": '[tool.neto-gen]\nschemas = "schemas"\n'})
    assert run("build", cwd=folder).returncode == 0
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", "--all")
    assert git(folder, "commit", "--quiet", "-m", "first").returncode == 0
    return folder


def test_the_commands_of_the_page(tmp_path: Path) -> None:
    """Each command on the page does what it says in a project that is set up."""
    folder = repository(tmp_path)
    commands = [
        line
        for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
        for line in block.splitlines()
    ]
    assert len(commands) == 4
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == "neto-gen"
        result = run(*arguments, cwd=folder)
        assert result.returncode == 0, (command, result.stderr)


def test_the_settings_of_the_page(tmp_path: Path) -> None:
    """The range on the page is one, which another version refuses."""
    (text,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    write_files(tmp_path, {"pyproject.toml": text.replace("0.4", "98.0").replace("0.5", "99.0")})
    refused = run("build", cwd=tmp_path)
    assert 'these settings require neto-gen ">=98.0,<99.0", and this is ' in refused.stderr


def test_two_branches_that_both_changed_the_client(tmp_path: Path) -> None:
    """With the schemas of both and the client of one, a build makes the client of both."""
    folder = repository(tmp_path / "one")
    for branch, name in (("other", "GetThing"), ("main", "UpdateThing")):
        git(folder, "switch", "--quiet", *(["--create"] if branch == "other" else []), branch)
        write_files(folder / "schemas", pair(name, request=FIELD.format("Name")))
        assert run("build", cwd=folder).returncode == 0
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "-m", name)
    merge = git(folder, "merge", "other")
    assert "CONFLICT" in merge.stdout
    assert run("build", cwd=folder).returncode == 2  # the manifest is half of each
    assert git(folder, "checkout", "--ours", "neto_client").returncode == 0
    built = run("build", cwd=folder)
    assert built.returncode == 0, built.stderr
    write_files(
        tmp_path / "two" / "schemas",
        {
            **pair("AddThing"),
            **pair("GetThing", request=FIELD.format("Name")),
            **pair("UpdateThing", request=FIELD.format("Name")),
        },
    )
    assert run("build", cwd=tmp_path / "two").returncode == 0
    assert tree(folder / "neto_client") == tree(tmp_path / "two" / "neto_client")
