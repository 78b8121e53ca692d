"""The tutorial, followed step by step."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from examples.stand_in_store import KEY, StandInStore
from tests.docs import sessions
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = (REPOSITORY / "docs" / "tutorial.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:54321"
STEPS = sessions.steps(TEXT)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """What the commands print, all in one shell in an empty folder, with a store that runs."""
    folder = tmp_path_factory.mktemp("shop")
    with StandInStore() as store:
        yield sessions.outputs(TEXT, folder, **{ADDRESS: store.address})


@pytest.mark.parametrize("number", range(len(STEPS)), ids=[step.command for step in STEPS])
def test_every_command_prints_what_is_shown(outputs: list[str], number: int) -> None:
    """Who follows the tutorial sees what it shows, at every step."""
    assert len(outputs) == len(STEPS)
    assert sessions.fits(STEPS[number].output, outputs[number]), outputs[number]


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
    assert sessions.fits(shown.replace("54321", "…"), said.rstrip("\n"))
    assert KEY in shown
    assert ADDRESS in shown
