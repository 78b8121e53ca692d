"""Change several folders of a project at once: all of it or, also when killed half-way, nothing.

It is one exchange of files in the folder around them all, so that there is one journal.
"""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from neto_gen.files.paths import INSIDE, faults, resolved

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterable, Mapping

# What a system says that cannot move files from one place around all folders into each of them.
_APART: Final = {errno.EXDEV, errno.EPERM, errno.EACCES, errno.EROFS}


class Part(NamedTuple):
    """The changes of a folder; see `neto_gen.files.atomic.update_folder`."""

    folder: Path
    write: Mapping[str, bytes]
    remove: Collection[str]
    seen: Mapping[str, bytes | None]

    @classmethod
    def between(
        cls, folder: Path, before: Mapping[str, bytes | None], after: Mapping[str, bytes | None]
    ) -> Part:
        """Return what turns files into others; None stands for a file that is not there."""
        write = {name: content for name, content in after.items() if content is not None}
        gone = [name for name in after if name not in write]
        return cls(folder, write, gone, {name: before[name] for name in after})

    def apply(self, hidden: Collection[str] = ()) -> None:
        """Change it alone. Raises OSError as `update_folder` does; `hidden` may begin with a dot."""
        from neto_gen.files.atomic import update_folder  # noqa: PLC0415 - only to write

        update_folder(self.folder, self.write, self.remove, seen=self.seen, hidden=hidden)


@contextmanager
def applied(
    folder: Path, before: Mapping[str, bytes | None], after: Mapping[str, bytes | None]
) -> Generator[None]:
    """Turn files into others; if what is done inside fails, turn them back and remove new folders.

    Raises OSError when a file cannot be written, or is not as it was before.
    """
    if not after:
        yield
        return
    new_folders = [path for path in (folder, *folder.parents) if not path.exists()]
    Part.between(folder, before, after).apply()
    try:
        yield
    except BaseException:
        with suppress(OSError):
            Part.between(folder, after, {name: before[name] for name in after}).apply()
        for path in new_folders:
            with suppress(OSError):
                path.rmdir()
        raise


def around(project: Path, *folders: Path) -> Path | None:
    """Return the folder around a project and these folders, with links resolved.

    That is the project itself, or a folder of its repository; None for any other.
    """
    try:
        root = resolved(project)
        found = Path(os.path.commonpath([root, *map(resolved, folders)]))
    except (OSError, ValueError):  # such as two disks of Windows
        return None
    if found == root or any((above / ".git").exists() for above in (found, *found.parents)):
        return found if found.name else None
    return None


def change_together(folder: Path, parts: Iterable[Part]) -> bool:
    """Change all parts, which are in a folder; False where each has to be changed by itself.

    That is so where they are on several disks, or the folder around them cannot be written. Raises
    OSError when anything cannot be changed, or is not as it was seen; all is then as it was before.
    """
    write: dict[str, bytes] = {}
    remove: list[str] = []
    seen: dict[str, bytes | None] = {}
    for part in parts:
        place = resolved(part.folder).relative_to(folder)

        def path(name: str, place: Path = place) -> str:
            return (place / name).as_posix()

        write |= {path(name): content for name, content in part.write.items()}
        remove += map(path, part.remove)
        seen |= {path(name): content for name, content in part.seen.items()}
    paths = [*write, *remove]
    if faults(paths, hidden=paths):  # such as more folders above than a path may have
        return False
    try:
        Part(folder, write, remove, seen).apply(hidden=paths)
    except OSError as error:
        if error.errno not in _APART:
            raise
        return False
    return True


def place_of(path: Path) -> Path:
    """Return the folder to name in an error: not the stage inside it."""
    return path.parent if path.name == INSIDE else path
