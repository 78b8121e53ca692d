"""Say when schemas, templates or settings change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchfiles import watch

from neto_gen.sources import LOCK_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from neto_gen.settings.config import Config

_SUFFIXES = (".xsd", ".jinja", ".xml")
_NAMES = frozenset({LOCK_NAME, "pyproject.toml"})
_LOOK_AGAIN = 1000  # milliseconds


def watched(config: Config) -> tuple[Path, ...]:
    """Return those folders that shape a build and exist.

    Files installed with neto-gen do not change in the meantime.
    """
    settings = config.settings.parent if config.settings else config.root
    own = config.own_schemas
    inner = sorted(path for path in own.rglob("*") if path.is_dir())
    folders = (own, *inner, *([config.templates] if config.templates else []), settings)
    return tuple(dict.fromkeys(folder for folder in folders if folder.is_dir()))


def changes(config: Callable[[], Config]) -> Iterator[tuple[str, ...]]:
    """Yield the paths that changed, each time; none if something may have been missed.

    `config` returns the current settings, which may name other folders than before.
    """
    while True:
        folders = watched(config())
        identities = [_identity(folder) for folder in folders]
        is_new = True  # changes before these folders were watched went unnoticed
        for found in watch(
            *folders,
            watch_filter=lambda _, path: _matters(path),
            recursive=False,
            yield_on_timeout=True,
            rust_timeout=_LOOK_AGAIN,
        ):
            if found or is_new:
                yield tuple(sorted({path for _, path in found}))
            is_new = False
            if identities != [_identity(folder) for folder in watched(config())]:
                break
        else:
            return


def _identity(folder: Path) -> tuple[str, int]:
    """Return a folder's path and inode, which tell it from another one in its place."""
    return str(folder), folder.stat().st_ino


def _matters(path: str) -> bool:
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    return name.endswith(_SUFFIXES) or name in _NAMES
