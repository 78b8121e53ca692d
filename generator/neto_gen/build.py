"""A build from beginning to end: sources → contract → python → render → publish.

Whether there is anything to do is decided by hashes alone. What needs a library is imported after
that, so that a build with nothing to do costs next to nothing.
"""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from neto_gen.config import Config, default_schemas
from neto_gen.paths import is_interrupted
from neto_gen.problems import ExitCode, Failure, Problem
from neto_gen.publish import (
    MANIFEST_NAME,
    Changes,
    Manifest,
    find_changes,
    read_manifest,
    unknown_files,
    write_changes,
)
from neto_gen.publish.manifest import MadeOperation, ManifestFile, plain_lines, sha256
from neto_gen.sources import LOCK_NAME, open_folder
from neto_gen.sources.folder import ALL
from neto_gen.template_files import TemplateFiles
from neto_gen.tool import tool_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from neto_gen.sources import OperationSource, SchemaFolder


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
    waiting: Callable[[Path], None] = lambda _: None,
) -> BuildResult:
    """Build the client, or with `check` only say what a build would do.

    `waiting` is told when another build has to be waited for. Raises Failure when a schema cannot
    be loaded or is not what its lock says, the output cannot be written, or a file of it was edited
    by hand and `overwrite` is not set; the output is then as it was.
    """
    work = _Build(config)
    if work.is_current() and (check or not work.is_interrupted()):
        return work.result(Changes(unchanged=work.generated.files, unknown=work.unknown()))
    from neto_gen.garbage import seldom_collected  # noqa: PLC0415 - only where something is made
    from neto_gen.turns import turn  # noqa: PLC0415 - only where something is written

    with nullcontext() if check else turn(config.schemas, config.target, waiting=waiting):
        work = _Build(config)  # as it is now that no one else changes it
        with seldom_collected():
            files = work.render()
        changes = find_changes(
            config.target,
            work.shown,
            {path: file[0] for path, file in files.items()},
            work.manifest,
        )
        if not check:
            work.write(files, changes, overwrite=overwrite)
    return work.result(changes)


def shown_path(path: Path) -> str:
    """What messages call a path: relative to the working folder where it is inside it."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    try:
        return absolute.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return absolute.as_posix()


def shown_schemas(path: Path) -> str:
    """What messages call the folder of the schemas."""
    shown = shown_path(path)
    return "neto_gen/schemas" if path == default_schemas() and Path(shown).is_absolute() else shown


_NOT_MADE = MadeOperation()


class _Build:
    """What a build starts from: all that it hashes, and the manifest of what is there."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.shown = shown_path(config.target)
        self.folder = open_folder(config.schemas, shown_schemas(config.schemas))
        self.operations = _operations(config, self.folder)
        own = config.templates
        self.templates = TemplateFiles(own, "" if own is None else shown_path(own))
        self.manifest = read_manifest(config.target, self.shown)
        self.tool = tool_hash()
        self._contents: dict[str, bytes | None] = {}
        self._written: tuple[str, ...] = ()
        lock = self.folder.read(LOCK_NAME)
        # All that decides what a build makes; of the schemas, what it turns out to have read.
        self.generated = Manifest(
            tool=self.tool,
            dialect=config.dialect,
            operations={
                str(o): (
                    _NOT_MADE
                    if self.manifest is None
                    else self.manifest.operations.get(str(o), _NOT_MADE)
                )
                for o in self.operations
            },
            schemas={} if self.manifest is None else _hashes(self.folder, self.manifest.schemas),
            lock=None if lock is None else sha256(lock),
            transcribed=0 if self.manifest is None else self.manifest.transcribed,
            templates=self.templates.own_hashes(),
            files={} if self.manifest is None else self.manifest.files,
        )

    def is_current(self) -> bool:
        """Whether a build has nothing to do, from hashes alone."""
        return self.generated == self.manifest and self.generated.matches_files(self.config.target)

    def is_interrupted(self) -> bool:
        """Whether an earlier neto-gen was killed while it wrote this package."""
        return is_interrupted(self.config.target)

    def unknown(self) -> list[str]:
        return unknown_files(self.config.target, self.generated.files)

    def render(self) -> dict[str, tuple[bytes, str]]:
        """Every file of the package with the hash of its inputs; what is there is used again."""
        from neto_gen.sources.record import unlocked  # noqa: PLC0415

        roots = {part.file for o in self.operations for part in o.messages}
        problems = unlocked(self.folder, roots)  # before anything is said of what is in them
        if problems:
            raise Failure(ExitCode.SCHEMA, *problems)
        from neto_gen.render import ClientChangedError  # noqa: PLC0415

        made = self.made_operations()
        try:
            return self.render_rest(made)
        except ClientChangedError:
            return self.render_rest({})

    def made_operations(self) -> dict[str, MadeOperation]:
        """The operations of which nothing has changed since they were made, by their names."""
        from neto_gen.python import EVENTS, name_modules  # noqa: PLC0415

        before = self.manifest
        own = self.templates.own_hashes()
        if (
            before is None
            or own
            or (before.tool, before.dialect, before.templates)
            != (self.tool, self.config.dialect, own)
        ):
            return {}
        modules = name_modules(o.name for o in self.operations if o.request is not None)
        found: dict[str, MadeOperation] = {}
        for operation in self.operations:
            made = before.operations.get(str(operation))
            if made is None or made.files[:1] != (f"{modules.get(operation.name, EVENTS)}.py",):
                continue
            hashes = _hashes(self.folder, made.schemas)
            same = hashes == {name: before.schemas.get(name) for name in made.schemas}
            if same and all(self.content(path) is not None for path in made.files):
                found[operation.name] = made
        return found

    def render_rest(self, made: Mapping[str, MadeOperation]) -> dict[str, tuple[bytes, str]]:
        """Every file of the package, of which some operations are made.

        Raises ClientChangedError when these have to be made all the same.
        """
        from neto_gen.catalogue import read_catalogue  # noqa: PLC0415
        from neto_gen.contract import read_contract  # noqa: PLC0415
        from neto_gen.contract.corrections import correct  # noqa: PLC0415
        from neto_gen.python import name_modules, plan_package  # noqa: PLC0415
        from neto_gen.python.code import unquoted  # noqa: PLC0415
        from neto_gen.render import face, render_package  # noqa: PLC0415
        from neto_gen.sources.record import unlocked  # noqa: PLC0415

        rest = [operation for operation in self.operations if operation.name not in made]
        contract = read_contract(self.folder, rest)
        if self.config.dialect == "neto":
            contract = correct(contract, read_catalogue().corrections)
        modules = name_modules(o.name for o in self.operations if o.request is not None)
        package = plan_package(contract, self.config.dialect, modules)
        operations = dict(made)
        for view in (*package.operations, *package.notifications):
            modules_of = [view.module, *([view.shared.module] if view.shared else [])]
            operations[unquoted(view.action)] = MadeOperation(
                schemas=view.schema_files,
                files=tuple(f"{module}.py" for module in modules_of),
                face=face(view),
            )
        names = {name for operation in operations.values() for name in operation.schemas}
        problems = unlocked(self.folder, names)
        if problems:
            raise Failure(ExitCode.SCHEMA, *problems)
        hashes = _hashes(self.folder, names)
        faces = {name: operation.face for name, operation in made.items()}
        rendered = render_package(package, hashes, self.templates, self.made_before, faces)
        files = {path: (file.text.encode(), file.inputs) for path, file in rendered.items()}
        for path in {path for operation in made.values() for path in operation.files}:
            files.setdefault(path, (self.content(path) or b"", self.inputs(path)))
        self.note(files, hashes, operations)
        return dict(sorted(files.items()))

    def note(
        self,
        files: Mapping[str, tuple[bytes, str]],
        hashes: Mapping[str, str],
        operations: Mapping[str, MadeOperation],
    ) -> None:
        """Note in the manifest what has been made, and from what."""
        from neto_gen.sources.lock import read_lock  # noqa: PLC0415

        locked = read_lock(self.folder) or {}
        self.generated = self.generated._replace(
            operations={str(o): operations[o.name] for o in self.operations},
            schemas=hashes,
            transcribed=sum(locked[n].origin == "transcribed" for n in hashes if n in locked),
            files={
                path: ManifestFile(sha256=sha256(content), inputs=inputs)
                for path, (content, inputs) in sorted(files.items())
            },
        )

    def content(self, path: str) -> bytes | None:
        """A file as it was made, if it is still there as it was."""
        if path not in self._contents:
            self._contents[path] = self._content(path)
        return self._contents[path]

    def _content(self, path: str) -> bytes | None:
        known = None if self.manifest is None else self.manifest.files.get(path)
        if known is None:
            return None
        try:
            content = plain_lines((self.config.target / path).read_bytes())
        except OSError:
            return None
        return content if sha256(content) == known.sha256 else None

    def inputs(self, path: str) -> str:
        """The hash of what a file was made from before."""
        return "" if self.manifest is None else self.manifest.files[path].inputs

    def made_before(self, path: str, inputs: str) -> str | None:
        """The text of a file that this very neto-gen made from these inputs, if it is still there."""
        if self.manifest is None or self.manifest.tool != self.tool:
            return None
        if path not in self.manifest.files or self.inputs(path) != inputs:
            return None
        content = self.content(path)
        return None if content is None else content.decode()

    def write(
        self, files: dict[str, tuple[bytes, str]], changes: Changes, *, overwrite: bool
    ) -> None:
        """Write what has changed. Raises Failure when it would overwrite somebody's edits."""
        if changes.edited and not overwrite:
            problems = (
                Problem(
                    "was edited by hand, or is not a generated file",
                    f"{self.shown}/{path}",
                    "keep your edit elsewhere, then build with --overwrite; nothing was written",
                    changes.diffs[path],
                )
                for path in changes.edited
            )
            raise Failure(ExitCode.DIFFERS, *problems)
        if changes or self.generated != self.manifest:
            contents = {path: content for path, (content, _) in files.items()}
            manifest = self.generated.to_bytes()
            write_changes(self.config.target, self.shown, contents, manifest, changes)
            self._written = (MANIFEST_NAME,)

    def result(self, changes: Changes) -> BuildResult:
        return BuildResult(
            target=self.shown,
            schemas=self.folder.shown,
            operations=tuple(operation.name for operation in self.operations),
            changes=changes,
            schema_count=len(self.generated.schemas),
            transcribed=self.generated.transcribed,
            also_written=self._written,
            is_interrupted=self.is_interrupted(),
        )


def _operations(config: Config, folder: SchemaFolder) -> tuple[OperationSource, ...]:
    """The operations to build: of those declared or of the pairs in the folder, those chosen."""
    if not config.declared:
        return tuple(folder.operations(config.operations))
    declared = {operation.name: operation for operation in config.declared}
    chosen = set(config.operations) - {ALL}
    unknown = [name for name in config.operations if name in chosen and name not in declared]
    if unknown:
        hint = f"declared are {', '.join(declared)}"
        problems = (Problem(f'no operation "{name}"', "pyproject.toml", hint) for name in unknown)
        raise Failure(ExitCode.USAGE, *problems)
    return tuple(declared[name] for name in sorted(chosen or declared))


def _hashes(folder: SchemaFolder, names: Iterable[str]) -> dict[str, str]:
    contents = ((name, folder.read(name)) for name in names)
    return {name: sha256(content) for name, content in contents if content is not None}
