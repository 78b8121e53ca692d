"""From what a user calls a side to the side: a folder, a file, a git revision, `vendored` or `upstream`."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from neto_gen.diff.sides.side import Side, read_side
from neto_gen.problems import ExitCode, Failure, Problem
from neto_gen.sources import SchemaFolder
from neto_gen.sources.git import latest_tag, open_revision, path_in_repository
from neto_gen.sources.upstream import download_upstream

if TYPE_CHECKING:
    from neto_gen.settings.config import Config
    from neto_gen.sources import OperationSource

VENDORED = "vendored"
UPSTREAM = "upstream"


class Opened(NamedTuple):
    """A folder of schemas with what reports call it, and the name of one file when it is that."""

    shown: str
    folder: SchemaFolder
    file: str | None


def open_sides(old: str | None, new: str | None, config: Config, where: Path) -> tuple[Side, Side]:
    """Open the two sides of a comparison. Raises Failure when one is missing or cannot be loaded.

    Without `old` it is the latest tag that has schemas; without `new`, the vendored schemas, or the
    file of the working folder when the old side is a file of a revision.
    """
    before = _open(old if old is not None else latest_side(config), config, where)
    if new is None and before.file is not None:
        path = (old or "").partition(":")[2]
        if not path or not Path(where, path).is_file():
            hint = "name the file that is to be compared with it as NEW"
            raise Failure(ExitCode.USAGE, Problem(f"{before.shown} is one file", None, hint))
        new = path
    after = _open(new if new is not None else VENDORED, config, where)
    if (before.file is None) != (after.file is None):
        one = before if before.file is not None else after
        hint = "compare a file with a file, or a folder with a folder"
        raise Failure(ExitCode.USAGE, Problem(f"{one.shown} is one file", None, hint))
    if before.file is not None and after.file is not None:
        return (
            read_side(before.shown, before.folder, None, [before.file]),
            read_side(after.shown, after.folder, None, [after.file]),
        )
    listed = [_operations(opened, config) for opened in (before, after)]
    if listed[0] is None or listed[1] is None:
        return tuple(  # type: ignore[return-value]
            read_side(o.shown, o.folder, None, _files(o)) for o in (before, after)
        )
    problems: list[Problem] = []
    sides: list[Side] = []
    for opened, operations in zip((before, after), listed, strict=True):
        try:
            sides.append(read_side(opened.shown, opened.folder, operations))
        except Failure as failure:
            problems += failure.problems
    if problems:
        raise Failure(ExitCode.SCHEMA, *problems)
    return sides[0], sides[1]


def _open(name: str, config: Config, where: Path) -> Opened:
    if name == VENDORED:
        shown = _shown(config.schemas, where)
        if not config.schemas.is_dir():
            hint = "name the folder of your schemas, or set schemas in [tool.neto-gen]"
            raise Failure(ExitCode.SOURCE, Problem("no such folder", shown, hint))
        return Opened(shown, SchemaFolder(config.schemas, shown, config.catalogue), None)
    if name == UPSTREAM:
        return Opened(UPSTREAM, download_upstream(config, UPSTREAM), None)
    try:
        path = where / name
        if path.is_dir():
            return Opened(name, SchemaFolder(path, name.rstrip("/"), config.catalogue), None)
        if path.exists():
            parent = str(Path(name).parent)
            return Opened(name, SchemaFolder(path.parent, parent, config.catalogue), path.name)
    except (OSError, ValueError) as error:
        raise Failure(ExitCode.SOURCE, Problem(f"cannot be read: {error}", name)) from None
    revision, colon, inner = name.partition(":")
    if _looks_like_path(name) and not colon:
        raise Failure(ExitCode.SOURCE, Problem("no such file or folder", name))
    if not colon:
        inner = path_in_repository(config.schemas) or "schemas"
    folder, file = open_revision(revision, inner, where, config.catalogue)
    return Opened(name, folder, file)


def latest_side(config: Config) -> str:
    """Return the latest tag that contains the schemas. Raises Failure when there is none."""
    inner = path_in_repository(config.schemas)
    if inner is None:
        what = "the schemas are in no git repository: there is no tag to compare with"
        hint = "name what to compare with: neto-gen diff OLD"
        raise Failure(ExitCode.SOURCE, Problem(what, str(config.schemas), hint))
    return latest_tag(inner, config.schemas)


def _operations(opened: Opened, config: Config) -> list[OperationSource] | None:
    """Return the operations of a side; None if its files are not pairs."""
    if config.declared:
        declared = [
            operation
            for operation in config.declared
            if all(opened.folder.read(part.file) is not None for part in operation.messages)
        ]
        if declared:
            return declared
    names = opened.folder.schema_names()
    if not names:
        what = "no schema in this folder"
        raise Failure(ExitCode.SOURCE, Problem(what, opened.shown, "a schema is a file NAME.xsd"))
    if not any(f"{name}Response" in names for name in names):
        return None
    return opened.folder.operations()


def _files(opened: Opened) -> list[str]:
    return [f"{name}.xsd" for name in sorted(opened.folder.schema_names())]


def _looks_like_path(name: str) -> bool:
    return PurePosixPath(name).suffix in {".xsd", ".xml"} or name.startswith((".", "/"))


def _shown(path: Path, where: Path) -> str:
    try:
        return path.resolve().relative_to(where.resolve()).as_posix()
    except ValueError:
        return path.as_posix()
