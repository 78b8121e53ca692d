"""Write what has changed: staged beside the package first, then swapped in, or not at all."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from neto_gen.problems import ExitCode, Failure, Problem
from neto_gen.publish.manifest import MANIFEST_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neto_gen.publish.changes import Changes


def write_changes(
    target: Path, shown: str, files: Mapping[str, bytes], manifest: bytes, changes: Changes
) -> None:
    """Bring the folder of a package up to date, its manifest last.

    What has not changed is not touched. Raises Failure when the folder cannot be written; it is
    then as it was before.
    """
    wanted = {path: files[path] for path in (*changes.created, *changes.changed)}
    wanted[MANIFEST_NAME] = manifest
    made: list[Path] = []
    try:
        made += [folder for folder in (target, *target.parents) if not folder.exists()]
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".neto-gen-", dir=target) as staging:
            stage = Path(staging)
            for path, content in wanted.items():
                staged = stage / "new" / path
                staged.parent.mkdir(parents=True, exist_ok=True)
                staged.write_bytes(content)
            _swap(target, stage, [*wanted], changes.removed)
    except (OSError, ValueError) as error:
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
        reason = (isinstance(error, OSError) and error.strerror) or error
        hint = "see to its permissions, or name another folder with --output"
        problem = Problem(f"cannot be written: {reason}", shown, hint)
        raise Failure(ExitCode.USAGE, problem) from None


def _swap(target: Path, stage: Path, written: list[str], removed: list[str]) -> None:
    """Put the staged files in place; on any error, put everything back."""
    done: list[str] = []
    try:
        for path in (*removed, *written):
            done.append(path)
            _keep(target / path, stage / "old" / path)
            if path in written:
                (target / path).parent.mkdir(parents=True, exist_ok=True)
                (stage / "new" / path).replace(target / path)
            else:
                (target / path).unlink()
    except BaseException:
        for path in reversed(done):
            _restore(stage / "old" / path, target / path)
        raise


def _keep(path: Path, backup: Path) -> None:
    if path.exists():
        backup.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, backup)


def _restore(backup: Path, path: Path) -> None:
    with suppress(OSError):
        if backup.exists():
            backup.replace(path)
        else:
            path.unlink(missing_ok=True)
