"""Hash the inputs of a build, with the standard library alone."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from neto_gen import __version__
from neto_gen.build.remembered import is_remembered
from neto_gen.fingerprint import library_versions, tool_fingerprint
from neto_gen.problems import ExitCode, Failure, Problem, did_you_mean, listed
from neto_gen.publish import Manifest, read_manifest
from neto_gen.publish.manifest import MadeOperation, sha256
from neto_gen.settings.config import Config, default_schemas
from neto_gen.sources import LOCK_NAME, OperationSource, open_folder
from neto_gen.sources.folder import ALL
from neto_gen.template_files import TemplateFiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from neto_gen.sources import SchemaFolder

SEEN_ELSEWHERE: Final = frozenset({"schemas", "operations", "declared", "templates"})
"""The settings whose effect is in the manifest by itself: which operations, and hashes of files."""

WITHOUT_EFFECT: Final = frozenset(
    {
        *("output", "package", "mirror", "install_from", "root", "settings", "only"),
        "accept_invalid",  # decides whether a package is built, not what is in it
    }
)
"""The settings that change no file of a package, wherever it is, and however much of it is built."""

_NOT_MADE: Final = MadeOperation()


class Inputs:
    """The inputs of a build, and the manifest of the existing package.

    `manifest` is the one that a build would write which had nothing to do: of the schemas, it has
    the hashes of those that turned out to be read before. With `from_scratch`, what is there
    counts for nothing. `tool` is the fingerprint of neto-gen where that is known. `operations` are all that the client will have, `asked` the names of those
    that this build is about: all of them, unless it is limited to some.
    """

    def __init__(
        self,
        config: Config,
        *,
        from_scratch: bool = False,
        folder: SchemaFolder | None = None,
        tool: str | None = None,
    ) -> None:
        self.config = config
        self.from_scratch = from_scratch
        self.shown = shown_path(config.target)
        self.folder = folder or open_schemas(config)
        own = config.templates
        self.templates = TemplateFiles(own, "" if own is None else shown_path(own))
        self.before = read_manifest(config.target, self.shown)
        before = self.before or Manifest()
        asked = chosen_operations(config, self.folder)
        self.asked = frozenset(operation.name for operation in asked)
        others = self.others(before) if config.only else ()
        self.operations = tuple(sorted([*asked, *others], key=lambda operation: operation.name))
        lock = self.folder.read(LOCK_NAME)
        self.manifest = Manifest(
            tool=tool or tool_fingerprint(),
            settings=settings_hash(config, self.folder),
            operations={
                str(operation): before.operations.get(str(operation), _NOT_MADE)
                for operation in self.operations
            },
            schemas=self.hashes(before.schemas),
            lock=None if lock is None else sha256(lock),
            transcribed=before.transcribed,
            templates=self.templates.own_hashes(),
            files=before.files,
            version=__version__,
            libraries=library_versions(),
        )

    def is_current(self) -> bool:
        """Tell whether the package is current, so that nothing has to be built."""
        if self.from_scratch or self.before is None:
            return False
        if self.manifest != self.before and not (
            self.may_stay(self.manifest) and is_remembered(self.manifest)
        ):
            return False
        return self.manifest.matches_files(self.config.target)

    def may_stay(self, manifest: Manifest) -> bool:
        """Tell whether the existing manifest may stay: only the version of neto-gen differs.

        A new version that prints the same changes no file, and that of the manifest stays the one
        that last changed something.
        """
        before = self.before
        return (
            before is not None
            and before.tool != manifest.tool
            and before.says_the_same(manifest)
        )

    def is_made_alike(self) -> bool:
        """Tell whether the same schemas would give the same output: tool, settings and templates are equal."""
        if self.before is None or (self.from_scratch and not self.config.only):
            return False
        before, now = self.before, self.manifest
        return (before.tool, before.settings, before.templates) == (
            now.tool,
            now.settings,
            now.templates,
        )

    def others(self, before: Manifest) -> list[OperationSource]:
        """Return the operations that the package has besides those asked for."""
        try:
            found = [OperationSource.parse(text) for text in before.operations]
        except ValueError:
            found = []
        if before.files and not found:
            hint = "run neto-gen build, without --operation; nothing was written"
            what = "its manifest does not say which operations it has"
            raise Failure(ExitCode.USAGE, Problem(what, self.shown, hint))
        return [operation for operation in found if operation.name not in self.asked]

    def hashes(self, names: Iterable[str]) -> dict[str, str]:
        """Return the hashes of those schema files that exist."""
        contents = ((name, self.folder.read(name)) for name in names)
        return {name: sha256(content) for name, content in contents if content is not None}


def settings_hash(config: Config, folder: SchemaFolder) -> str:
    """Return one hash of all settings that shape the output and are not hashed elsewhere.

    The catalogues of the schema folder are settings, too.
    """
    settings = config._asdict()
    shaping = sorted(settings.keys() - SEEN_ELSEWHERE - WITHOUT_EFFECT)
    if config.corrections:
        from dataclasses import asdict  # noqa: PLC0415 - few projects have any

        # By their content: their class may change without effect on the output.
        told = [json.dumps(asdict(one), sort_keys=True) for one in config.corrections]
        settings["corrections"] = told
    lines = [f"{name} = {settings[name]!r}" for name in shaping]
    catalogs = folder.locations.read_catalogs()
    lines += [f"{name} = {sha256(content)}" for name, content in sorted(catalogs.items())]
    return sha256("\n".join(lines).encode())


def shown_path(path: Path) -> str:
    """Return a path for messages: relative to the working folder if it is inside."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    try:
        return absolute.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return absolute.as_posix()


def shown_schemas(path: Path) -> str:
    """Return the schema folder's name for messages."""
    shown = shown_path(path)
    return "neto_gen/schemas" if path == default_schemas() and Path(shown).is_absolute() else shown


def open_schemas(config: Config) -> SchemaFolder:
    """Open the schema folder according to the settings. Raises Failure."""
    shown = shown_schemas(config.schemas)
    return open_folder(config.schemas, shown, config.catalogue, config.accept_invalid)


def chosen_operations(config: Config, folder: SchemaFolder) -> tuple[OperationSource, ...]:
    """Return the operations to build: those that the command line or the settings choose."""
    return named_operations(config, folder, config.only or config.operations)


def named_operations(
    config: Config, folder: SchemaFolder, names: Sequence[str]
) -> tuple[OperationSource, ...]:
    """Return the operations of these names, of those declared or of the pairs in the folder.

    Without names it is all of them. Names may be those of groups where none is declared. Raises
    Failure for a name that is unknown.
    """
    if not config.declared:
        return tuple(folder.operations(names))
    declared = {operation.name: operation for operation in config.declared}
    chosen = set(names) - {ALL}
    unknown = [name for name in names if name in chosen and name not in declared]
    if unknown:
        problems = (
            Problem(
                f'no operation "{name}"',
                "pyproject.toml",
                did_you_mean(name, declared, f"declared are {listed(declared)}"),
            )
            for name in unknown
        )
        raise Failure(ExitCode.USAGE, *problems)
    return tuple(declared[name] for name in sorted(chosen or declared))
