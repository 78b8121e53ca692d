"""What differs between the files of a package and the folder that they go to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from neto_gen.problems import ExitCode, Failure, Problem
from neto_gen.publish.manifest import MANIFEST_NAME, sha256

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from neto_gen.publish.manifest import Manifest


class Changes:
    """Paths in the package, sorted, by what a build does to them.

    `edited` are files that someone changed since they were generated, or wrote where a generated
    file belongs; they are among `changed` or `removed` too. `unknown` are files that the manifest
    does not know: a build leaves them alone. `diffs` are unified diffs by path.
    """

    __slots__ = ("changed", "created", "diffs", "edited", "removed", "unchanged", "unknown")

    def __init__(
        self,
        *,
        created: Iterable[str] = (),
        changed: Iterable[str] = (),
        removed: Iterable[str] = (),
        unchanged: Iterable[str] = (),
        unknown: Iterable[str] = (),
    ) -> None:
        self.created = [*created]
        self.changed = [*changed]
        self.removed = [*removed]
        self.unchanged = [*unchanged]
        self.edited: list[str] = []
        self.unknown = [*unknown]
        self.diffs: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self.created or self.changed or self.removed)

    @property
    def stale(self) -> list[str]:
        """Files that are as they were generated, which is not as they would be now."""
        return [path for path in self.changed if path not in self.edited]

    @property
    def diff(self) -> str:
        """All differences as one unified diff."""
        return "".join(self.diffs.values())


def find_changes(
    target: Path, shown: str, files: Mapping[str, bytes], manifest: Manifest | None
) -> Changes:
    """Compare the files of a package with its folder. The manifest itself is left out."""
    changes = Changes()
    generated = manifest.files if manifest is not None else dict[str, str]()
    for path in sorted({*files, *generated}):
        current = _read(target / path, f"{shown}/{path}")
        wanted = files.get(path)
        if current == wanted:
            if wanted is not None:
                changes.unchanged.append(path)
            continue
        known = generated.get(path)
        if current is not None and (known is None or sha256(current) != known):
            changes.edited.append(path)
        if current is None:
            changes.created.append(path)
        elif wanted is None:
            changes.removed.append(path)
        else:
            changes.changed.append(path)
        changes.diffs[path] = _unified_diff(f"{shown}/{path}", current, wanted)
    changes.unknown = unknown_files(target, {*files, *generated})
    return changes


def unknown_files(target: Path, known: Collection[str]) -> list[str]:
    """The files of a package that are not generated, but for what Python and neto-gen keep there."""
    found: list[str] = []
    for folder, folders, names in os.walk(target):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        inner = os.path.relpath(folder, target).replace(os.sep, "/")
        paths = (name if inner == "." else f"{inner}/{name}" for name in sorted(names))
        found += [path for path in paths if path not in known and path != MANIFEST_NAME]
    return sorted(found)


def _read(path: Path, shown: str) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        hint = "a generated file belongs here: move what is in its place"
        problem = Problem(f"cannot be read: {error.strerror}", shown, hint)
        raise Failure(ExitCode.USAGE, problem) from None


def _unified_diff(path: str, current: bytes | None, wanted: bytes | None) -> str:
    import difflib  # noqa: PLC0415 - only where something differs

    lines = difflib.unified_diff(
        _lines(current),
        _lines(wanted),
        "/dev/null" if current is None else f"a/{path}",
        "/dev/null" if wanted is None else f"b/{path}",
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _lines(content: bytes | None) -> list[str]:
    return [] if content is None else content.decode(errors="replace").splitlines(keepends=True)
