"""Write what has changed: all of it, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.problems import ExitCode, Failure, Problem, reason
from neto_gen.publish.manifest import MANIFEST_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from neto_gen.publish.changes import Changes


def write_changes(
    target: Path, shown: str, files: Mapping[str, bytes], manifest: bytes, changes: Changes
) -> None:
    """Bring the folder of a package up to date with its manifest.

    What has not changed is not touched. Raises Failure when the folder cannot be written; it is
    then as it was before.
    """
    from neto_gen.exchange import change_folder  # noqa: PLC0415 - only where something changes

    wanted = {path: files[path] for path in changes.written}
    wanted[MANIFEST_NAME] = manifest
    try:
        change_folder(target, wanted, changes.removed, seen=changes.seen, hidden=[MANIFEST_NAME])
    except OSError as error:
        hint = "the old package is as it was; see to the disk and its permissions, or --output"
        problem = Problem(f"cannot be written: {reason(error)}", shown, hint)
        raise Failure(ExitCode.USAGE, problem) from None
