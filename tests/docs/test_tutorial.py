"""The tutorial, followed step by step."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from examples.stand_in_store import KEY, StandInStore
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = (REPOSITORY / "docs" / "tutorial.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:54321"


class Step(NamedTuple):
    """A command of the tutorial, and what it shows as its output."""

    command: str
    output: str


def steps() -> list[Step]:
    """The commands of the console sessions, in their order."""
    sessions = re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL)
    commands = [
        part for session in sessions for part in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]
    ]
    return [Step(*part.split("\n", 1)) for part in commands]


def fits(shown: str, found: str) -> bool:
    """Whether an output is the one that is shown, where … stands for anything."""
    return re.fullmatch(".*?".join(map(re.escape, shown.split("…"))), found, re.DOTALL) is not None


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """What the commands print, all in one shell in an empty folder, with a store that runs."""
    folder = tmp_path_factory.mktemp("shop")
    for name, program in re.findall(r'```python title="(.+?)"\n(.*?)```', TEXT, re.DOTALL):
        (folder / name).write_text(program, encoding="utf-8")
    mark = "-- the end of a step --"
    environment = {n: v for n, v in os.environ.items() if not n.startswith(("NETO_", "PYTHON"))}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    with StandInStore() as store:
        script = "".join(f"{step.command}\necho '{mark}'\n" for step in steps())
        done = subprocess.run(
            ["sh"],
            input=script.replace(ADDRESS, store.address),
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=True,
        )
        yield done.stdout.split(f"{mark}\n")[:-1]


@pytest.mark.parametrize("number", range(len(steps())), ids=[step.command for step in steps()])
def test_every_command_prints_what_is_shown(outputs: list[str], number: int) -> None:
    """Who follows the tutorial sees what it shows, at every step."""
    assert len(outputs) == len(steps())
    assert fits(steps()[number].output, outputs[number]), outputs[number]


def test_the_store_starts_as_it_is_shown() -> None:
    """The command of the second terminal starts a store, which says where it is and what its key is."""
    (command,) = re.findall(r"^python3 (-m examples\.\w+)$", TEXT, re.MULTILINE)
    (shown,) = re.findall(r"^A stand-in store at .*$", TEXT, re.MULTILINE)
    with subprocess.Popen(
        [sys.executable, *command.split()],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    ) as store:
        assert store.stdout is not None
        said = store.stdout.readline()
        store.kill()
    assert fits(shown.replace("54321", "…"), said.rstrip("\n"))
    assert KEY in shown
    assert ADDRESS in shown
