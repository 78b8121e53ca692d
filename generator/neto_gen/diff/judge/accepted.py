"""The file of accepted changes: breaks that are meant, each with its reason."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from neto_gen.files.reading import read_file
from neto_gen.files.toml_literals import toml_literal
from neto_gen.problems import ExitCode, Failure, Problem, reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from neto_gen.diff.rules.facts import Fact

_KEYS = {"id", "location", "hash", "reason", "expires"}
_NO_REASON = "say why"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """One accepted change: its check, where it is, the hash of its two values, and why.

    With `expires` it holds up to and on that day.
    """

    id: str
    location: str
    hash: str
    reason: str
    expires: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Stale:
    """An acceptance that accepts nothing, and why."""

    acceptance: Acceptance
    why: str


def read_acceptances(path: Path) -> list[Acceptance]:
    """Read the entries of an acceptance file. Raises Failure when it is not valid."""
    where = str(path)
    try:
        data = tomllib.loads(read_file(path).decode())
    except OSError as error:
        hint = "--write-accept writes one"
        raise Failure(
            ExitCode.USAGE, Problem(f"cannot be read: {reason(error)}", where, hint)
        ) from None
    except (ValueError, RecursionError) as error:  # ValueError: a number of 5,000 digits, too
        raise Failure(ExitCode.USAGE, Problem(f"not TOML: {error}", where)) from None
    tables: Any = data.get("accept", [])
    if not isinstance(tables, list) or data.keys() - {"accept"}:
        hint = "every entry is a table [[accept]]"
        raise Failure(ExitCode.USAGE, Problem("has more than [[accept]] tables", where, hint))
    return [
        _acceptance(table, number, where)
        for number, table in enumerate(cast("list[object]", tables), 1)
    ]


def _acceptance(table: object, number: int, where: str) -> Acceptance:
    entry: dict[str, Any] = cast("dict[str, Any]", table) if isinstance(table, dict) else {}
    unknown = sorted(entry.keys() - _KEYS)
    if unknown:
        what = f'entry {number} has an unknown key "{unknown[0]}"'
        raise Failure(
            ExitCode.USAGE, Problem(what, where, f"the keys are {', '.join(sorted(_KEYS))}")
        )
    for key in ("id", "location", "hash", "reason"):
        is_there = isinstance(entry.get(key), str) and (key == "location" or entry[key].strip())
        if not is_there:  # what is about a schema as a whole has no location
            raise Failure(
                ExitCode.USAGE, Problem(f"entry {number} has no {key}", where, _NO_REASON)
            )
    expires = entry.get("expires")
    if expires is not None and type(expires) is not dt.date:
        what = f"entry {number}: expires is not a date"
        raise Failure(
            ExitCode.USAGE, Problem(what, where, "write it as 2026-12-31, without quotes")
        )
    return Acceptance(
        id=entry["id"],
        location=entry["location"],
        hash=entry["hash"],
        reason=entry["reason"],
        expires=expires,
    )


def mark_accepted(
    facts: Iterable[Fact], acceptances: Sequence[Acceptance], today: dt.date
) -> list[Stale]:
    """Mark the facts that are accepted, and return the entries that accept nothing."""
    known: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        known.setdefault((fact.id, fact.path), []).append(fact)
    stale: list[Stale] = []
    for entry in acceptances:
        several = known.get((entry.id, entry.location), [])  # such as values of one list
        meant = next((fact for fact in several if fact.fingerprint == entry.hash), None)
        if not several:
            stale.append(Stale(entry, "this change no longer exists"))
        elif meant is None:
            stale.append(Stale(entry, f"the change is now a different one: {several[0].change}"))
        elif entry.expires is not None and entry.expires < today:
            stale.append(Stale(entry, f"it expired on {entry.expires}"))
        else:
            meant.accepted = entry.reason
    return stale


def written(facts: Iterable[Fact], known: Sequence[Acceptance], reason: str) -> str:
    """Return the text of a file that accepts these facts; known entries keep reason and expiry."""
    before = {(entry.id, entry.location, entry.hash): entry for entry in known}
    parts = ["# Intended changes. neto-gen diff --accept reads this file.\n"]
    for fact in facts:
        entry = before.get((fact.id, fact.path, fact.fingerprint))
        lines = [
            "[[accept]]",
            f"id = {toml_literal(fact.id)}",
            f"location = {toml_literal(fact.path)}",
            f"hash = {toml_literal(fact.fingerprint)}",
            f"reason = {toml_literal(entry.reason if entry else reason)}",
        ]
        if entry is not None and entry.expires is not None:
            lines.append(f"expires = {entry.expires}")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)
