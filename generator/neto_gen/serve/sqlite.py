"""The state of a store in a file of SQLite: what was answered is on disk, whatever becomes of us."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from neto_gen.problems import ExitCode, Failure, Problem, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

Stored = dict[str, Any]

FORMAT = 1
# "NETO", the id by which SQLite files name their application.
_APPLICATION = 0x4E45544F
_PAGE = 500
_TABLES = """
create table records (
    place integer primary key autoincrement,
    kind text not null,
    key text not null,
    record text not null,
    unique (kind, key)
);
create index of_kind on records (kind, place);
create table numbers (kind text primary key, number integer not null) without rowid;
"""


class SqliteState:
    """A state in a file. It is of one thread.

    A transaction is in the file's log before it is answered: it survives the end of the process at any
    moment, though not that of the system, which would cost a wait for the disk at each request.
    """

    def __init__(self, path: Path, *, most: int, full: Callable[[], Exception], first: int) -> None:
        self._most = most
        self._full = full
        self._first = first
        try:
            self._db = sqlite3.connect(path, timeout=0, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise
        except (sqlite3.Error, OSError) as error:
            what = f"is not a store that this neto-gen can open: {_said(error)}"
            hint = "name another file with --data; it is created if it does not exist"
            raise Failure(ExitCode.USAGE, Problem(what, str(path), hint)) from None

    def _prepare(self) -> None:
        # Two stores on one file would hand out the same numbers.
        self._db.execute("pragma locking_mode = exclusive")
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        self._db.execute("begin exclusive")
        application = self._one("pragma application_id")
        version = self._one("pragma user_version")
        if application == 0 and not self._one("select count(*) from sqlite_master"):
            for statement in _TABLES.split(";"):
                self._db.execute(statement)
            self._db.execute(f"pragma application_id = {_APPLICATION}")
            self._db.execute(f"pragma user_version = {FORMAT}")
        elif (application, version) != (_APPLICATION, FORMAT):
            self._db.execute("rollback")
            raise sqlite3.DatabaseError("it was created by another program")
        self._db.execute("commit")
        self._count = self._one("select count(*) from records")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def get(self, kind: str, key: str) -> Stored | None:
        """Return the record with this key."""
        found = self._db.execute(
            "select record from records where kind = ? and key = ?", (kind, key)
        ).fetchone()
        return None if found is None else json.loads(found[0])

    def put(self, kind: str, key: str, record: Stored) -> None:
        """Keep a record."""
        text = json.dumps(record, separators=(",", ":"))
        changed = self._db.execute(
            "update records set record = ? where kind = ? and key = ?", (text, kind, key)
        ).rowcount
        if not changed:
            if self._count >= self._most:
                raise self._full()
            self._db.execute(
                "insert into records (kind, key, record) values (?, ?, ?)", (kind, key, text)
            )
            self._count += 1

    def remove(self, kind: str, key: str) -> None:
        """Forget the record of this key."""
        statement = "delete from records where kind = ? and key = ?"
        self._count -= self._db.execute(statement, (kind, key)).rowcount

    def all(self, kind: str) -> Iterator[Stored]:
        """Yield all records of a kind in the order they were added, without loading all at once."""
        last = 0
        while True:
            rows = self._db.execute(
                "select place, record from records where kind = ? and place > ? "
                "order by place limit ?",
                (kind, last, _PAGE),
            ).fetchall()
            for _, text in rows:
                yield json.loads(text)
            if len(rows) < _PAGE:
                return
            last = rows[-1][0]

    def counts(self) -> dict[str, int]:
        """Return the number of records by kind."""
        return dict(self._db.execute("select kind, count(*) from records group by kind").fetchall())

    def next_number(self, kind: str) -> int:
        """Return a new number for a record of this kind, never used before."""
        found: int = self._db.execute(
            "insert into numbers values (?, ?) "
            "on conflict (kind) do update set number = number + 1 returning number",
            (kind, self._first),
        ).fetchone()[0]
        return found

    def numbers(self) -> dict[str, int]:
        """Return the last number of each kind."""
        return dict(self._db.execute("select kind, number from numbers").fetchall())

    def set_number(self, kind: str, number: int) -> None:
        """Set the last number of a kind; the next one follows it."""
        self._db.execute("insert or replace into numbers values (?, ?)", (kind, number))

    def clear(self) -> None:
        """Forget everything."""
        self._db.execute("delete from records")
        self._db.execute("delete from numbers")
        self._count = 0

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Run all statements inside as one transaction."""
        self._db.execute("begin immediate")
        try:
            yield
            self._db.execute("commit")
        except BaseException:
            if self._db.in_transaction:  # a full disk has rolled it back already
                self._db.execute("rollback")
            self._count = self._one("select count(*) from records")
            raise

    def _one(self, statement: str) -> int:
        found: int = self._db.execute(statement).fetchone()[0]
        return found


def _said(error: sqlite3.Error | OSError) -> str:
    text = reason(error) if isinstance(error, OSError) else str(error)
    return "it is open in another process" if "locked" in text else text
