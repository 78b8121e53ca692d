"""The lock of a schema folder: where each file came from, when, and what it was then."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, cast

from neto_gen.files.line_ends import plain_lines, windows_lines
from neto_gen.files.toml_literals import toml_literal
from neto_gen.problems import ExitCode, Failure, Problem
from neto_gen.sources.folder import LOCK_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.sources.folder import SchemaFolder

Origin = Literal["downloaded", "mirrored", "transcribed", "local"]
_ORIGINS = ("downloaded", "mirrored", "transcribed", "local")
FETCHED = frozenset({"downloaded", "mirrored"})
_KEYS = {"file": str, "sha256": str, "size": int, "origin": str}
_OPTIONAL = {"address": str, "page": str, "etag": str, "last_modified": str, "date": dt.date}
_ABOUT = """\
# Where each schema of this folder came from. Written by neto-gen fetch and neto-gen lock.
# origin = "downloaded": the vendor's own file, byte for byte.
# origin = "mirrored": a file of the mirror that the settings name, byte for byte.
# origin = "transcribed": written from the vendor's documentation page; not the vendor's file.
# origin = "local": written or edited by whoever keeps this folder, and recorded as such.
version = 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """One file of the lock.

    `size` is in bytes. `address` is where the file came from, and `page` the documentation
    that it was written from; `etag` and `last_modified` are what the vendor's server called this
    edition of it, and `date` is the day on which it came here. Of a file that was edited, `original`
    is what was locked before the first edit.
    """

    file: str
    sha256: str
    size: int
    origin: Origin
    address: str | None = None
    page: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    date: dt.date | None = None
    original: Locked | None = None

    def matches(self, content: bytes) -> bool:
        """Tell whether a file still is what was locked.

        Version control may have converted line endings in either direction: that does not count as
        an edit.
        """
        return any(
            len(text) == self.size and hashlib.sha256(text).hexdigest() == self.sha256
            for text in _spellings(content)
        )


def _spellings(content: bytes) -> Iterator[bytes]:
    """Yield a text unchanged, with Unix line endings, and with those of Windows."""
    yield content
    yield plain_lines(content)
    yield windows_lines(content)


def read_lock(folder: SchemaFolder) -> dict[str, Locked] | None:
    """Read the lock; return its entries by file, or None when the folder has no lock.

    Raises Failure when the lock cannot be understood.
    """
    content = folder.read(LOCK_NAME)
    if content is None:
        return None

    where = folder.file(LOCK_NAME)
    try:
        data = tomllib.loads(content.decode())
    except (ValueError, RecursionError) as error:  # ValueError: a number of 5,000 digits, too
        hint = "restore it from version control"
        raise Failure(ExitCode.SOURCE, Problem(f"not TOML: {error}", where, hint)) from None
    if data.get("version") != 1:
        hint = "update neto-gen: the lock may come from a newer one"
        raise Failure(ExitCode.SOURCE, Problem("has no version = 1", where, hint))
    tables: Any = data.get("schema", [])
    if not isinstance(tables, list):
        raise Failure(ExitCode.SOURCE, Problem("has no [[schema]] tables", where))
    locked = [_locked(table, where) for table in cast("list[object]", tables)]
    return {entry.file: entry for entry in locked}


def _locked(table: object, where: str) -> Locked:
    entry: dict[str, Any] = cast("dict[str, Any]", table) if isinstance(table, dict) else {}
    name = entry["file"] if isinstance(entry.get("file"), str) else "an entry"
    for key, kind in _KEYS.items():
        if type(entry.get(key)) is not kind:
            raise Failure(ExitCode.SOURCE, Problem(f"{name} has no {key}", where))
    for key, kind in _OPTIONAL.items():
        if key in entry and type(entry[key]) is not kind:
            what = f"{key} of {name} is not a {'date' if key == 'date' else 'text'}"
            raise Failure(ExitCode.SOURCE, Problem(what, where))
    if entry["origin"] not in _ORIGINS:
        what = f'{entry["file"]} has the origin "{entry["origin"]}"'
        hint = f"the origin is one of {', '.join(_ORIGINS)}"
        raise Failure(ExitCode.SOURCE, Problem(what, where, hint))
    known: dict[str, Any] = {key: entry.get(key) for key in (*_KEYS, *_OPTIONAL)}
    original: object = entry.get("original")
    if isinstance(original, dict):
        known["original"] = _locked(
            {**cast("dict[str, Any]", original), "file": name, "original": None}, where
        )
    elif original is not None:
        raise Failure(ExitCode.SOURCE, Problem(f"original of {name} is not a table", where))
    return Locked(**known)


def lock_file(
    content: bytes, file: str, origin: Origin, **more: str | dt.date | Locked | None
) -> Locked:
    """Return the entry of a file with this content."""
    digest = hashlib.sha256(content).hexdigest()
    known: dict[str, Any] = {"size": len(content), **more}
    return Locked(file=file, sha256=digest, origin=origin, **known)


def format_lock(entries: dict[str, Locked]) -> bytes:
    """Return the content of the lock's file."""
    parts = [_ABOUT]
    for _, entry in sorted(entries.items()):
        lines = ["[[schema]]"]
        lines += (f"{key} = {toml_literal(value)}" for key, value in _table(entry).items())
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts).encode()


def _table(entry: Locked) -> dict[str, object]:
    """Return the keys of an entry's table. The inner table, of the original, needs no file."""
    known = {field.name: getattr(entry, field.name) for field in fields(entry)}
    if entry.original is not None:
        known["original"] = {k: v for k, v in _table(entry.original).items() if k != "file"}
    return {key: value for key, value in known.items() if value is not None}
