"""The command of a client, in this process or in one of its own."""

from __future__ import annotations

import os
import sys
from contextlib import chdir
from typing import TYPE_CHECKING, NamedTuple

from neto_client._command import main
from tests.standing import KEY, Answer
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.standing import StandInStore

# Ctrl-C works in it also where a shell has started the tests with signals ignored.
INTERRUPTIBLE = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from neto_client._command import main
sys.exit(main(sys.argv[1:]))
"""
NOWHERE = "https://store.example"


class Done(NamedTuple):
    """How a command has ended, and what it has printed."""

    code: object
    out: str
    said: str


class Command:
    """Runs the command in a folder, in this process."""

    def __init__(
        self, folder: Path, patch: pytest.MonkeyPatch, printed: pytest.CaptureFixture[str]
    ) -> None:
        self.folder, self.patch, self.printed = folder, patch, printed

    def __call__(self, *arguments: str, store: str = NOWHERE, **environment: str) -> Done:
        """Run it with these arguments, against a store at this address."""
        with chdir(self.folder), self.patch.context() as patch:
            for name, value in {**told(store), **environment}.items():
                patch.setenv(name, value)
            code = main(arguments)
        out, said = self.printed.readouterr()
        assert KEY not in out + said
        assert "Traceback" not in said
        return Done(code, out, said)

    def file(self, name: str, content: str | bytes) -> Path:
        """Write a file into the folder."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def names(self) -> list[str]:
        """Return the files of the folder."""
        return sorted(path.name for path in self.folder.iterdir())

    def text(self, name: str) -> str:
        """Return the text of a file in the folder."""
        return (self.folder / name).read_bytes().decode()


def told(store: str) -> dict[str, str]:
    """Return the variables that tell the command about a store."""
    return {"NETO_KEY": KEY, "NETO_STORE_URL": store}


def environment(store: str = NOWHERE) -> dict[str, str]:
    """Return the same variables for a separate process."""
    return {**os.environ, "PYTHONPATH": str(REPOSITORY / "generated"), **told(store)}


def process(*arguments: str) -> list[str]:
    """Return the command line that runs the command as a process."""
    return [sys.executable, "-m", "neto_client", *arguments]


def answering(store: StandInStore, *bodies: bytes) -> None:
    """Make the store answer with these, in turn."""
    store.scripted += [Answer(body, "application/json") for body in bodies]
