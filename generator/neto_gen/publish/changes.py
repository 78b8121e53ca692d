"""What differs between the files of a package and the folder that they go to."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neto_gen.problems import ExitCode, Failure, Problem
from neto_gen.publish.manifest import ManifestFile, sha256

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from neto_gen.publish.manifest import Manifest


@dataclass(slots=True, kw_only=True)
class Changes:
    """Paths in the package, sorted, by what a build does to them.

    `edited` are files that someone changed since they were generated, or wrote where a generated
    file belongs; they are among `changed` or `removed` too.
    """

    created: list[str] = field(default_factory=list[str])
    changed: list[str] = field(default_factory=list[str])
    removed: list[str] = field(default_factory=list[str])
    unchanged: list[str] = field(default_factory=list[str])
    edited: list[str] = field(default_factory=list[str])
    diff: str = ""

    def __bool__(self) -> bool:
        return bool(self.created or self.changed or self.removed)


def find_changes(
    target: Path, shown: str, files: Mapping[str, bytes], manifest: Manifest | None
) -> Changes:
    """Compare the files of a package with its folder. The manifest itself is left out."""
    changes = Changes()
    generated = manifest.files if manifest is not None else dict[str, ManifestFile]()
    diffs: list[str] = []
    for path in sorted({*files, *generated}):
        current = _read(target / path, f"{shown}/{path}")
        wanted = files.get(path)
        if current == wanted:
            if wanted is not None:
                changes.unchanged.append(path)
            continue
        known = generated.get(path)
        if current is not None and (known is None or sha256(current) != known.sha256):
            changes.edited.append(path)
        if current is None:
            changes.created.append(path)
        elif wanted is None:
            changes.removed.append(path)
        else:
            changes.changed.append(path)
        diffs += _unified_diff(f"{shown}/{path}", current, wanted)
    changes.diff = "".join(diffs)
    return changes


def _read(path: Path, shown: str) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        hint = "a generated file belongs here: move what is in its place"
        problem = Problem(f"cannot be read: {error.strerror}", shown, hint)
        raise Failure(ExitCode.USAGE, problem) from None


def _unified_diff(path: str, current: bytes | None, wanted: bytes | None) -> list[str]:
    lines = difflib.unified_diff(
        _lines(current),
        _lines(wanted),
        "/dev/null" if current is None else f"a/{path}",
        "/dev/null" if wanted is None else f"b/{path}",
    )
    return [
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    ]


def _lines(content: bytes | None) -> list[str]:
    return [] if content is None else content.decode(errors="replace").splitlines(keepends=True)
