"""Compare the files of a package with its folder."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from neto_gen.files.line_ends import plain_lines
from neto_gen.files.reading import read_file
from neto_gen.problems import ExitCode, Failure, Problem, reason
from neto_gen.publish.manifest import MANIFEST_NAME, sha256

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from neto_gen.publish.manifest import Manifest

_CACHES = frozenset({"__pycache__", ".ruff_cache"})


class Changes:
    """Paths in the package, sorted, by what a build does to them.

    `edited` are files that someone changed since they were generated, or wrote where a generated
    file belongs; they are among `changed` or `removed` too, and the latter are `in_the_way`.
    `unknown` are files that the manifest does not know: a build leaves them alone. `reformatted` are
    files that a formatter has laid out otherwise, which say the same: nothing differs, but a build puts
    them back as they were. `seen` is what was in the files that change, None where there was none; of
    links, nothing is said.
    """

    __slots__ = (
        *("changed", "created", "edited", "in_the_way", "reformatted", "removed", "seen", "texts"),
        *("unchanged", "unknown"),
    )

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
        self.in_the_way: list[str] = []
        self.reformatted: list[str] = []
        self.unknown = [*unknown]
        self.texts: dict[str, tuple[str, bytes | None, bytes | None]] = {}
        self.seen: dict[str, bytes | None] = {}

    def __bool__(self) -> bool:
        return self.count > 0

    @property
    def count(self) -> int:
        """The number of files that a build writes or removes."""
        return len(self.created) + len(self.changed) + len(self.removed)

    @property
    def stale(self) -> list[str]:
        """Files that are as they were generated, which is not as they would be now."""
        return [path for path in self.changed if path not in self.edited]

    @property
    def written(self) -> list[str]:
        """Files that a build writes."""
        return [*self.created, *self.changed, *self.reformatted]

    @property
    def diff(self) -> str:
        """All differences as one unified diff."""
        return "".join(map(self.diff_of, self.texts))

    def diff_of(self, path: str) -> str:
        """Return the changes of a file as a unified diff."""
        return _unified_diff(*self.texts[path])


def find_changes(
    target: Path, shown: str, files: Mapping[str, bytes], manifest: Manifest | None
) -> Changes:
    """Compare the files of a package with its folder. The manifest itself is left out.

    How lines end makes no difference. Raises Failure for a file that cannot be read, and for one
    that a link leads to.
    """
    changes = Changes()
    generated = manifest.files if manifest is not None else dict[str, str]()
    for path in sorted({*files, *generated}):
        _refuse_links(target, shown, path)
        current = _read(target / path, f"{shown}/{path}")
        wanted = files.get(path)
        is_link = (target / path).is_symlink()
        if (current if current is None else plain_lines(current)) == wanted:
            if wanted is not None:
                changes.unchanged.append(path)
            continue
        known = generated.get(path)
        is_generated = current is not None and sha256(current) == known
        if not is_link and not is_generated and _is_reformatted(path, current, wanted):
            changes.seen[path] = current
            changes.reformatted.append(path)
            continue
        if is_link or (current is not None and not is_generated):
            changes.edited.append(path)
            if known is None:
                changes.in_the_way.append(path)
        if not is_link:
            changes.seen[path] = current
        if current is None:
            changes.created.append(path)
        elif wanted is None:
            changes.removed.append(path)
        else:
            changes.changed.append(path)
        changes.texts[path] = f"{shown}/{path}", current, wanted
    changes.unknown = unknown_files(target, {*files, *generated})
    return changes


def _is_reformatted(path: str, current: bytes | None, wanted: bytes | None) -> bool:
    """Tell whether a file is a module with the same code in another layout."""
    if current is None or wanted is None or not path.endswith(".py"):
        return False

    from neto_gen.publish.meaning import says_the_same  # noqa: PLC0415 - seldom needed

    return says_the_same(current, wanted)


def unknown_files(target: Path, known: Collection[str]) -> list[str]:
    """Return files in a package that are not generated, except those of Python, ruff and neto-gen."""
    found: list[str] = []
    for folder, folders, names in os.walk(target):
        folders[:] = sorted(set(folders) - _CACHES)
        inner = os.path.relpath(folder, target).replace(os.sep, "/")
        paths = (name if inner == "." else f"{inner}/{name}" for name in sorted(names))
        found += [path for path in paths if path not in known and path != MANIFEST_NAME]
    return sorted(found)


def _refuse_links(target: Path, shown: str, path: str) -> None:
    """Raise Failure when a folder on the way to a file is a link: what is behind it is not ours."""
    parts = path.split("/")[:-1]
    for length in range(1, len(parts) + 1):
        above = "/".join(parts[:length])
        if (target / above).is_symlink():
            hint = f"move the link away, or restore {shown}/{MANIFEST_NAME} from version control"
            problem = Problem(f"a link on the way to {path}", f"{shown}/{above}", hint)
            raise Failure(ExitCode.USAGE, problem)


def _read(path: Path, shown: str) -> bytes | None:
    try:
        return read_file(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        hint = "a generated file belongs here: move what is in its place"
        problem = Problem(f"cannot be read: {reason(error)}", shown, hint)
        raise Failure(ExitCode.USAGE, problem) from None


def _unified_diff(path: str, current: bytes | None, wanted: bytes | None) -> str:
    import difflib  # noqa: PLC0415 - only where somebody looks

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
    """Return the lines of a text, which only line feeds end, unlike with `splitlines`."""
    text = "" if content is None else plain_lines(content).decode(errors="replace")
    return [line for line in re.split(r"(?<=\n)", text) if line]
