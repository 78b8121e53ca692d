"""The lock of a schema folder: where each file came from, and what it was then."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from neto_gen.problems import ExitCode, Failure, Problem

if TYPE_CHECKING:
    from neto_gen.sources.folder import SchemaFolder

LOCK_NAME = "schemas.lock"
Origin = Literal["downloaded", "transcribed"]
_KEYS = {"file": str, "address": str, "sha256": str, "size": int, "origin": str}


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """One file of the lock. `address` is where the vendor has it; `size` is in bytes."""

    file: str
    address: str
    sha256: str
    size: int
    origin: Origin

    def matches(self, content: bytes) -> bool:
        """Whether the file is still what was locked."""
        return len(content) == self.size and hashlib.sha256(content).hexdigest() == self.sha256


def read_lock(folder: SchemaFolder) -> dict[str, Locked] | None:
    """The locked files by name, or None when the folder has no lock.

    Raises Failure when the lock cannot be understood.
    """
    content = folder.read(LOCK_NAME)
    if content is None:
        return None
    where = folder.file(LOCK_NAME)
    try:
        data = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
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
    for key, kind in _KEYS.items():
        if type(entry.get(key)) is not kind:
            name = entry.get("file", "an entry")
            raise Failure(ExitCode.SOURCE, Problem(f"{name} has no {key}", where))
    if entry["origin"] not in ("downloaded", "transcribed"):
        what = f'{entry["file"]} has the origin "{entry["origin"]}"'
        hint = 'the origin is "downloaded" or "transcribed"'
        raise Failure(ExitCode.SOURCE, Problem(what, where, hint))
    return Locked(**{key: entry[key] for key in _KEYS})
