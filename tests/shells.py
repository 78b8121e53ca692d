"""Shells as people use them: keys that are typed on a terminal, and what stands there then."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SHELLS = {
    "bash": ("bash", "--norc", "--noprofile", "-i"),
    "zsh": ("zsh", "-f", "-i"),
    "fish": ("fish", "--no-config", "-c"),
}
# Generous: a terminal is waited for no longer than until it shows what is expected.
_SECONDS = 90


class Typed(NamedTuple):
    """A line with a Tab in it, what the Tab adds to it, and what the command then prints."""

    line: str
    added: str
    wanted: str


def type_in(
    shell: str, script: str, keys: Typed, folder: Path, environment: Mapping[str, str]
) -> str:
    """Return what a terminal shows up to the wanted text, after a script was read and a line typed."""
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell}")
    pty = pytest.importorskip("pty")  # there is none on Windows
    (folder / "completions").write_text(script, encoding="utf-8")
    own = {"TERM": "dumb", "HOME": str(folder), "INPUTRC": os.devnull, "HISTFILE": ""}
    whole = {**environment, **own}
    if shell == "fish":  # which says what a Tab would do
        return _completed_by_fish(keys.line, folder, whole)
    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        SHELLS[shell],
        cwd=folder,
        env=whole,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        shown = _after(ours, "source ./completions; echo re''ady\r", "ready")
        before, tab, after = keys.line.partition("\t")
        shown += _after(ours, before + tab, keys.added)
        return shown + _after(ours, f"{after}\r", keys.wanted)
    finally:
        program.kill()
        program.wait()
        os.close(ours)


def _completed_by_fish(line: str, folder: Path, environment: Mapping[str, str]) -> str:
    before, _, after = line.partition("\t")
    commands = """
        source ./completions
        set found (complete -C $argv[1] | string split -f 1 \\t)
        test (count $found) = 1; or begin; echo not one: $found; exit 1; end
        eval $argv[2] (string escape -- $found) $argv[3]
    """
    words = before.rpartition(" ")[0]
    done = subprocess.run(
        [*SHELLS["fish"], commands, before, words, after],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    return done.stdout + done.stderr


def _after(terminal: int, keys: str, wanted: str) -> str:
    """Return what a terminal shows after these keys, up to the wanted text."""
    os.write(terminal, keys.encode())
    shown, end = "", time.monotonic() + _SECONDS
    while time.monotonic() < end and wanted not in shown:
        if select.select([terminal], [], [], 0.5)[0]:
            shown += os.read(terminal, 65536).decode(errors="replace")
    assert wanted in shown
    return shown
