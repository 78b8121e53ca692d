"""Operations come to a project and leave it: its schemas, their lock and its settings, as a draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from neto_gen.build import shown_schemas
from neto_gen.build.project_draft import Draft, Edit
from neto_gen.catalogue import NOTHING_KNOWN, read_catalogue
from neto_gen.files.line_ends import plain_lines
from neto_gen.files.paths import referred_path
from neto_gen.files.reading import read_file
from neto_gen.problems import ExitCode, Failure, Problem, did_you_mean, listed, reason
from neto_gen.project.scaffold import available, schema_files, write_schemas
from neto_gen.settings.choice import left_out, takes_all
from neto_gen.settings.config import default_schemas
from neto_gen.settings.operations_list import with_operations
from neto_gen.sources import LOCK_NAME, OperationSource
from neto_gen.sources.draft import DraftFolder
from neto_gen.sources.lock import format_lock, read_lock
from neto_gen.sources.scan import NotASchemaError, scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from neto_gen.settings.config import Config

# Fetches or copies the schemas of these operations into a folder.
Bring: TypeAlias = "Callable[[DraftFolder, Sequence[str]], None]"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectChange:
    """The changes to make in a project.

    `config` is what its settings will say. `operations` are those that come or leave, of which
    `known` were built, or were not, before. `kept` are schemas that stay though their operation
    leaves: whose they are, or what else includes them.
    """

    config: Config
    draft: Draft
    operations: tuple[str, ...]
    known: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def bring_transcriptions(folder: DraftFolder, names: Sequence[str]) -> None:
    """Put the schemas that come with neto-gen into a folder, and lock them as they are locked there.

    Raises Failure where none come along, and where the folder has others of these names.
    """
    missing = sorted({*names} - {*available()})
    if missing:
        hint = "omit --offline to download them from the vendor"
        what = "has no complete public documentation: its schemas do not come with neto-gen"
        raise Failure(ExitCode.USAGE, *(Problem(what, name, hint) for name in missing))
    files = schema_files(names)
    locked = read_lock(folder) or {}
    for name, content in [*files.items()]:
        current = folder.read(name)
        if current is None:
            continue
        if plain_lines(current) != content:
            origin = f"{locked[name].origin} and" if name in locked else "it"
            what = f"already exists: {origin} not the transcription that comes with neto-gen"
            hint = "omit --offline to download what is missing: a fetch never mixes the two"
            raise Failure(ExitCode.USAGE, Problem(what, folder.file(name), hint))
        if name in locked:
            del files[name]
    if files:
        write_schemas(folder, files)


def _draft(config: Config) -> DraftFolder:
    shown = shown_schemas(config.schemas)
    return DraftFolder(config.schemas, shown, config.catalogue, config.accept_invalid)


def add(config: Config, names: Sequence[str], bring: Bring) -> ProjectChange:
    """Take operations and groups into a project; `bring` is asked for the schemas that are missing.

    Raises Failure for a name that nobody knows, and when schemas cannot be had; nothing is written.
    """
    folder = _draft(config)
    here = present(config, folder)
    catalogue = NOTHING_KNOWN if config.declared else read_catalogue()
    groups, entries = catalogue.groups, catalogue.entries
    _require_known(names, (*here, *entries, *groups), config)
    members = [*dict.fromkeys(inner for name in names for inner in groups.get(name, (name,)))]
    missing = [name for name in members if name not in here]
    if missing:
        _require_own(config, folder, missing)
        bring(folder, missing)
        here = present(config, folder)
    new = left_out(config, names, groups)
    wanted = [*config.operations, *new]
    known = tuple(n for n in members if n not in missing and not left_out(config, [n], groups))
    return ProjectChange(
        config=config._replace(operations=tuple(wanted)),
        draft=Draft(folder, _edit(config, wanted) if new else None),
        operations=tuple(members),
        known=known,
    )


def remove(config: Config, names: Sequence[str]) -> ProjectChange:
    """Take operations and groups out of a project, with the schemas that nothing else needs.

    Schemas that are the project's own stay. Raises Failure for a name that nobody knows, and when
    nothing would be left; nothing is written.
    """
    folder = _draft(config)
    here = present(config, folder)
    catalogue = NOTHING_KNOWN if config.declared else read_catalogue()
    groups, entries = catalogue.groups, catalogue.entries
    _require_known(names, (*here, *config.operations, *entries, *groups), config)
    going = {*names, *(inner for name in names for inner in groups.get(name, ()))}
    built = [name for name in here if not left_out(config, [name], groups)]
    rest = [name for name in built if name not in going]
    kept: list[str] = []
    if not config.declared and config.schemas != default_schemas():
        kept = _Removal(folder, [here[name] for name in here if name in going]).run()
    wanted: Sequence[str] = config.operations
    if not takes_all(config):
        wanted = [*dict.fromkeys(_without(config.operations, going, here, groups))]
    elif going & {*present(config, folder)}:
        wanted = rest
    if not here:
        hint = "restore them, or run neto-gen fetch; nothing was changed"
        raise Failure(ExitCode.SOURCE, Problem("no schemas are here", folder.shown, hint))
    if not (rest and (wanted or takes_all(config))):
        what = f"the client would have no operation without {listed(names)}"
        hint = "add another operation first"
        raise Failure(ExitCode.USAGE, Problem(what, None, hint))
    edit = _edit(config, wanted) if tuple(wanted) != config.operations else None
    return ProjectChange(
        config=config._replace(operations=tuple(wanted)),
        draft=Draft(folder, edit),
        operations=tuple(name for name in here if name in going),
        known=tuple(name for name in built if name in going),
        kept=tuple(kept),
    )


def _without(
    listed_names: Iterable[str],
    going: set[str],
    here: Iterable[str],
    groups: dict[str, tuple[str, ...]],
) -> Iterator[str]:
    """Yield the listed names without those removed; a group that loses some is replaced by the others."""
    for name in listed_names:
        members = groups.get(name, ())
        if name in going:
            continue
        if going.isdisjoint(members):
            yield name
        else:
            yield from (inner for inner in members if inner in here and inner not in going)


def present(config: Config, folder: DraftFolder) -> dict[str, OperationSource]:
    """Return the operations that are declared, or whose schemas are in the folder, in order."""
    if config.declared:
        return {operation.name: operation for operation in config.declared}
    names = folder.schema_names()
    known = {name: OperationSource.pair(name) for name in names if f"{name}Response" in names}
    notification = OperationSource.order_notification()
    if notification.response.file.removesuffix(".xsd") in names:
        known[notification.name] = notification
    return dict(sorted(known.items()))


def _require_known(names: Sequence[str], known: Sequence[str], config: Config) -> None:
    """Raise Failure for every name that is none of these."""
    hint = "neto-gen list shows the operations of the API and their groups"
    what = 'the API has no operation or group "{}"'
    if config.declared:
        hint = "declare it in a [[tool.neto-gen.operation]] table first"
        what = 'no operation "{}" is declared in the settings'
    problems = [
        Problem(what.format(name), None, did_you_mean(name, known, hint))
        for name in names
        if name not in known
    ]
    if problems:
        raise Failure(ExitCode.USAGE, *problems)


def _require_own(config: Config, folder: DraftFolder, missing: Sequence[str]) -> None:
    """Raise Failure when schemas cannot come into the folder, for it is not the project's."""
    if config.schemas == default_schemas():
        what = f"the schemas of {listed(missing)} do not come with neto-gen, and this project has none of its own"
        hint = "run neto-gen init, which copies those that come with neto-gen into a folder of the project"
        if config.settings is not None:
            hint = (
                f"neto-gen fetch {' '.join([*config.operations, *missing])} creates a schema folder"
            )
        raise Failure(ExitCode.USAGE, Problem(what, None, hint))
    if read_lock(folder) is None and folder.schema_names():
        hint = f"run neto-gen lock first, which records what is there in {LOCK_NAME}"
        raise Failure(ExitCode.USAGE, Problem(f"has no {LOCK_NAME}", folder.shown, hint))


def _edit(config: Config, names: Sequence[str]) -> Edit:
    """Return an edit of the settings that makes these the operations. Raises Failure."""
    path = config.settings
    if path is None:
        hint = f"add [tool.neto-gen] to pyproject.toml with operations = {[*names]}"
        raise Failure(ExitCode.USAGE, Problem("this project has no settings", None, hint))
    try:
        before = read_file(path)
        after = with_operations(before.decode(), names, path.name).encode()
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(f"cannot be read: {reason(error)}", str(path))
        raise Failure(ExitCode.USAGE, problem) from None
    return Edit(path, before, after)


@dataclass(slots=True)
class _Removal:
    """The files of operations that leave a folder."""

    folder: DraftFolder
    operations: Sequence[OperationSource]
    scanned: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def run(self) -> list[str]:
        """Remove what nothing else needs, and return what else there is of these operations."""
        locked = read_lock(self.folder) or {}

        def is_ours(name: str) -> bool:
            content, entry = self.folder.read(name), locked.get(name)
            is_known = content is not None and entry is not None and entry.matches(content)
            return is_known and entry is not None and entry.origin != "local"

        roots = [[part.file for part in operation.messages] for operation in self.operations]
        whole = [files for files in roots if all(map(is_ours, files))]
        concerned = self.closure(name for files in roots for name in files)
        leaving = {n for n in self.closure(n for files in whole for n in files) if is_ours(n)}
        leaving -= self.closure({*self.folder.names()} - leaving)
        if leaving:
            entries = {name: entry for name, entry in locked.items() if name not in leaving}
            self.folder.write({LOCK_NAME: format_lock(entries)}, leaving)
        return sorted(concerned - leaving)

    def closure(self, names: Iterable[str]) -> set[str]:
        """Return these files and all that they include, if they exist."""
        found: set[str] = set()
        queue = [*names]
        while queue:
            name = queue.pop()
            content = None if name in found else self.folder.read(name)
            if content is not None:
                found.add(name)
                queue += self.references(name, content)
        return found

    def references(self, name: str, content: bytes) -> tuple[str, ...]:
        """Return the files that a file includes; none if it is not a schema."""
        if name not in self.scanned:
            try:
                references = scan(content).references
            except NotASchemaError:
                references = ()
            paths = [referred_path(name, reference) for reference in references]
            paths += map(self.catalogued, references)
            self.scanned[name] = tuple(path for path in paths if path is not None)
        return self.scanned[name]

    def catalogued(self, address: str) -> str | None:
        """Return the file that the catalogue has for an address, if any."""
        try:
            return self.folder.locations.find(address)
        except Failure:  # it leads outside of the folder, which a build reports
            return None
