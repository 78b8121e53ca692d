"""Console sessions of the documentation: what they run, and what they show."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.support import write_files

_MARK = "-- the end of a step --"


class Step(NamedTuple):
    """A command of a session, and what the page shows as its output."""

    command: str
    output: str


def steps(text: str) -> list[Step]:
    """Return the commands of the console sessions of a page, in their order."""
    sessions = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    commands = [
        part for session in sessions for part in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]
    ]
    return [Step(*part.split("\n", 1)) for part in commands]


def fits(shown: str, found: str) -> bool:
    """Return whether an output is the one that is shown, where … stands for anything."""
    return re.fullmatch(".*?".join(map(re.escape, shown.split("…"))), found, re.DOTALL) is not None


def files(text: str) -> dict[str, str]:
    """Return the files that a page shows, by the title of each block."""
    return dict(re.findall(r'```\w+ title="([\w./-]+\.\w+)"\n(.*?)```', text, re.DOTALL))


def outputs(text: str, folder: Path, **replaced: str) -> list[str]:
    """Run the commands of a page in one shell in a folder that has its files."""
    write_files(folder, files(text))
    script = "".join(f"{step.command}\necho '{_MARK}'\n" for step in steps(text))
    for name, value in replaced.items():
        script = script.replace(name, value)
    environment = {n: v for n, v in os.environ.items() if not n.startswith(("NETO_", "PYTHON"))}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        ["sh"],
        input=script,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    return done.stdout.split(f"{_MARK}\n")[:-1]
