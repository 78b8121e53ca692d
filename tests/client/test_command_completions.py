"""Completions of the command line of the client, in the shells themselves."""

from __future__ import annotations

import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.client.commands import environment
from tests.shells import SHELLS, Typed, type_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.client.commands import Command


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such shells")
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    "keys",
    [
        Typed("shop get-supp\t--help", "lier", "usage: python -m neto_client get-supplier"),
        Typed("shop add-customer-log --status Req\t--dry-run", "contact", '"Require Recontact"'),
        Typed("shop update-item --dry-run --from my\t", "stock.csv", "the first of 1 requests"),
    ],
    ids=["action", "value", "file"],
)
def test_a_shell_completes(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: str, keys: Typed
) -> None:
    """A Tab completes actions, values, also those with spaces in them, and files, wherever Python is."""
    python = tmp_path / "the user's folder" / "python"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(python))
    code, script, _ = command("completions", shell, "shop")
    assert code == 0
    command.file("my stock.csv", "sku\nA\n")
    assert keys.wanted in type_in(shell, script, keys, tmp_path, environment())


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("update-i",), ["update-item"]),
        (("compl",), ["completions"]),
        (("completions", "z"), ["zsh"]),
        (("completions", "zsh", ""), []),
        (("get-order", "--order-st"), ["--order-status"]),
        (("get-order", "--order-status", "Pe"), ["Pending Pickup", "Pending Dispatch"]),
        (("get-order", "--order-status", "New", "Pi"), ["Pick"]),
        (("update-item", "--is-active", ""), ["True", "False"]),
        (("update-item", "--wire", "x"), ["xml"]),
        (("update-item", "--sku", ""), []),
        (("update-item", "--from", "s"), []),
        (("none", ""), []),
        ((), ["add-accounting-system-related-account"]),
    ],
    ids=str,
)
def test_what_may_come_next(command: Command, words: tuple[str, ...], found: list[str]) -> None:
    """Actions, options of an action, and the values that a schema lists."""
    code, shown, said = command("complete", *words)
    assert (code, said) == (0, "")
    lines = shown.splitlines()
    assert lines[: len(found)] == found if not words else lines == found


def test_a_script_runs_the_python_that_wrote_it(command: Command) -> None:
    """The command that it defines works in any environment, and its name is one of a command."""
    for shell in SHELLS:
        assert shlex.quote(sys.executable) in command("completions", shell).out
    code, shown, said = command("completions", "bash", "x;rm")
    assert (code, shown) == (2, "")
    assert "'x;rm' cannot be the name of a command" in said
    script = command("completions", "bash").out
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)
