"""Who asks, from a file of profiles that nobody else may read."""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path
from typing import Any, cast

from ._command_input import InputError

_KEYS = frozenset({"store", "key", "username"})


def settings_of(name: str | None) -> dict[str, str]:
    """The settings of a profile; none where none is named. Raises InputError."""
    if name is None:
        return {}
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    path = Path(os.environ.get("NETO_PROFILES") or Path(base) / "neto" / "profiles.toml")
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if os.name == "posix" and stat.S_IMODE(status.st_mode) & 0o077:
                raise InputError(f"others can use {path}, which holds keys: chmod 600 {path}")
            found: Any = tomllib.load(file).get(name)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None
    except ValueError:  # whose text may quote a line with a key
        raise InputError(f"{path} is not valid TOML") from None
    if not isinstance(found, dict):
        raise InputError(f"{path} has no profile [{name}]")
    settings = cast("dict[str, Any]", found)
    if settings.keys() - _KEYS or not all(isinstance(v, str) for v in settings.values()):
        raise InputError(f"[{name}] of {path} has texts named store, key and username, and no more")
    return settings
