"""Remember on this machine which packages a newer neto-gen would print unchanged.

The package itself cannot say so, for nothing of it changes then. Without this, every build would make
all of it again to find that out. What is remembered is true of hashes, and so of any folder.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from neto_gen.publish.manifest import sha256

if TYPE_CHECKING:
    from neto_gen.publish import Manifest


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
