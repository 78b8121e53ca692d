"""Change several files of a folder at once: all of them or, also when killed half-way, none.

New contents are written beside the folder first. Then a journal says what is to be exchanged, and
file after file changes places with its new content, so that nothing that was in the folder is ever
overwritten: what came out is looked at, and goes back when it is not what was expected. Files that
are not named are never touched. When that is cut short, the journal tells the next neto-gen how to
finish it or to undo it.

Nothing is believed of a place and a journal that an exchange did not make right there: what came
with a checkout or a copy, or is somebody's own, stays as it is, and stops the work with a message.

Long, because each step of an exchange has to be read with the one that undoes it.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import stat
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from neto_gen.files.paths import faults, leftover, places, resolved
from neto_gen.files.reading import read_file

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterable, Mapping
    from pathlib import Path

# Errors of systems that cannot move files from beside the folder into it, or create any there.
_ELSEWHERE = {errno.EXDEV, errno.EPERM, errno.EACCES, errno.EROFS}
# Errors of systems that cannot swap two files, or hard-link one.
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM, errno.EOPNOTSUPP}
# By system: the function, its AT_FDCWD, and its flags.
_RENAMES = {
    "linux": ("renameat2", -100, {"to nothing": 1, "exchange": 2}),
    "darwin": ("renameatx_np", -2, {"to nothing": 4, "exchange": 2}),
}
_JOURNAL = "journal.json"
_UNFINISHED = f"{_JOURNAL}.new"
# A folder that is created as a whole, before it is moved to its place.
_WHOLE = "new"
_MARK = "made-by-neto-gen-"
_SLOT = re.compile(r"(0|[1-9][0-9]{0,8})(?:\.old)?", re.ASCII)


class ChangedMeanwhileError(OSError):
    """A file is not as it was when it was decided what to do with it; nothing was changed."""

    def __init__(self, path: str) -> None:
        super().__init__(errno.EBUSY, f"{path} was changed by somebody else in the meantime", path)


class InTheWayError(FileExistsError):
    """Something is where new files are made that no exchange left there; nothing was changed.

    `remedy` says what to do about it.
    """

    def __init__(self, stage: Path, what: str, remedy: str = "") -> None:
        super().__init__(errno.EEXIST, f"{stage.name} {what}", str(stage))
        self.remedy = remedy or "check its content, and move it away; nothing was changed"


def update_folder(
    folder: Path,
    write: Mapping[str, bytes],
    remove: Collection[str] = (),
    *,
    seen: Mapping[str, bytes | None] | None = None,
    hidden: Collection[str] = (),
) -> None:
    """Write and remove files of a folder, by their paths in it; the folder is made if need be.

    What is not named keeps its content, its time and its inode. `seen` is what was in files when it
    was decided to change them, None where there was no file; of others it is what is there now.
    `hidden` are paths that may begin with a dot. Raises OSError when a path is not one inside the
    folder, or the files cannot be changed, or are not as they were seen; the folder is then as it
    was before.
    """
    _require_legal({*write, *remove}, hidden)
    folder = resolved(folder)
    recover(folder)
    with _parents(folder):
        if not folder.exists() and _make(folder, write):
            return
        for stage in places(folder):
            try:
                _Exchange(folder, stage).run(write, remove, seen or {})
            except OSError as error:
                if error.errno not in _ELSEWHERE or stage == places(folder)[-1]:
                    raise
            else:
                return


def write_file(path: Path, content: bytes) -> None:
    """Write a file whose path somebody chose: all of it, or nothing.

    A link, and what is no file, such as a pipe, is written into. Raises OSError.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        path.write_bytes(content)
        return
    new = path.with_name(f".{path.name[:50]}.{os.getpid()}.neto-gen")
    try:
        file = new.open("xb")  # does not follow links
    except PermissionError:  # no file can be created there, though this one may be written
        path.write_bytes(content)
        return
    try:
        with file:
            file.write(content)
        if path.exists():
            shutil.copymode(path, new)
        new.replace(path)
    finally:
        with suppress(OSError):
            new.unlink()


def recover(folder: Path) -> None:
    """Finish or undo what was killed half-way, if anything was.

    It is finished when all files were exchanged, and undone when not. A file that somebody has
    changed since stays as it is now. Raises OSError when that cannot be done, and InTheWayError
    when it is not known to be an exchange that was killed in this very folder.
    """
    folder = resolved(folder)
    for stage in places(folder):
        if os.path.lexists(stage):
            _Exchange(folder, stage).recover()


class _Change(NamedTuple):
    """A file by its path, with its state before and after; see `_state`."""

    path: str
    old: str | None
    new: str | None


class _Exchange:
    """The exchange of files between a folder and the place where their new contents are made.

    There, file number N of the journal has the slot `N`, and for a moment, where files cannot be
    exchanged in one step, the slot `N.old`.
    """

    def __init__(self, folder: Path, stage: Path) -> None:
        self.folder = folder
        self.stage = stage
        self.changes: list[_Change] = []
        self.made: list[str] = []

    def run(
        self, write: Mapping[str, bytes], remove: Iterable[str], seen: Mapping[str, bytes | None]
    ) -> None:
        _make_stage(self.stage)
        is_undone = True
        try:
            self.prepare(write, remove, seen)
            if self.changes:
                try:
                    self.exchange()
                except BaseException:
                    is_undone = False
                    self.undo()
                    is_undone = True
                    raise
        finally:
            if is_undone:
                self.forget()

    def prepare(
        self, write: Mapping[str, bytes], remove: Iterable[str], seen: Mapping[str, bytes | None]
    ) -> None:
        """Write the new contents and the journal; nothing of the folder changes."""
        for path in (*remove, *write):
            target = self.target(path)
            old, content = _state(target), write.get(path)
            if old == _hash(content):
                continue
            if path in seen and old != _hash(seen[path]):
                if target.is_symlink():
                    what = f"{path} is a link, and nothing is put in its place"
                    raise OSError(errno.ELOOP, what, path)
                raise ChangedMeanwhileError(path)
            if content is not None:
                slot = self.slot(len(self.changes))
                slot.write_bytes(content)
                if old is not None and not target.is_symlink():
                    shutil.copymode(target, slot)
            self.changes.append(_Change(path, old, _hash(content)))
        above = (self.folder / c.path for c in self.changes if c.new is not None)
        folders = {p for path in above for p in path.parents if not p.exists()}
        self.made = [p.relative_to(self.folder).as_posix() for p in sorted(folders)]
        journal = {"files": self.changes, "folders": self.made}
        unfinished = self.stage / _UNFINISHED
        unfinished.write_text(json.dumps(journal), encoding="utf-8")
        unfinished.replace(self.stage / _JOURNAL)

    def exchange(self) -> None:
        """Let all files change places, and then see whether what came out is what was there.

        One right after the other, with nothing in between: only in this moment is the folder neither
        as it was nor as it shall be.
        """
        for path in [*self.made]:
            try:
                (self.folder / path).mkdir()
            except FileExistsError:  # created by somebody else, who may need it
                self.made.remove(path)
        pairs = [(self.slot(n), self.target(c.path)) for n, c in enumerate(self.changes)]
        for (slot, target), change in zip(pairs, self.changes, strict=True):
            try:
                if change.new is None:
                    target.rename(slot)
                elif change.old is None:
                    _place(slot, target)
                else:
                    _swap(slot, target)
            except (FileExistsError, FileNotFoundError):
                raise ChangedMeanwhileError(change.path) from None
        for number, change in enumerate(self.changes):
            if _state(self.slot(number)) != change.old:
                raise ChangedMeanwhileError(change.path)

    def undo(self) -> None:
        """Put back what came out of the folder, unless somebody has put something else there."""
        for number, change in reversed([*enumerate(self.changes)]):
            slot, target = self.slot(number), self.target(change.path)
            _finish_swap(slot, target)
            if change.new is None:
                with suppress(FileExistsError, FileNotFoundError):
                    _place(slot, target)
            elif _state_or_none(target) == change.new:
                if change.old is None:
                    _take_back(slot, target, change)
                elif os.path.lexists(slot):
                    _swap(slot, target)
                    if _state(slot) != change.new:
                        _swap(slot, target)
        for path in reversed(self.made):
            with suppress(OSError):
                (self.folder / path).rmdir()

    def recover(self) -> None:
        """Finish or undo what the journal says, if there is one: without, nothing was changed."""
        _foreign(self.stage)
        self.read_journal()
        is_done = all(_state_or_none(self.target(c.path)) == c.new for c in self.changes)
        if not is_done:
            self.undo()
        self.forget()
        if os.path.lexists(self.stage) and (others := _foreign(self.stage)):
            what = f"holds {others[0]}, which does not belong to neto-gen"
            raise InTheWayError(self.stage, what, "move it away; everything else is done")

    def read_journal(self) -> None:
        """Read what was to be exchanged. Raises InTheWayError when that cannot be understood."""
        try:
            data: object = json.loads(read_file(self.stage / _JOURNAL, follow=False))
            self.changes, self.made = _understood(data)
        except FileNotFoundError:
            return
        except (OSError, ValueError, TypeError, RecursionError) as error:
            what = f"holds a {_JOURNAL} that cannot be used: {str(error)[:200]}"
            remedy = (
                f"restore the files of {self.folder.name} from version control, then remove "
                f"{self.stage.name}; nothing was changed"
            )
            raise InTheWayError(self.stage, what, remedy) from None

    def forget(self) -> None:
        """Remove the stage, but for what somebody wrote into a file that could not go back.

        When somebody has put anything else into it, that stays, with the stage.
        """
        for number, change in enumerate(self.changes):
            for slot in (self.slot(number), _aside(self.slot(number))):
                if _state_or_none(slot) not in {None, change.old, change.new}:
                    self.keep(slot, self.target(change.path))
        _remove_stage(self.stage)

    def keep(self, slot: Path, target: Path) -> None:
        """Put a file of somebody's beside the one that has taken its place."""
        number = 1
        while True:
            with suppress(FileExistsError):
                _place(slot, target.with_name(f"{target.name}.kept{number}"))
                return
            number += 1

    def slot(self, number: int) -> Path:
        return self.stage / str(number)

    def target(self, path: str) -> Path:
        """Return the path of a file. Raises OSError when a link is on the way."""
        target = self.folder / path
        for above in target.relative_to(self.folder).parents:
            if (self.folder / above).is_symlink():
                what = f"{above.as_posix()} is a link, and nothing is changed behind it"
                raise OSError(errno.ELOOP, what, path)
        return target


def _understood(data: object) -> tuple[list[_Change], list[str]]:
    """Return the changes and folders of a journal. Raises TypeError or OSError if it is not valid."""
    journal = cast("dict[str, object]", data) if isinstance(data, dict) else {}
    files, folders = journal.get("files"), journal.get("folders")
    changes: list[_Change] = []
    for item in cast("list[object]", files) if isinstance(files, list) else [None]:
        match item:
            case [str() as path, str() | None as old, str() | None as new]:
                changes.append(_Change(path, old, new))
            case _:
                raise TypeError("its files are not what they should be")
    made: list[str] = []
    for item in cast("list[object]", folders) if isinstance(folders, list) else [None]:
        if not isinstance(item, str):
            raise TypeError("its folders are not what they should be")
        made.append(item)
    paths = [change.path for change in changes]
    _require_legal(paths, hidden=paths)
    for path in made:
        _require_legal([path], hidden=[path])
    return changes, made


def _require_legal(paths: Collection[str], hidden: Collection[str]) -> None:
    for path, what in faults(paths, hidden).items():
        raise OSError(errno.EINVAL, f'"{path}" {what}', path)


def _state(path: Path) -> str | None:
    """Return what is at a path: None, a file's hash, or a link's target."""
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            return f"link to {path.readlink()}"
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, f"{path.name} is in the way, and is not a file", str(path))
        return _hash(read_file(path, follow=False))
    except (FileNotFoundError, NotADirectoryError):
        return None


def _state_or_none(path: Path) -> str | None:
    """Return the same, or "something else" for what an update never writes."""
    try:
        return _state(path)
    except OSError:
        return "something else"


def _hash(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()


def _place(source: Path, target: Path) -> None:
    """Move a file to where nothing is. Raises FileExistsError when something is there."""
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno not in _CANNOT:
            raise
    else:
        source.unlink()
        return
    try:
        _rename(source, target, "to nothing")
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        source.rename(target)


def _take_back(slot: Path, target: Path, change: _Change) -> None:
    """Take a new file out of the folder again; not one of somebody's that is merely equal."""
    if _are_one_file(slot, target):
        target.unlink()  # renaming it would do nothing
        return
    if os.path.lexists(slot):
        return
    target.rename(slot)
    if _state(slot) != change.new:  # edited in the meantime
        _place(slot, target)


def _are_one_file(slot: Path, target: Path) -> bool:
    """Tell whether a file was linked to its place but not yet removed from its slot."""
    try:
        return os.path.samestat(slot.lstat(), target.lstat())
    except OSError:
        return False


def _swap(slot: Path, target: Path) -> None:
    """Exchange two files, in one step where the system has one."""
    try:
        _rename(slot, target, "exchange")
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
        aside = _aside(slot)
        target.rename(aside)
        _place(slot, target)
        aside.rename(slot)


def _aside(slot: Path) -> Path:
    """Return where an old file is between its place and its slot."""
    return slot.with_suffix(".old")


def _finish_swap(slot: Path, target: Path) -> None:
    """Bring an old file that is between two places to its slot, or back."""
    aside = _aside(slot)
    if not os.path.lexists(aside):
        return
    if _are_one_file(slot, target):
        slot.unlink()
    if os.path.lexists(slot):
        with suppress(FileExistsError):
            _place(aside, target)
    else:
        aside.rename(slot)


def _rename(one: Path, other: Path, how: Literal["to nothing", "exchange"]) -> None:
    """Exchange two files in one step, or move one to where nothing is.

    Raises OSError where the system, or this disk, cannot do that.
    """
    import ctypes  # noqa: PLC0415 - rarely needed

    name, here, flags = _RENAMES.get(sys.platform, ("", 0, {}))
    function = getattr(ctypes.CDLL(None, use_errno=True), name, None) if name else None
    if function is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if function(here, os.fsencode(one), here, os.fsencode(other), flags[how]) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(other))


def _make(folder: Path, write: Mapping[str, bytes]) -> bool:
    """Make a folder with these files, in one step; False when somebody makes it meanwhile."""
    stage = leftover(folder)
    _make_stage(stage)
    try:
        whole = stage / _WHOLE
        whole.mkdir()
        for path, content in write.items():
            file = whole / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        try:
            whole.rename(folder)
        except OSError:
            if not folder.exists():
                raise
            return False
    finally:
        _remove_stage(stage)
    return True


def _make_stage(stage: Path) -> None:
    """Make the place for new files, with a mark in it that this was done here."""
    try:
        stage.mkdir()
    except FileExistsError:
        raise InTheWayError(stage, "is in the way") from None
    (stage / _mark(stage)).touch()


def _mark(stage: Path) -> str:
    """Return the name of the mark that tells a stage from others of its name.

    A copy, an archive or a checkout of a folder has another inode. Because the name itself holds
    it, the mark cannot be half written.
    """
    return f"{_MARK}{stage.lstat().st_ino}"


def _foreign(stage: Path) -> list[str]:
    """Return the names in a stage that an update does not create there.

    Raises InTheWayError unless an exchange made the stage, in this very place.
    """
    status = stage.lstat()
    if stat.S_ISLNK(status.st_mode):
        what = "is a link, and neto-gen follows none there"
        raise InTheWayError(stage, what, "move the link away; nothing was changed")
    if not stat.S_ISDIR(status.st_mode):
        raise InTheWayError(stage, "must be a folder, and is not")
    if status.st_dev != stage.parent.stat().st_dev:
        raise InTheWayError(stage, "is another disk", "unmount it; nothing was changed")
    names = [path.name for path in stage.iterdir()]
    if names and _mark(stage) not in names:
        raise InTheWayError(stage, "was not left by an interrupted neto-gen in this folder")
    return sorted({*names} - {*_own(stage)})


def _own(stage: Path) -> list[str]:
    """Return an update's own names in a stage, in the order in which they can be removed.

    The journal goes first, for without its slots it would mislead; and the mark goes last.
    """
    whole = stage / _WHOLE
    names = {entry.name for entry in os.scandir(stage) if not entry.is_dir(follow_symlinks=False)}
    marks = sorted(name for name in names if name.startswith(_MARK))
    slots = sorted(name for name in names if _SLOT.fullmatch(name))
    journals = [name for name in (_JOURNAL, _UNFINISHED) if name in names]
    is_whole = whole.is_dir() and not whole.is_symlink()
    return [*journals, *slots, *([_WHOLE] if is_whole else []), *marks]


def _remove_stage(stage: Path) -> None:
    """Remove what an exchange made in its stage; the stage and its mark, when nothing else is there."""
    for name in _own(stage):
        with suppress(OSError):
            if name == _WHOLE:
                shutil.rmtree(stage / name)
            elif not name.startswith(_MARK) or len([*stage.iterdir()]) == 1:
                (stage / name).unlink()
    with suppress(OSError):
        stage.rmdir()


@contextmanager
def _parents(folder: Path) -> Generator[None]:
    """Create the parents of a folder; remove them again on an error, if they are empty."""
    made = [parent for parent in folder.parents if not parent.exists()]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for parent in made:
            with suppress(OSError):
                parent.rmdir()
        raise
