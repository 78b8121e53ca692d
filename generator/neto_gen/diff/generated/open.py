"""The two packages that are compared: folders, or what a git revision has."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from neto_gen.diff.generated.compare import compare
from neto_gen.diff.generated.read import read_surface
from neto_gen.problems import ExitCode, Failure, Problem, reason
from neto_gen.files.reading import read_file
from neto_gen.sources.git import latest_tag, open_package, path_in_repository

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.settings.config import Config
    from neto_gen.diff.generated.compare import PackageChange
    from neto_gen.diff.generated.surface import Surface

_MOST_BYTES: Final = 32 * 1024 * 1024
_PYTHON = ".py"


def changes_between(
    old: str | None, new: str | None, config: Config, where: Path
) -> list[PackageChange]:
    """Return the changes of the client's Python between two folders or git revisions.

    Without `old` it is the latest tag that contains the client, without `new` the client as it is.
    Raises Failure when one is missing, or not a Python package.
    """
    before = _open(old if old is not None else latest_client(config), config, where)
    return compare(before, _open(new, config, where))


def latest_client(config: Config) -> str:
    """Return the latest tag that contains the client. Raises Failure when there is none."""
    inner = path_in_repository(config.target)
    if inner is None:
        what = "the client is in no git repository: there is no tag to compare with"
        hint = "name what to compare with: neto-gen changelog --generated OLD"
        raise Failure(ExitCode.SOURCE, Problem(what, str(config.target), hint))
    return latest_tag(inner, _existing(config.target))


def _open(name: str | None, config: Config, where: Path) -> Surface:
    path = config.target if name is None else where / name
    shown = name or str(config.target)
    try:
        if name is None or path.exists():
            return _read(dict(_files(path, shown)), shown)
    except (OSError, ValueError) as error:
        raise Failure(ExitCode.SOURCE, Problem(f"cannot be read: {reason(error)}", shown)) from None
    revision, colon, inner = shown.partition(":")
    if not colon:
        inner = path_in_repository(config.target) or config.target.name
    return _read(open_package(revision, inner, where), f"{revision}:{inner}")


def _read(files: dict[str, bytes], shown: str) -> Surface:
    if sum(map(len, files.values())) > _MOST_BYTES:
        what = f"the modules of this package are larger than {_MOST_BYTES:,} bytes"
        raise Failure(ExitCode.SOURCE, Problem(what, shown))
    return read_surface(files, shown)


def _existing(path: Path) -> Path:
    """Return the folder, or the nearest existing one above it."""
    return next(p for p in (path, *path.parents) if p.is_dir())


def _files(folder: Path, shown: str) -> Iterator[tuple[str, bytes]]:
    """Yield the modules of a package by path; links are not followed, and do not count."""
    if not folder.is_dir():
        hint = "build the client, or name the folder of a package"
        raise Failure(ExitCode.SOURCE, Problem("no such folder", shown, hint))
    total = 0
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            path = Path(root, name)
            if name.endswith(_PYTHON) and path.is_file() and not path.is_symlink():
                content = read_file(path, follow=False)
                yield path.relative_to(folder).as_posix(), content
                total += len(content)
                if total > _MOST_BYTES:  # such links are refused: there may be any number of them
                    return
