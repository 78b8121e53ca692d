"""Record a schema folder as it is in its lock: the edits of whoever keeps it become `local`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from neto_gen.files.atomic import update_folder
from neto_gen.files.paths import INSIDE, fault
from neto_gen.problems import ExitCode, Failure, Problem, reason
from neto_gen.sources.draft import DraftFolder
from neto_gen.sources.folder import LOCK_NAME
from neto_gen.sources.lock import format_lock, lock_file, read_lock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from neto_gen.sources.folder import SchemaFolder
    from neto_gen.sources.lock import Locked


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The changes to the entries of a lock, by file name.

    `restored` are files whose edits were undone: they count as what they were before.
    """

    added: tuple[str, ...]
    edited: tuple[str, ...]
    restored: tuple[str, ...]
    dropped: tuple[str, ...]
    kept: tuple[str, ...]


def record(folder: SchemaFolder, *, drop: bool = True) -> Recorded:
    """Bring the lock of a folder up to date with its files.

    Without `drop`, files that are gone stay in the lock: they may come back in a moment. Raises Failure when the lock cannot be understood or written, and for a file whose name cannot
    stand in it.
    """
    locked = read_lock(folder) or {}
    entries: dict[str, Locked] = {}
    added: list[str] = []
    edited: list[str] = []
    restored: list[str] = []
    for file in _schema_files(folder):
        content = folder.read(file)
        if content is None:
            continue
        old = locked.get(file)
        if old is not None and old.matches(content):
            entries[file] = old
            continue
        original = old if old is None or old.origin != "local" else old.original
        if original is not None and original.matches(content):
            entries[file] = original
            restored.append(file)
            continue
        (added if old is None else edited).append(file)
        entries[file] = lock_file(
            *(content, file, "local"),
            address=None if old is None else old.address,
            page=None if old is None else old.page,
            date=dt.datetime.now(dt.UTC).date(),
            original=original,
        )
    gone = sorted(locked.keys() - entries.keys())
    dropped = tuple(gone) if drop else ()
    entries |= {name: locked[name] for name in gone if not drop}
    if added or edited or restored or dropped:
        write_folder(folder, {LOCK_NAME: format_lock(entries)})
    changed = {*added, *edited, *restored}
    return Recorded(
        added=tuple(added),
        edited=tuple(edited),
        restored=tuple(restored),
        dropped=dropped,
        kept=tuple(file for file in entries if file not in changed),
    )


def unlocked(folder: SchemaFolder, files: Iterable[str]) -> list[Problem]:
    """Return the problems of files in a folder with a lock: edited since, or never recorded."""
    locked = read_lock(folder)
    if locked is None:
        return []
    problems: list[Problem] = []
    for file in sorted(files):
        content, entry = folder.read(file), locked.get(file)
        if content is None:
            continue
        if entry is None:
            hint = "run neto-gen lock to record it as your own, or neto-gen fetch for the vendor's"
            problems.append(Problem(f"not in {LOCK_NAME}", folder.file(file), hint))
        elif not entry.matches(content):
            hint = "run neto-gen lock to record the edit, or restore the file"
            what = f"not what {LOCK_NAME} says: it was edited since"
            problems.append(Problem(what, folder.file(file), hint))
    return problems


def write_folder(folder: SchemaFolder, files: Mapping[str, bytes]) -> None:
    """Write files of a schema folder, all or none.

    Raises Failure when that cannot be done, or when a file is no longer as it was read.
    """
    if isinstance(folder, DraftFolder):
        folder.write(files)
        return
    seen = {name: folder.read(name) for name in files}
    try:
        update_folder(folder.path, files, seen=seen)
    except OSError as error:
        hint = "nothing was changed; check the files, the disk and its permissions, then try again"
        problem = Problem(f"cannot be written: {reason(error)}", folder.shown, hint)
        raise Failure(ExitCode.USAGE, problem) from None


def _schema_files(folder: SchemaFolder) -> list[str]:
    paths = (path.relative_to(folder.path) for path in folder.path.rglob("*.xsd"))
    # Temporary files of neto-gen itself, and what a killed one left, do not count.
    files = sorted(path.as_posix() for path in paths if INSIDE not in path.parts)
    problems = [
        Problem(f"cannot be locked: its name {what}", folder.file(file), "rename it")
        for file in files
        if (what := fault(file)) is not None
    ]
    if problems:
        raise Failure(ExitCode.USAGE, *problems)
    return files
