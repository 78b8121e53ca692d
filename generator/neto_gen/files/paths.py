"""Which paths a file of a folder may have, and where its new contents are made.

One rule for schemas, packages, locks and manifests, on every system: what is legal here is a plain
path inside its folder wherever the project is checked out.
"""

from __future__ import annotations

import errno
import os
import posixpath
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

MOST_BYTES: Final = 255
INSIDE: Final = ".neto-gen"
# Names of devices, which Windows takes for a file of that name with any suffix, in any folder.
DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"}
)
_SPECIAL: Final = frozenset('<>:"|?*')


def fault(path: str, hidden: Collection[str] = ()) -> str | None:
    """Say what is wrong with a path in a folder, with slashes, or return None when nothing is.

    `hidden` are paths that may begin with a dot, because neto-gen itself chose them.
    """
    if not path:
        return "is empty"
    if not path.isprintable():
        return "contains a character that cannot be shown"
    if len(path.encode()) > MOST_BYTES:
        return f"is longer than {MOST_BYTES} bytes"
    is_hidden = path in hidden
    found = _fault(path, is_hidden=is_hidden)
    if found is not None or path.isascii():
        return found

    # Some systems take a character for the plain one that it resembles.
    return _fault(unicodedata.normalize("NFKC", path), is_hidden=is_hidden)


def _fault(path: str, *, is_hidden: bool) -> str | None:
    names = path.split("/")
    stems = {name.partition(".")[0].rstrip().lower() for name in names}
    special = _SPECIAL.intersection(path)
    checks = (
        (path.startswith("/"), "is not relative"),
        ("\\" in path, "contains a backslash"),
        (bool(special), f"contains {min(special, default='')}, which not every system allows"),
        (".." in names, "leads out of the folder"),
        ("" in names or "." in names, "is not a plain path to a file"),
        (not is_hidden and any(n.startswith(".") for n in names), "begins with a dot"),
        (
            any(n.endswith((".", " ")) or n.startswith(" ") for n in names),
            "has a space or a dot at an end of a name, which not every system keeps",
        ),
        (not stems.isdisjoint(DEVICES), "is the name of a device on Windows"),
    )
    return next((what for is_wrong, what in checks if is_wrong), None)


def faults(paths: Iterable[str], hidden: Collection[str] = ()) -> dict[str, str]:
    """Say what is wrong with paths that shall be in one folder together.

    Besides what is wrong with each: two that some systems take for the same file, and a file where
    another path needs a folder.
    """
    found: dict[str, str] = {}
    seen: dict[str, str] = {}
    for path in sorted(paths):
        what = fault(path, hidden)
        if what is None and (other := seen.setdefault(_folded(path), path)) != path:
            what = f"is the same file as {other} on some systems"
        if what is not None:
            found[path] = what
    for path in seen.values():
        parts = _folded(path).split("/")
        above = ("/".join(parts[:length]) for length in range(1, len(parts)))
        if (file := next((seen[a] for a in above if a in seen), None)) is not None:
            found.setdefault(path, f"needs a folder where {file} is a file")
    return found


def referred_path(file: str, location: str) -> str | None:
    """Return the path in a schema folder that a file's `schemaLocation` names, or None.

    Percent signs are decoded once, before any check.
    """
    from urllib.parse import unquote  # noqa: PLC0415 - a build with nothing to do has no need of it

    try:
        decoded = unquote(location, errors="strict")
    except UnicodeDecodeError:
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(file), decoded))
    return path if fault(path) is None else None


def _folded(path: str) -> str:
    """Return a path as file systems compare it that ignore case and Unicode forms."""
    if path.isascii():
        return path.lower()

    return unicodedata.normalize("NFKC", path.casefold()).casefold()


def leftover(folder: Path) -> Path:
    """Return where new files of a folder are staged, and where a killed update leaves them."""
    return folder.with_name(f".{folder.name}.neto-gen")


def places(folder: Path) -> tuple[Path, ...]:
    """Return where new files can be staged: beside the folder, or inside it if that is not writable."""
    inside = folder / INSIDE
    return (leftover(folder), inside) if folder.name else (inside,)


def is_interrupted(folder: Path) -> bool:
    """Tell whether a killed update left anything in a folder or beside it."""
    return any(os.path.lexists(place) for place in places(resolved(folder)))


def resolved(path: Path) -> Path:
    """Resolve the links of a path. Raises OSError for circular links."""
    try:
        found = path.resolve()
    except RuntimeError:  # before Python 3.13, which leaves such a link as it is
        found = path
    if found.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return found
