"""Change several files of a folder at once: all of them or, also when killed half-way, none.

The folder as it shall be is made beside it, and the two are exchanged in one step of the system.
Where a file system cannot do that, files are replaced one by one, and put back on any error; then
only a kill at the wrong moment leaves some old and some new.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Mapping

# What a system says that cannot exchange two folders, or not this one.
_CANNOT = {
    *(errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EXDEV, errno.EBUSY),
    *(errno.EPERM, errno.EACCES, errno.EROFS),
}
_AT_FDCWD = {"linux": -100, "darwin": -2}
_SWAP = 2  # RENAME_EXCHANGE of Linux, and RENAME_SWAP of macOS


def change_folder(folder: Path, write: Mapping[str, bytes], remove: Collection[str] = ()) -> None:
    """Write and remove files of a folder, by their paths in it; the folder is made if need be.

    What is not named keeps its content, its time and its inode. Raises OSError, with the folder as
    it was before.
    """
    folder = folder.resolve()
    with _parents(folder):
        try:
            _exchange_folder(folder, write, remove)
        except OSError as error:
            if error.errno not in _CANNOT:
                raise
            _replace_files(folder, write, remove)


def leftover(folder: Path) -> Path:
    """Where the new folder is made: what is still there after a kill is no one's, and goes."""
    return folder.with_name(f".{folder.name}.neto-gen")


@contextmanager
def _parents(folder: Path) -> Generator[None]:
    """The folders above, which are taken away again if that is all that came of it."""
    made = [parent for parent in folder.parents if not parent.exists()]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for parent in made:
            with suppress(OSError):
                parent.rmdir()
        raise


def _exchange_folder(folder: Path, write: Mapping[str, bytes], remove: Collection[str]) -> None:
    stage = leftover(folder)
    if stage.exists():
        shutil.rmtree(stage)
    try:
        if folder.exists():
            shutil.copytree(folder, stage, symlinks=True, copy_function=_link)
        else:
            stage.mkdir()
        for path in (*remove, *write):
            (stage / path).unlink(missing_ok=True)  # a link to the old file: never write into it
        for path, content in write.items():
            (stage / path).parent.mkdir(parents=True, exist_ok=True)
            (stage / path).write_bytes(content)
        if folder.exists():
            _exchange(stage, folder)
        else:
            stage.rename(folder)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _link(source: str, target: str) -> None:
    """The same file in a second place, or a copy where the file system has no such thing."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _exchange(one: Path, other: Path) -> None:
    """Exchange two folders in one step. Raises OSError where that cannot be done."""
    name = {"linux": "renameat2", "darwin": "renameatx_np"}.get(sys.platform, "")
    function = getattr(ctypes.CDLL(None, use_errno=True), name, None) if name else None
    if function is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    here = _AT_FDCWD[sys.platform]
    if function(here, os.fsencode(one), here, os.fsencode(other), _SWAP) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(other))


def _replace_files(folder: Path, write: Mapping[str, bytes], remove: Collection[str]) -> None:
    """Replace file by file; on any error, put everything back."""
    made = not folder.exists()
    folder.mkdir(exist_ok=True)
    done: list[str] = []
    try:
        with tempfile.TemporaryDirectory(prefix=".neto-gen-", dir=folder) as staging:
            stage = Path(staging)
            for path, content in write.items():
                (stage / "new" / path).parent.mkdir(parents=True, exist_ok=True)
                (stage / "new" / path).write_bytes(content)
            try:
                for path in (*remove, *write):
                    done.append(path)
                    _keep(folder / path, stage / "old" / path)
                    if path in write:
                        (folder / path).parent.mkdir(parents=True, exist_ok=True)
                        (stage / "new" / path).replace(folder / path)
                    else:
                        (folder / path).unlink()
            except BaseException:
                for path in reversed(done):
                    _restore(stage / "old" / path, folder / path)
                raise
    except BaseException:
        if made:
            with suppress(OSError):
                folder.rmdir()
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
