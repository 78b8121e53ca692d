"""What docs/ci.md, action.yml and the hooks for pre-commit promise."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from neto_gen.project import WORKFLOW
from tests.support import REPOSITORY, pair, run, write_files

if TYPE_CHECKING:
    from tests.server import Server

PAGE = (REPOSITORY / "docs" / "ci.md").read_text(encoding="utf-8")
CHECK, NIGHTLY, RELEASE = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
FIELD = '<xs:element name="Colour" type="xs:string" minOccurs="0"/>'


def files(text: dict[str, str]) -> dict[str, bytes]:
    """Files as they are served."""
    return {name: content.encode() for name, content in text.items()}


def sh(script: str, cwd: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a script as CI does.

    `gh` is one that notes what it is asked, as GitHub is not here; asked for comments, it prints what
    the file `comments` has.
    """
    tools = cwd.parent / "tools"
    gh = (
        f'#!/bin/sh\necho "$@" >> {cwd.parent}/asked\n'
        f'case "$2" in --paginate) cat {cwd.parent}/comments;; esac\n'
    )
    write_files(tools, {"gh": gh})
    (tools / "gh").chmod(0o755)
    path = f"{tools}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=cwd,
        env={**os.environ, "PATH": path, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(server: Server, tmp_path: Path) -> Path:
    """A project in git, with a remote, a tag, and a client that is current."""
    server.serve(files(pair("AddCustomerLog")))
    folder = tmp_path / "project"
    settings = f'[tool.neto-gen]\nschemas = "schemas"\nmirror = "{server.base}"\n'
    write_files(folder, {"pyproject.toml": settings, "CHANGELOG.md": "# Old\n"})
    assert run("fetch", "AddCustomerLog", cwd=folder).returncode == 0
    assert run("build", cwd=folder).returncode == 0
    setup = (
        "git init --quiet --bare ../remote && git init --quiet && git config user.name x"
        " && git config user.email x@localhost && git remote add origin ../remote && git add --all"
        " && git commit --quiet -m first && git tag v1"
    )
    done = sh(setup, folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_check_of_a_pull_request(project: Path) -> None:
    """The check passes while the client is current, and fails when it is not."""
    assert sh(CHECK, project).returncode == 0
    (project / "neto_client" / "_read.py").unlink()
    failed = sh(CHECK, project)
    assert failed.returncode == 1
    assert "::error file=neto_client/_read.py::missing" in failed.stdout


def test_the_nightly_job(project: Path, server: Server) -> None:
    """Nothing happens while nothing changes; a change becomes a branch and a pull request."""
    quiet = sh(NIGHTLY, project)
    assert (quiet.returncode, quiet.stdout) == (0, ""), quiet.stderr
    server.serve(files(pair("AddCustomerLog", request=FIELD)))
    busy = sh(NIGHTLY, project)
    assert busy.returncode == 0, busy.stderr
    assert "pr create --title The API has changed" in (project.parent / "asked").read_text()
    assert "Colour" in (project.parent / "pull-request.md").read_text()
    pushed = sh("git --git-dir ../remote show --stat neto-gen/update", project).stdout
    assert "schemas/AddCustomerLog.xsd" in pushed
    assert "neto_client/add_customer_log.py" in pushed


def test_the_nightly_job_without_the_vendor(project: Path, server: Server) -> None:
    """When the vendor cannot be reached, the job fails and nothing changes."""
    server.answers.clear()
    failed = sh(NIGHTLY, project)
    assert failed.returncode == 4
    assert sh("git status --porcelain", project).stdout == ""


def test_the_changelog_of_a_release(project: Path, server: Server) -> None:
    """What changed since the last tag is put on top of the changelog."""
    server.serve(files(pair("AddCustomerLog", request=FIELD)))
    assert run("fetch", cwd=project).returncode == 0
    result = sh(RELEASE, project)
    assert result.returncode == 0, result.stderr
    text = (project / "CHANGELOG.md").read_text()
    assert text.endswith("# Old\n")
    assert "Colour" in text


def test_the_comment_of_the_action(project: Path) -> None:
    """A pull request has one comment, kept up to date, and none while nothing has changed."""
    text = (REPOSITORY / "action.yml").read_text(encoding="utf-8")
    block = re.search(r"id: diff\n.*?run: \|\n(.*?)\n    - name", text, re.DOTALL)
    assert block is not None
    folder = project.parent / "temporary"
    folder.mkdir()
    (folder.parent / "comments").write_text("")
    names = ("RUNNER_TEMP", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "DIFF_BASE")
    values = (str(folder), str(folder / "summary"), str(folder / "output"), "v1")
    settings = dict(zip(names, values, strict=True))
    settings |= {"GH_TOKEN": "t", "PULL_REQUEST": "7", "GITHUB_REPOSITORY": "me/mine"}
    asked = folder.parent / "asked"

    def step() -> str:
        asked.write_text("")
        result = sh(textwrap.dedent(block[1]), project, **settings)
        assert result.returncode == 0, result.stderr
        return asked.read_text()

    listing = "api --paginate repos/me/mine/issues/7/comments --jq "
    quiet = step()
    assert quiet.startswith(listing)
    assert len(quiet.splitlines()) == 1
    assert not (folder / "summary").exists()
    assert not (folder / "output").exists()

    write_files(project / "schemas", pair("AddCustomerLog", request=FIELD))
    assert "\npr comment 7 --body-file " in step()
    comment = (folder / "neto-gen-diff" / "comment.md").read_text()
    assert comment.startswith("<!-- neto-gen diff -->\n## Schema changes: v1 → schemas\n")
    assert (folder / "output").read_text() == "changed=true\n"
    assert comment == (folder / "summary").read_text()
    for name in ("diff.html", "diff.json"):
        assert "Colour" in (folder / "neto-gen-diff" / name).read_text(encoding="utf-8")

    (folder.parent / "comments").write_text("12\n13\n")
    again = step()
    assert "--method PATCH repos/me/mine/issues/comments/12 -F body=@" in again
    assert "pr comment" not in again

    write_files(project / "schemas", pair("AddCustomerLog"))
    assert "--method DELETE repos/me/mine/issues/comments/12" in step()

    settings["DIFF_BASE"] = "nothing"
    assert sh(textwrap.dedent(block[1]), project, **settings).returncode == 4


def test_the_workflow_runs_what_the_page_says() -> None:
    """The workflow that init writes runs the command of the recipe."""
    assert CHECK.strip() in WORKFLOW


def test_hooks_and_action_call_commands_that_there_are(tmp_path: Path) -> None:
    """Every neto-gen command in the hooks and in the action has these options."""
    text = "".join(
        (REPOSITORY / name).read_text(encoding="utf-8")
        for name in (".pre-commit-hooks.yaml", "action.yml")
    )
    commands = re.findall(
        r"(?:entry|run|^ +): *neto-gen (\w+)|^ +neto-gen (\w+)", text, re.MULTILINE
    )
    names = {name for pair_ in commands for name in pair_ if name}
    assert names == {"build", "fetch", "diff"}
    for name in names:
        shown = run(name, "--help", cwd=tmp_path).stdout
        for option in re.findall(rf"neto-gen {name}[^\n]*?(--[a-z-]+)", text):
            assert option in shown
