"""The help of the commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
import pytest

from neto_gen.cli import main
from tests.support import run

if TYPE_CHECKING:
    from pathlib import Path


NAMES = main.list_commands(click.Context(main))


def test_every_command_is_summed_up_whole(tmp_path: Path) -> None:
    """On a terminal of usual width, the summary of no command is cut off."""
    said = run("--help", cwd=tmp_path).stdout
    listed = said.split("Commands:\n")[1].split("\n\n")[0].splitlines()
    assert [line.split()[0] for line in listed] == NAMES
    for line in listed:
        assert line.endswith("."), line
        assert not line.endswith("..."), line


@pytest.mark.parametrize("name", NAMES)
def test_every_command_shows_examples(tmp_path: Path, name: str) -> None:
    """The help of a command has examples, and each of them begins with that command."""
    said = run(name, "--help", cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    examples = re.findall(
        r"^    (neto-gen .*)$", said.stdout.split("\n  Examples:\n")[1], re.MULTILINE
    )
    assert examples
    assert all(example.startswith(f"neto-gen {name}") for example in examples)
