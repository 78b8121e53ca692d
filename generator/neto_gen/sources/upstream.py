"""Which of the vendor's schemas a project wants, and where from; and what they are today."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neto_gen.catalogue import read_catalogue
from neto_gen.problems import ExitCode, Failure, Problem
from neto_gen.sources.folder import ALL, MemoryFolder
from neto_gen.sources.mirror_folder import MirrorFolder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from neto_gen.catalogue import CatalogueEntry
    from neto_gen.settings.config import Config
    from neto_gen.sources.http import DownloadPolicy

_HINT = "name some, such as neto-gen fetch AddCustomerLog, or --all; neto-gen list shows them"


def wanted(
    config: Config, folder: Path, actions: Sequence[str] = (), *, everything: bool = False
) -> tuple[CatalogueEntry, ...]:
    """Return the operations to download, with this project's addresses.

    They are those named, or those of the settings, or those that the folder has any schema of.
    Raises Failure when there are none, and for a name that is in no catalogue.
    """
    catalogue = read_catalogue()
    here = [
        entry.name
        for entry in catalogue.entries.values()
        if any((folder / file).exists() for file in entry.files)
    ]
    listed = [] if ALL in config.operations else [*config.operations]
    # The vendor has no schemas of operations that somebody wrote by hand.
    own = {n for n in listed if n not in {*catalogue.entries, *catalogue.groups}}
    listed = [n for n in listed if n not in own or not (folder / f"{n}.xsd").exists()]
    names = list(catalogue.entries) if everything else actions or listed or here
    if not names:
        raise Failure(ExitCode.USAGE, Problem("no operations to fetch", None, _HINT))
    chosen = catalogue.choose(names)
    return tuple(replace(entry, bases=addresses_of(config, entry)) for entry in chosen)


def addresses_of(config: Config, entry: CatalogueEntry) -> tuple[str, ...]:
    """Return the folders from which an operation's schemas are fetched, in order."""
    return entry.bases if config.mirror is None else (config.mirror,)


def download_upstream(config: Config, shown: str) -> MemoryFolder:
    """Download the vendor's current schemas of the project's operations, without writing them.

    Raises Failure when any of them cannot be had.
    """
    # Imported here, because an HTTP library is slow to import.
    from neto_gen.sources.fetch import fetch  # noqa: PLC0415
    from neto_gen.sources.http import DownloadPolicy  # noqa: PLC0415

    entries = wanted(config, config.schemas)
    empty = MemoryFolder(shown, {})
    result = fetch(
        *(empty, entries),
        policy=(policy := DownloadPolicy()),
        progress=_say_nothing,
        check=True,
        source=source_of(config, policy),
        mirrored=config.mirror is not None,
    )
    return MemoryFolder(shown, result.after, config.catalogue)


def source_of(config: Config, policy: DownloadPolicy) -> MirrorFolder | None:
    """Return the folder that a project fetches from, if it is one. Raises Failure when it is missing."""
    folder = config.mirror_folder
    if folder is None:
        return None

    return MirrorFolder(folder, config.mirror or "", policy)


def _say_nothing(_file: str, _outcome: str, _total: int) -> None:
    pass
