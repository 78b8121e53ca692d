"""A build from beginning to end: sources → contract → python → render → publish.

The stages that need a library are imported when there is something to do, so that a build with
nothing to do costs next to nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from neto_gen.config import Config, default_schemas
from neto_gen.problems import ExitCode, Failure, Problem
from neto_gen.publish import Changes, Manifest, find_changes, read_manifest, write_changes
from neto_gen.publish.manifest import ManifestFile, sha256
from neto_gen.sources import open_folder, read_lock
from neto_gen.tool import tool_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from neto_gen.render import RenderedFile
    from neto_gen.sources import OperationSource, SchemaFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildResult:
    """What a build found and did.

    `target` and `schemas` are what messages call the package's folder and that of the schemas.
    `transcribed` counts the schema files that the lock calls transcriptions, out of `schema_count`;
    `unlocked` names those that are no longer what was locked.
    """

    target: str
    schemas: str
    operations: tuple[str, ...]
    changes: Changes
    schema_count: int
    transcribed: int
    unlocked: tuple[str, ...]


def build(config: Config, *, check: bool = False, overwrite: bool = False) -> BuildResult:
    """Build the client, or with `check` only say what a build would do.

    Raises Failure when a schema cannot be loaded, the output cannot be written, or a file of it was
    edited by hand and `overwrite` is not set; the output is then as it was.
    """
    target, shown = config.target, shown_path(config.target)
    folder = open_folder(config.schemas, _shown_schemas(config.schemas))
    operations = _operations(config, folder)
    names = tuple(map(str, operations))
    manifest = read_manifest(target, shown)
    tool = tool_hash()
    if (
        manifest is not None
        and (manifest.tool, manifest.dialect, manifest.operations) == (tool, config.dialect, names)
        and _is_current(manifest, folder, target)
    ):
        changes = Changes(unchanged=[*manifest.files])
        return _result(config, folder, operations, manifest.schemas, changes)

    rendered, schemas = _render(folder, operations, config.dialect)
    files = {path: file.text.encode() for path, file in rendered.items()}
    changes = find_changes(target, shown, files, manifest)
    if not check:
        if changes.edited and not overwrite:
            raise Failure(ExitCode.DIFFERS, *(_edited(path, shown) for path in changes.edited))
        new = Manifest(
            tool=tool,
            dialect=config.dialect,
            operations=names,
            schemas=schemas,
            files={
                path: ManifestFile(sha256=sha256(files[path]), inputs=file.inputs)
                for path, file in rendered.items()
            },
        )
        if changes or new != manifest:
            write_changes(target, shown, files, new.to_bytes(), changes)
    return _result(config, folder, operations, schemas, changes)


def shown_path(path: Path) -> str:
    """What messages call a path: relative to the working folder where it is inside it."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    try:
        return absolute.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return absolute.as_posix()


def _shown_schemas(path: Path) -> str:
    """What messages call the folder of the schemas."""
    shown = shown_path(path)
    return "neto_gen/schemas" if path == default_schemas() and Path(shown).is_absolute() else shown


def _operations(config: Config, folder: SchemaFolder) -> tuple[OperationSource, ...]:
    """The operations to build: of those declared or of the pairs in the folder, those chosen."""
    if not config.declared:
        return tuple(folder.operations(config.operations))
    declared = {operation.name: operation for operation in config.declared}
    unknown = [name for name in config.operations if name not in declared]
    if unknown:
        hint = f"declared are {', '.join(declared)}"
        problems = (Problem(f'no operation "{name}"', "pyproject.toml", hint) for name in unknown)
        raise Failure(ExitCode.USAGE, *problems)
    return tuple(declared[name] for name in sorted(set(config.operations) or declared))


def _is_current(manifest: Manifest, folder: SchemaFolder, target: Path) -> bool:
    """Whether the schemas and the files are those of the manifest, from hashes alone."""
    schemas = _schema_hashes(folder, manifest.schemas)
    return schemas == manifest.schemas and manifest.matches_files(target)


def _schema_hashes(folder: SchemaFolder, names: Iterable[str]) -> dict[str, str]:
    contents = ((name, folder.read(name)) for name in names)
    return {name: sha256(content) for name, content in contents if content is not None}


def _render(
    folder: SchemaFolder, operations: tuple[OperationSource, ...], dialect: str
) -> tuple[Mapping[str, RenderedFile], dict[str, str]]:
    from neto_gen.contract import read_contract  # noqa: PLC0415
    from neto_gen.python import plan_package  # noqa: PLC0415
    from neto_gen.render import render_package  # noqa: PLC0415

    contract = read_contract(folder, operations)
    package = plan_package(contract, dialect)
    names = {name for operation in package.operations for name in operation.schema_files}
    hashes = _schema_hashes(folder, names)
    return render_package(package, hashes), hashes


def _edited(path: str, shown: str) -> Problem:
    hint = "keep your edit elsewhere, then build with --overwrite; nothing was written"
    return Problem("was edited by hand, or is not a generated file", f"{shown}/{path}", hint)


def _result(
    config: Config,
    folder: SchemaFolder,
    operations: tuple[OperationSource, ...],
    schemas: Mapping[str, str],
    changes: Changes,
) -> BuildResult:
    locked = read_lock(folder) or {}
    known = [locked[name] for name in schemas if name in locked]
    return BuildResult(
        target=shown_path(config.target),
        schemas=folder.shown,
        operations=tuple(operation.name for operation in operations),
        changes=changes,
        schema_count=len(schemas),
        transcribed=sum(entry.origin == "transcribed" for entry in known),
        unlocked=tuple(e.file for e in known if not e.matches(folder.read(e.file) or b"")),
    )
