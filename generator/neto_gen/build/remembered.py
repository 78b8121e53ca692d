"""Remember on this machine which packages a newer neto-gen would print unchanged.

The package itself cannot say so, for nothing of it changes then. Without this, every build would make
all of it again to find that out. What is remembered is true of hashes, and so of any folder.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from neto_gen.publish.manifest import sha256

if TYPE_CHECKING:
    from neto_gen.publish import Manifest

_MOST_REMEMBERED: Final = 200


def remember(manifest: Manifest) -> None:
    """Remember that a build has nothing to do where it would write this manifest.

    Where there is no place for it, the next build finds out anew.
    """
    path = _path(manifest)
    if not os.path.isabs(path):  # noqa: PTH117 - creating a Path is slow
        return
    with suppress(OSError):
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        os.utime(path)
        _forget_oldest(os.path.dirname(path))  # noqa: PTH120


def _forget_oldest(folder: str) -> None:
    """Remove what has been remembered longest, if it is more than there can be projects in use."""
    with os.scandir(folder) as entries:
        paths = [(entry.stat().st_mtime, entry.path) for entry in entries]
    for _, path in sorted(paths)[:-_MOST_REMEMBERED]:
        os.unlink(path)  # noqa: PTH108 - as above


def is_remembered(manifest: Manifest) -> bool:
    """Tell whether a manifest is remembered."""
    return os.path.exists(_path(manifest))  # noqa: PTH110 - as above


def _path(manifest: Manifest) -> str:
    if sys.platform == "win32":
        usual, variable = "~/AppData/Local", "LOCALAPPDATA"
    else:
        usual, variable = "~/.cache", "XDG_CACHE_HOME"
    caches = os.environ.get(variable) or os.path.expanduser(usual)  # noqa: PTH111 - as above
    return f"{caches}/neto-gen/current/{sha256(manifest.to_bytes())}"
