"""One neto-gen at a time: who wants to write where another does so waits for its turn."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path


@contextmanager
def turn(*folders: Path, waiting: Callable[[Path], None]) -> Generator[None]:
    """Hold these folders until the end of the block; `waiting` is told when another holds one.

    It is the folder above each that is held: it stays when the folder itself is exchanged, and
    holding it leaves no file behind, whatever happens. Where a system cannot hold folders
    (Windows, some network drives), nothing is held.
    """
    above = {folder.resolve().parent for folder in folders}
    existing = {next(p for p in (a, *a.parents) if p.exists()) for a in above}
    with ExitStack() as held:
        for folder in sorted(existing):  # always in this order, so that no two wait in a circle
            _hold(folder, held, waiting)
        yield


def _hold(folder: Path, held: ExitStack, waiting: Callable[[Path], None]) -> None:
    if sys.platform == "win32":
        return
    import fcntl  # noqa: PLC0415 - not everywhere

    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        held.callback(os.close, handle)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting(folder)
            fcntl.flock(handle, fcntl.LOCK_EX)
