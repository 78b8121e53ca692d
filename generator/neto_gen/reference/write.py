"""Pages of a reference as files: what is written, and which files of before go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neto_gen.files.atomic import write_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MARK: Final = "<!-- Written by neto-gen docs; do not edit. -->\n"
"""What every page ends with: a file without it is somebody's own."""


def write_pages(
    folder: Path, pages: Mapping[str, str], *, is_trial: bool = False
) -> dict[str, list[str]]:
    """Write pages that changed, and remove those of before that are no more; return what was done.

    A file without our mark is never removed or overwritten. Raises OSError.
    """
    found: dict[str, list[str]] = {"created": [], "changed": [], "removed": []}
    before = {
        path.relative_to(folder).as_posix(): path
        for pattern in ("*.md", "operations/*.md")
        for path in sorted(folder.glob(pattern))
        if _is_ours(path)
    }
    for name in pages:
        if name not in before and (folder / name).exists():
            message = f"{name} is there, and was not written by neto-gen docs"
            raise FileExistsError(message)
    for name, text in pages.items():
        content = f"{text}\n{MARK}".encode()
        path = folder / name
        if name in before and path.read_bytes() == content:
            continue
        found["changed" if name in before else "created"].append(name)
        if not is_trial:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, content)
    for name, path in before.items():
        if name not in pages:
            found["removed"].append(name)
            if not is_trial:
                path.unlink()
    return found


def _is_ours(path: Path) -> bool:
    return path.is_file() and path.read_bytes().endswith(MARK.encode())
