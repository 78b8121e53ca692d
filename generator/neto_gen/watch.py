"""Say when schemas, templates or settings change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchfiles import watch

from neto_gen.sources import LOCK_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from neto_gen.config import Config

_SUFFIXES = (".xsd", ".jinja", ".xml")
_NAMES = frozenset({LOCK_NAME, "pyproject.toml"})
_LOOK_AGAIN = 1000  # milliseconds


def watched(config: Config) -> tuple[Path, ...]:
    """The folders of the project that decide what a build makes, as far as they are there.

    What is installed with neto-gen does not change while one works.
    """
    settings = config.settings.parent if config.settings else config.root
    own = config.own_schemas
    inner = sorted(path for path in own.rglob("*") if path.is_dir())
    folders = (own, *inner, *([config.templates] if config.templates else []), settings)
    return tuple(dict.fromkeys(folder for folder in folders if folder.is_dir()))


def changes(config: Callable[[], Config]) -> Iterator[tuple[str, ...]]:
    """The paths of what has changed, each time that something has; none when it may have.

    `config` gives the settings as they are by then: they may name other folders than before.
    """
    while True:
        folders = watched(config())
        identities = [_identity(folder) for folder in folders]
        is_new = True  # what changed before these folders were watched was not seen
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
    """What tells a folder from another one that somebody has put in its place."""
    return str(folder), folder.stat().st_ino


def _matters(path: str) -> bool:
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    return name.endswith(_SUFFIXES) or name in _NAMES
