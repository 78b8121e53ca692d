"""Pages of a reference as files: what is written, and which files of before go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neto_gen.files.atomic import update_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MARK: Final = "<!-- Written by neto-gen docs; do not edit. -->\n"
"""What every page ends with: a file without it is somebody's own."""


def write_pages(
    folder: Path, pages: Mapping[str, str], *, is_trial: bool = False
) -> dict[str, list[str]]:
    """Write pages that changed, and remove those of before that are no more; return what was done.

    It is all of that or nothing. A file without our mark is never removed or overwritten. Raises OSError.
    """
    before = {
        path.relative_to(folder).as_posix(): content
        for pattern in ("*.md", "operations/*.md")
        for path in sorted(folder.glob(pattern))
        if path.is_file() and (content := path.read_bytes()).endswith(MARK.encode())
    }
    for name in pages:
        if name not in before and (folder / name).exists():
            message = f"{name} is there, and was not written by neto-gen docs"
            raise FileExistsError(message)
    made = {name: f"{text}\n{MARK}".encode() for name, text in pages.items()}
    differing = {name: content for name, content in made.items() if before.get(name) != content}
    removed = [name for name in before if name not in made]
    if (differing or removed) and not is_trial:
        update_folder(folder, differing, removed, seen={n: before.get(n) for n in differing})
    return {
        "created": [name for name in differing if name not in before],
        "changed": [name for name in differing if name in before],
        "removed": removed,
    }
