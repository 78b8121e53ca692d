"""A build from beginning to end: sources → contract → python → render → publish.

Whether there is anything to do is decided by hashes alone. What needs a library is imported after
that, so that a build with nothing to do costs next to nothing.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from neto_gen import __version__
from neto_gen.build.inputs import Inputs, shown_path, shown_schemas
from neto_gen.build.remembered import remember
from neto_gen.files.locking import exclusive
from neto_gen.files.paths import is_interrupted
from neto_gen.problems import ExitCode, Failure, Problem, listed
from neto_gen.publish import (
    MANIFEST_NAME,
    Changes,
    find_changes,
    read_manifest,
    unknown_files,
    write_changes,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from neto_gen.build.project_draft import Draft
    from neto_gen.publish import Manifest
    from neto_gen.settings.config import Config

__all__ = [
    "BuildResult",
    "build",
    "is_left_undone",
    "refuse_downgrade",
    "shown_path",
    "shown_schemas",
]

_A_BETTER_PLACE = "to a subclass or a template"
# Of a file that the manifest does not know, or of all where there is none.
_UNKNOWN = "was edited by hand, or is not a generated file"


class BuildResult(NamedTuple):
    """The result of a build.

    `target` and `schemas` are what messages call the package's folder and that of the schemas.
    `transcribed` counts the schema files that the lock calls transcriptions, out of `schema_count`.
    `also_written` is the manifest, if it was; `is_interrupted` says that an earlier neto-gen was
    killed while it wrote the package, and that this is still as it left it. `built_by` is the version
    of the neto-gen that last changed the package before, if it said so, and `is_newer` whether that is
    newer than this one. `left` are operations of the client that the build was not about. `accepted` is what was wrong with
    the schemas that it read, and was accepted.
    """

    target: str
    schemas: str
    operations: tuple[str, ...]
    changes: Changes
    schema_count: int
    transcribed: int
    also_written: tuple[str, ...] = ()
    is_interrupted: bool = False
    built_by: str = ""
    is_newer: bool = False
    left: tuple[str, ...] = ()
    accepted: tuple[Problem, ...] = ()

    @property
    def remedy(self) -> str:
        """The advice for a package that is not current."""
        changes = self.changes
        edited = [path for path in changes.edited if path not in changes.in_the_way]
        steps: list[str] = []
        if self.is_newer:
            steps.append(
                f"neto-gen {self.built_by} built it, and this is {__version__}: use that version or a "
                "newer one, or run neto-gen build --downgrade"
            )
        if edited:
            were, it = ("was", "it") if len(edited) == 1 else ("were", "the edits")
            which = f"{listed(edited)} {were} edited by hand"
            steps.append(f"{which}: move {it} {_A_BETTER_PLACE}, or run neto-gen build --overwrite")
        if changes.in_the_way:
            which = f"{listed(changes.in_the_way)}: {_UNKNOWN}"
            steps.append(f"{which}: move it away, or run neto-gen build --overwrite")
        return "; ".join(steps) or "run neto-gen build, and commit what it writes"


def build(
    config: Config,
    *,
    check: bool = False,
    overwrite: bool = False,
    from_scratch: bool = False,
    downgrade: bool = False,
    waiting: Callable[[Path], None] = lambda _: None,
    say_versions: Callable[[str], None] = lambda _: None,
    draft: Draft | None = None,
) -> BuildResult:
    """Build the client, or with `check` only say what a build would do.

    With `from_scratch`, everything is made again, and nothing is taken from what is there: neither
    the files of the package nor what its manifest says of them. `waiting` is told when another
    build has to be waited for, and `say_versions` when another neto-gen built what is there, before
    anything comes of it. A `draft` is what the client is built from, and is written with it, by a caller
    whose turn it is. Raises Failure when a schema cannot be loaded or is not what its lock
    says, the output cannot be written, a file of it was edited by hand and `overwrite` is not set, or
    a newer neto-gen has built it and `downgrade` is not set; the output is then as it was.
    """
    folder = None if draft is None else draft.folder
    inputs = Inputs(config, from_scratch=from_scratch, folder=folder)
    may_write = downgrade or (check and draft is None)
    if not may_write:
        _refuse_downgrade(inputs.before, inputs.shown)
    is_downgrade = downgrade and _is_newer(inputs)  # also where that changes the manifest alone
    is_current = draft is None and not is_downgrade and inputs.is_current()
    place = config.place
    if is_current and (check or not _is_left_undone(config, place)):
        known = inputs.manifest.files
        changes = Changes(unchanged=known, unknown=unknown_files(config.target, known))
        return _result(inputs, inputs.manifest, changes, place)
    from neto_gen.build.make import make  # noqa: PLC0415 - only where something is made

    is_alone = check or draft is not None
    folders = (config.schemas, config.target)
    with nullcontext() if is_alone else exclusive(*folders, project=place, waiting=waiting):
        if not is_alone:  # as they are now that no one else changes them
            inputs = Inputs(config, from_scratch=from_scratch, tool=inputs.manifest.tool)
            if not may_write:
                _refuse_downgrade(inputs.before, inputs.shown)
        files, manifest = make(inputs)
        changes = find_changes(config.target, inputs.shown, files, inputs.before)
        if check and not changes and _is_of_other_files(inputs.before, manifest):
            _note_manifest(inputs, manifest, changes)
        if said := _versions(inputs, changes):
            say_versions(said)
        stays = not is_downgrade and (manifest == inputs.before or inputs.may_stay(manifest))
        written: tuple[str, ...] = ()
        if not overwrite and (draft is not None or not check):
            _refuse_edits(inputs.shown, changes)
        if not check:
            alone = nullcontext if draft is None else draft.written
            if changes or changes.reformatted or not stays:
                write_changes(
                    *(config.target, inputs.shown, files, manifest.to_bytes(), changes),
                    alone=alone,
                    place=place,
                    others=() if draft is None else draft.parts(),
                )
                written = (MANIFEST_NAME,)
            else:
                with alone():
                    pass
        if stays and not changes and manifest != inputs.before:
            remember(inputs.manifest)
    return _result(inputs, manifest, changes, place, written)


def refuse_downgrade(config: Config) -> None:
    """Raise Failure when a newer neto-gen has built the client of these settings.

    For what changes something else before it builds: a build refuses that by itself.
    """
    shown = shown_path(config.target)
    _refuse_downgrade(read_manifest(config.target, shown), shown)


def _refuse_downgrade(before: Manifest | None, shown: str) -> None:
    if before is not None and before.is_newer:
        what = f"built by neto-gen {before.version}, and this is {__version__}, which is older"
        hint = "use that version or a newer one, or build with --downgrade; nothing was written"
        raise Failure(ExitCode.USAGE, Problem(what, shown, hint))


def is_left_undone(config: Config) -> bool:
    """Tell whether neto-gen was killed while it wrote the package or the project's files."""
    return _is_left_undone(config, config.place)


def _is_left_undone(config: Config, place: Path | None) -> bool:
    return any(map(is_interrupted, {config.target, place or config.target}))


def _is_newer(inputs: Inputs) -> bool:
    return inputs.before is not None and inputs.before.is_newer


def _versions(inputs: Inputs, changes: Changes) -> str:
    """Describe the change to another version of neto-gen or of libraries, or return ""."""
    before, now = inputs.before, inputs.manifest
    if before is None or before.tool == now.tool:
        return ""
    number = changes.count
    result = "1 file changes" if number == 1 else f"{number or 'no'} files change"
    if before.version != now.version:
        by = before.version or "an earlier neto-gen"
        return f"neto-gen: {inputs.shown} was built by {by}, this is {now.version}: {result}"
    others = [
        f"{name} {before.libraries.get(name)} (now {version})"
        for name, version in now.libraries.items()
        if before.libraries.get(name) != version
    ]
    if not number:
        return ""
    if others:
        return f"neto-gen: {inputs.shown} was built with {', '.join(others)}: {result}"
    by = f"another {before.version} than this one"
    return f"neto-gen: {inputs.shown} was built by {by}: {result}"


def _is_of_other_files(before: Manifest | None, manifest: Manifest) -> bool:
    """Tell whether a manifest would report current files as edited once they change.

    That comes of a build that was killed, or of a merge that took the manifest from elsewhere.
    """
    return before is not None and before.files != manifest.files


def _note_manifest(inputs: Inputs, manifest: Manifest, changes: Changes) -> None:
    """Note that the manifest is not that of the files, which are current."""
    before = b"" if inputs.before is None else inputs.before.to_bytes()
    changes.changed.append(MANIFEST_NAME)
    path = f"{inputs.shown}/{MANIFEST_NAME}"
    changes.texts[MANIFEST_NAME] = path, before, manifest.to_bytes()


def _refuse_edits(shown: str, changes: Changes) -> None:
    """Raise Failure when somebody's edits would be overwritten."""
    problems = [
        Problem(
            _UNKNOWN if path in changes.in_the_way else "was edited by hand",
            f"{shown}/{path}",
            (
                "move it away, or build with --overwrite; nothing was written"
                if path in changes.in_the_way
                else f"move it {_A_BETTER_PLACE}, then build with --overwrite; nothing was written"
            ),
            changes.diff_of(path),
        )
        for path in changes.edited
    ]
    if problems:
        raise Failure(ExitCode.DIFFERS, *problems)


def _result(
    inputs: Inputs,
    manifest: Manifest,
    changes: Changes,
    place: Path | None,
    written: tuple[str, ...] = (),
) -> BuildResult:
    return BuildResult(
        target=inputs.shown,
        schemas=inputs.folder.shown,
        operations=tuple(o.name for o in inputs.operations if o.name in inputs.asked),
        changes=changes,
        schema_count=len(manifest.schemas),
        transcribed=manifest.transcribed,
        also_written=written,
        is_interrupted=_is_left_undone(inputs.config, place),
        built_by="" if inputs.before is None else inputs.before.version,
        is_newer=_is_newer(inputs),
        left=tuple(o.name for o in inputs.operations if o.name not in inputs.asked),
        accepted=inputs.folder.acceptance.accepted,
    )
