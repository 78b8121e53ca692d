"""One neto-gen at a time: who wants to write where another does so waits for its turn."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from neto_gen.files.paths import is_interrupted, resolved
from neto_gen.problems import ExitCode, Failure, Problem, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path


@contextmanager
def exclusive(
    *folders: Path, waiting: Callable[[Path], None], project: Path | None = None
) -> Generator[None]:
    """Hold these folders until the end of the block; `waiting` is told when another holds one.

    It is the folder above each that is held: it is there before the folder itself is made, and
    holding it leaves no file behind, whatever happens. Where a system cannot hold folders
    (Windows, some network drives), nothing is held. What another neto-gen left half-done in a folder
    when it was killed is finished or undone first; so is what it left half-done in a `project` whose
    folders change together. Raises Failure when that cannot be, and for a
    link that leads to itself.
    """
    above = {_parent(folder) for folder in folders}
    if project is not None:
        above.add(project)
        folders = (project, *folders)
    existing = {next(p for p in (a, *a.parents) if p.is_dir()) for a in above}
    with ExitStack() as held:
        for folder in sorted(existing):  # always in this order, to prevent deadlocks
            _hold(folder, held, waiting)
        for folder in folders:
            _recover(folder)
        yield


def _parent(folder: Path) -> Path:
    try:
        return resolved(folder).parent
    except OSError as error:
        hint = "see where the link leads, or name another folder"
        problem = Problem(f"no folder: {reason(error)}", str(folder), hint)
        raise Failure(ExitCode.USAGE, problem) from None


def _recover(folder: Path) -> None:
    try:
        if not is_interrupted(folder):
            return
        from neto_gen.files.atomic import InTheWayError, recover  # noqa: PLC0415 - rarely needed

        try:
            recover(folder)
        except InTheWayError as error:
            raise Failure(
                ExitCode.USAGE, Problem(reason(error), str(error.filename), error.remedy)
            ) from None
    except OSError as error:
        hint = "check the disk and its permissions, then run this again"
        what = f"the changes of an interrupted neto-gen cannot be undone: {reason(error)}"
        raise Failure(ExitCode.USAGE, Problem(what, str(folder), hint)) from None


def _hold(folder: Path, held: ExitStack, waiting: Callable[[Path], None]) -> None:
    try:
        import fcntl  # noqa: PLC0415 - not on every platform
    except ImportError:
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        held.callback(os.close, handle)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting(folder)
            fcntl.flock(handle, fcntl.LOCK_EX)
