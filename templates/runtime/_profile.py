"""Read credentials from a file of profiles that nobody else may read."""

from __future__ import annotations

import os
import shlex
import stat
import sys
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

from ._command_input import InputError

_KEYS = frozenset({"store", "key", "username"})


def settings_of(name: str | None) -> dict[str, str]:
    """Return the settings of a profile; none if no name is given. Raises InputError."""
    if name is None:
        return {}
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    path = Path(os.environ.get("NETO_PROFILES") or Path(base) / "neto" / "profiles.toml")
    try:
        with path.open("rb") as file:
            _require_own(path, os.fstat(file.fileno()))
            profiles: dict[str, Any] = tomllib.load(file)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None
    except (ValueError, RecursionError):  # its text may quote a line with a key
        raise InputError(f"{path} is not valid TOML") from None
    found: Any = profiles.get(name)
    if not isinstance(found, dict):
        near = get_close_matches(name, profiles, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise InputError(f"{path} has no profile {name!a}{hint}")
    settings = cast("dict[str, Any]", found)
    if settings.keys() - _KEYS or not all(isinstance(v, str) for v in settings.values()):
        raise InputError(
            f"[{name}] of {path} must only contain the strings store, key and username"
        )
    return settings


def _require_own(path: Path, status: os.stat_result) -> None:
    """Require that nobody else can read or write a file. Raises InputError."""
    if sys.platform == "win32":
        return
    if status.st_uid != os.geteuid():
        raise InputError(
            f"{path} contains keys, but belongs to another user: use a file of your own"
        )
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise InputError(
            f"other users can access {path}, which contains keys: chmod 600 {shlex.quote(str(path))}"
        )
