"""What a shell is told when somebody presses Tab."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.shell_completion import ShellComplete

from neto_gen.cli import main
from tests.shells import SHELLS, Typed, type_in
from tests.support import pair, run, write_files

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Return a function that completes the last of some words after `neto-gen`, in the test's folder."""
    monkeypatch.chdir(tmp_path)
    completion = ShellComplete(main, {}, "neto-gen", "_NETO_GEN_COMPLETE")

    def found(*words: str) -> list[str]:
        return [item.value for item in completion.get_completions([*words[:-1]], words[-1])]

    return found


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts(tmp_path: Path, shell: str) -> None:
    """For each shell there is a script that asks neto-gen."""
    result = run("completions", shell, cwd=tmp_path)
    assert result.returncode == 0
    assert f"_NETO_GEN_COMPLETE={shell}_complete" in result.stdout
    environment = {
        **os.environ,
        "_NETO_GEN_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": "neto-gen add GetOr",
        "COMP_CWORD": "GetOr" if shell == "fish" else "2",
    }
    asked = subprocess.run(
        [Path(sys.executable).with_name("neto-gen")],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "GetOrder" in asked.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such shells")
@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes(tmp_path: Path, shell: str) -> None:
    """A Tab completes a command in the shell itself, where the script is what the help says."""
    folder = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    script = run("completions", shell, cwd=tmp_path).stdout
    if shell == "zsh":
        write_files(tmp_path, {"functions/_neto-gen": script})
        script = "fpath+=($PWD/functions)\nautoload -Uz compinit && compinit -u\n"
    keys = Typed("neto-gen remo\t--help", "ve", "Usage: neto-gen remove")
    assert keys.wanted in type_in(shell, script, keys, tmp_path, environment)


def test_commands_operations_and_groups(complete: Callable[..., list[str]]) -> None:
    """Commands, operations and groups are completed, whatever the capitals."""
    assert complete("ad") == ["add"]
    assert complete("add", "getor") == ["GetOrder"]
    assert complete("fetch", "orders") == ["orders-invoices"]
    assert complete("init", "--operation", "suppl") == ["suppliers"]
    assert complete("list", "--group", "r") == ["rma"]


def test_what_a_project_has(tmp_path: Path, complete: Callable[..., list[str]]) -> None:
    """Only operations of the project can be removed or built, those that it has written itself, too."""
    write_files(tmp_path / "schemas", {**pair("GetOrder"), **pair("GetThing")})
    for words in (("remove",), ("build", "--operation")):
        assert complete(*words, "g") == ["GetOrder", "GetThing"]
        assert complete(*words, "o") == ["orders-invoices"]
    write_files(tmp_path, {"pyproject.toml": "[tool.neto-gen]\nwrong = 1\n"})
    assert complete("remove", "GetThi") == []


def test_templates_checks_and_levels(complete: Callable[..., list[str]]) -> None:
    """Templates, the ids of checks, and views with their levels are completed."""
    assert complete("templates", "--copy", "oper") == ["operation.py.jinja"]
    assert "enum-value-removed" in complete("diff", "--explain", "enum")
    assert complete("diff", "--fail-on", "ris") == ["risk"]
    views = complete("diff", "--fail-on", "req")
    assert "request-xml=" in views
    assert "request-xml=risk" in complete("diff", "--fail-on", "request-xml=r")


def test_what_can_be_compared(tmp_path: Path, complete: Callable[..., list[str]]) -> None:
    """Tags and branches are completed where there are any; files and folders by the shell."""
    assert complete("diff", "up") == ["upstream", "up"]
    assert complete("diff", "v") == ["vendored", "v"]
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.invalid")
    for command in (
        ("init", "-q", "-b", "main"),
        (*identity, "commit", "-q", "--allow-empty", "-m", "x"),
        ("tag", "v1.2.0"),
        ("branch", "vendor"),
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    assert complete("diff", "v") == ["vendored", "vendor", "v1.2.0", "v"]
    assert complete("diff", "v1.2.0", "ma") == ["main", "ma"]
    assert complete("changelog", "v1.2.0", "ma") == ["main", "ma"]
