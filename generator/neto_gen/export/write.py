"""Put the files of an export where they belong: all of them, or none."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from neto_gen.build.inputs import shown_path
from neto_gen.export.api import as_json
from neto_gen.files.atomic import update_folder, write_file
from neto_gen.files.line_ends import plain_lines
from neto_gen.files.paths import faults
from neto_gen.files.reading import read_file
from neto_gen.problems import ExitCode, Failure, Problem, reason
from neto_gen.publish.manifest import sha256

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from neto_gen.export.api import ExportFormat

LIST: Final = "neto-gen-export.json"
"""The file of a folder that lists what an export has put there."""
_MARK: Final = b"neto-gen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The result of an export: the files by what happened to them, and their diffs."""

    target: str
    created: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    count: int
    diff: str

    def __bool__(self) -> bool:
        return bool(self.created or self.changed or self.removed)


def put(
    export_format: ExportFormat,
    files: Mapping[str, bytes],
    output: Path,
    *,
    check: bool,
    overwrite: bool,
) -> Exported:
    """Bring a file or a folder up to date, or with `check` only say how it differs. Raises Failure."""
    shown = shown_path(output)
    try:
        _require_kind(output, shown, is_file=export_format.is_file)
        if export_format.is_file:
            (content,) = files.values()
            return _put_file(content, output, shown, check=check, overwrite=overwrite)
        return _put_folder(export_format, files, output, shown, check=check, overwrite=overwrite)
    except OSError as error:
        hint = "nothing was written; check the disk and its permissions, or choose another --output"
        what = f"cannot be written: {reason(error)}"
        raise Failure(ExitCode.USAGE, Problem(what, shown, hint)) from None


def _require_kind(output: Path, shown: str, *, is_file: bool) -> None:
    if is_file and output.is_dir():
        hint = "name a file in it, with its extension"
        raise Failure(
            ExitCode.USAGE, Problem("is a folder, and this format is one file", shown, hint)
        )
    if not is_file and output.exists() and not output.is_dir():
        hint = "name a folder; it is created if it does not exist"
        raise Failure(
            ExitCode.USAGE, Problem("is a file, and this format is a folder", shown, hint)
        )


def _put_file(
    content: bytes, output: Path, shown: str, *, check: bool, overwrite: bool
) -> Exported:
    current = read_file(output) if output.exists() else None
    is_same = current is not None and plain_lines(current) == content
    done = _exported(shown, {} if is_same else {"": (current, content)}, 1)
    if done and not check:
        if current is not None and _MARK not in current and not overwrite:
            raise Failure(ExitCode.DIFFERS, _in_the_way(shown))
        output.parent.mkdir(parents=True, exist_ok=True)
        write_file(output, content)
    return done


def _put_folder(
    export_format: ExportFormat,
    files: Mapping[str, bytes],
    output: Path,
    shown: str,
    *,
    check: bool,
    overwrite: bool,
) -> Exported:
    known = _listed(output / LIST, f"{shown}/{LIST}")
    wanted: dict[str, bytes | None] = {**dict.fromkeys(known), **files}
    differing: dict[str, tuple[bytes | None, bytes | None]] = {}
    edited: list[Problem] = []
    for path, content in sorted(wanted.items()):
        target = output / path
        current = read_file(target, follow=False) if target.exists() else None
        plain = None if current is None else plain_lines(current)
        if plain == content:
            continue
        differing[path] = current, content
        if plain is not None and sha256(plain) != known.get(path):
            edited.append(_in_the_way(f"{shown}/{path}"))
    done = _exported(shown, differing, len(files))
    listing = as_json(
        {
            "comment": f"Written by neto-gen export {export_format.name}. A later export removes files that it no longer writes.",
            "files": {path: sha256(content) for path, content in sorted(files.items())},
        }
    )
    is_listed = (output / LIST).is_file() and plain_lines(read_file(output / LIST)) == listing
    if check or (not done and is_listed):
        return done
    if edited and not overwrite:
        raise Failure(ExitCode.DIFFERS, *edited)
    update_folder(
        output,
        {**{p: new for p, (_, new) in differing.items() if new is not None}, LIST: listing},
        [path for path, (_, new) in differing.items() if new is None],
        seen={path: current for path, (current, _) in differing.items()},
    )
    return done


def _in_the_way(where: str) -> Problem:
    what = "was edited by hand, or is not a file of an export"
    return Problem(what, where, "move it away, or export with --overwrite; nothing was written")


def _listed(path: Path, shown: str) -> dict[str, str]:
    """Return the files of an earlier export to a folder, with their hashes. Raises Failure."""
    if not path.exists():
        return {}
    try:
        data: object = json.loads(read_file(path, follow=False))
        found: object = cast("dict[str, object]", data)["files"]
        files = {**cast("dict[str, object]", found)}
    except (ValueError, TypeError, KeyError, RecursionError):
        hint = "restore it from version control, or remove it; nothing was written"
        raise Failure(ExitCode.USAGE, Problem("cannot be understood", shown, hint)) from None
    for name, what in faults([*files]).items():
        hint = "restore the list from version control, or remove it; nothing was written"
        raise Failure(ExitCode.USAGE, Problem(f'lists "{name}", which {what}', shown, hint))
    return {name: str(value) for name, value in files.items()}


def _exported(
    shown: str, differing: Mapping[str, tuple[bytes | None, bytes | None]], count: int
) -> Exported:
    paths = {path: f"{shown}/{path}" if path else shown for path in differing}
    kinds: dict[str, list[str]] = {"created": [], "changed": [], "removed": []}
    for path, (current, new) in differing.items():
        kind = "created" if current is None else "removed" if new is None else "changed"
        kinds[kind].append(paths[path])
    return Exported(
        target=shown,
        **{kind: tuple(found) for kind, found in kinds.items()},
        count=count,
        diff="".join(_diff(paths[path], *states) for path, states in differing.items()),
    )


def _diff(path: str, current: bytes | None, wanted: bytes | None) -> str:
    one, other = (
        [] if content is None else content.decode(errors="replace").splitlines(keepends=True)
        for content in (current, wanted)
    )
    return "".join(difflib.unified_diff(one, other, path, path))
