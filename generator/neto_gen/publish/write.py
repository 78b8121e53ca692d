"""Write what has changed: all of it, or nothing."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

from neto_gen.files.together import Part, change_together, place_of
from neto_gen.problems import ExitCode, Failure, Problem, reason
from neto_gen.publish.manifest import MANIFEST_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from neto_gen.publish.changes import Changes

_LONGEST_ON_WINDOWS: Final = 259


def write_changes(
    target: Path,
    shown: str,
    files: Mapping[str, bytes],
    manifest: bytes,
    changes: Changes,
    *,
    alone: Callable[[], AbstractContextManager[None]] = nullcontext,
    place: Path | None = None,
    others: Sequence[Part] = (),
) -> None:
    """Bring the folder of a package up to date with its manifest.

    What has not changed is not touched. `others` are to change with it, in the folder `place` around
    all: in one step where that is possible, and else in the context of `alone`, which writes them.
    Raises Failure when anything cannot be written; all is then as it was before.
    """
    wanted = {path: files[path] for path in changes.written}
    wanted[MANIFEST_NAME] = manifest
    own = Part(target, wanted, changes.removed, changes.seen)
    try:
        if place is None or not others or not change_together(place, [*others, own]):
            with alone():
                own.apply(hidden=[MANIFEST_NAME])
    except OSError as error:
        hint = "the old package was not changed; check the disk and its permissions, or --output"
        longest = max(len(os.path.abspath(target / path)) for path in wanted)  # noqa: PTH100
        if sys.platform == "win32" and longest > _LONGEST_ON_WINDOWS:
            hint = (
                f"the old package was not changed; a path has {longest} characters, and Windows takes "
                f"{_LONGEST_ON_WINDOWS} unless LongPathsEnabled is set: choose a folder higher up"
            )
        where = shown
        if others and place is not None and isinstance(error.filename, str):
            where = str(place_of(place / error.filename))
            hint = "nothing was changed; check the files, the disk and its permissions"
        problem = Problem(f"cannot be written: {reason(error)}", where, hint)
        raise Failure(ExitCode.USAGE, problem) from None
