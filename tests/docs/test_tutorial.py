"""The tutorial, followed step by step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.docs import sessions
from tests.serve.running import serving
from tests.standing import KEY, StandInStore
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TEXT = (REPOSITORY / "docs" / "tutorial.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8765"
STEPS = sessions.steps(TEXT)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Run all commands in one shell in an empty folder, with a store; yield what they print."""
    folder = tmp_path_factory.mktemp("shop")
    with StandInStore() as store:
        yield sessions.outputs(TEXT, folder, **{ADDRESS: store.address})


@pytest.mark.parametrize("number", range(len(STEPS)), ids=[step.command for step in STEPS])
def test_every_command_prints_what_is_shown(
    outputs: list[str], number: int, record_property: Callable[[str, object], None]
) -> None:
    """Who follows the tutorial sees what it shows, at every step."""
    assert len(outputs) == len(STEPS)
    assert sessions.fits(STEPS[number].output, outputs[number]), outputs[number]
    record_property("documented", 1)


def test_the_store_starts_as_it_is_shown() -> None:
    """The command of the second terminal starts a store of this key, which says where it is."""
    (command,) = re.findall(r"^neto-gen (serve .*)$", TEXT, re.MULTILINE)
    (shown,) = re.findall(r"```text\n(a store at .*?)```", TEXT, re.DOTALL)
    assert command == f"serve --key {KEY}"
    with serving() as store:
        said = "".join(store.said)
    assert said == shown.replace(ADDRESS, store.address)
