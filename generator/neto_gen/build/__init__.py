"""A build from beginning to end: sources → contract → python → render → publish.

Whether there is anything to do is decided by hashes alone. What needs a library is imported after
that, so that a build with nothing to do costs next to nothing.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from neto_gen.build.inputs import Inputs, shown_path, shown_schemas
from neto_gen.paths import is_interrupted
from neto_gen.problems import ExitCode, Failure, Problem
from neto_gen.publish import (
    MANIFEST_NAME,
    Changes,
    find_changes,
    unknown_files,
    write_changes,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from neto_gen.config import Config
    from neto_gen.publish import Manifest

__all__ = ["BuildResult", "build", "shown_path", "shown_schemas"]


class BuildResult(NamedTuple):
    """What a build found and did.

    `target` and `schemas` are what messages call the package's folder and that of the schemas.
    `transcribed` counts the schema files that the lock calls transcriptions, out of `schema_count`.
    `also_written` is the manifest, if it was; `is_interrupted` says that an earlier neto-gen was
    killed while it wrote the package, and that this is still as it left it.
    """

    target: str
    schemas: str
    operations: tuple[str, ...]
    changes: Changes
    schema_count: int
    transcribed: int
    also_written: tuple[str, ...] = ()
    is_interrupted: bool = False


def build(
    config: Config,
    *,
    check: bool = False,
    overwrite: bool = False,
    from_scratch: bool = False,
    waiting: Callable[[Path], None] = lambda _: None,
) -> BuildResult:
    """Build the client, or with `check` only say what a build would do.

    With `from_scratch`, everything is made again, and nothing is taken from what is there: neither
    the files of the package nor what its manifest says of them. `waiting` is told when another
    build has to be waited for. Raises Failure when a schema cannot be loaded or is not what its lock
    says, the output cannot be written, or a file of it was edited by hand and `overwrite` is not
    set; the output is then as it was.
    """
    inputs = Inputs(config, from_scratch=from_scratch)
    if inputs.is_current() and (check or not is_interrupted(config.target)):
        known = inputs.manifest.files
        unknown = unknown_files(config.target, known)
        return _result(inputs, inputs.manifest, Changes(unchanged=known, unknown=unknown))
    from neto_gen.build.make import make  # noqa: PLC0415 - only where something is made
    from neto_gen.garbage import seldom_collected  # noqa: PLC0415
    from neto_gen.turns import turn  # noqa: PLC0415

    with nullcontext() if check else turn(config.schemas, config.target, waiting=waiting):
        inputs = Inputs(config, from_scratch=from_scratch)  # as they are now that no one else changes them
        with seldom_collected():
            files, manifest = make(inputs)
        changes = find_changes(config.target, inputs.shown, files, inputs.before)
        written: tuple[str, ...] = ()
        if not check:
            if not overwrite:
                _refuse_edits(inputs.shown, changes)
            if changes or changes.reformatted or manifest != inputs.before:
                write_changes(config.target, inputs.shown, files, manifest.to_bytes(), changes)
                written = (MANIFEST_NAME,)
    return _result(inputs, manifest, changes, written)


def _refuse_edits(shown: str, changes: Changes) -> None:
    """Raise Failure when somebody's edits would be overwritten."""
    problems = [
        Problem(
            "was edited by hand, or is not a generated file",
            f"{shown}/{path}",
            "keep your edit elsewhere, then build with --overwrite; nothing was written",
            changes.diffs[path],
        )
        for path in changes.edited
    ]
    if problems:
        raise Failure(ExitCode.DIFFERS, *problems)


def _result(
    inputs: Inputs, manifest: Manifest, changes: Changes, written: tuple[str, ...] = ()
) -> BuildResult:
    return BuildResult(
        target=inputs.shown,
        schemas=inputs.folder.shown,
        operations=tuple(operation.name for operation in inputs.operations),
        changes=changes,
        schema_count=len(manifest.schemas),
        transcribed=manifest.transcribed,
        also_written=written,
        is_interrupted=is_interrupted(inputs.config.target),
    )
