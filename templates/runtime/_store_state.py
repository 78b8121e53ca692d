"""Keep the state of a stand-in store: records by kind and key, and the numbers given out."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from contextlib import AbstractContextManager

Stored = dict[str, Any]
"""A record by the names of its elements: texts, records and lists of these. It is never changed."""


FIRST_NUMBER = 1001
MOST_RECORDS = 1_000_000


def is_record(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a value is a record."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Tell whether a value is a list."""
    return isinstance(value, list)


def as_record(value: object) -> Stored:
    """Return a value that is a record, or an empty record."""
    return value if is_record(value) else {}


def as_list(value: object) -> list[Any]:
    """Return a value that is a list, or a list with the value."""
    return value if is_list(value) else [value]


class FullError(Exception):
    """The store has as many records as it may have."""


class State(Protocol):
    """The storage of a store's records."""

    def get(self, kind: str, key: str) -> Stored | None:
        """Return the record with this key."""
        ...

    def put(self, kind: str, key: str, record: Stored) -> None:
        """Keep a record. Raises FullError when there are too many."""
        ...

    def remove(self, kind: str, key: str) -> None:
        """Forget the record of this key."""
        ...

    def all(self, kind: str) -> Iterable[Stored]:
        """Return all records of a kind in the order they were added."""
        ...

    def counts(self) -> dict[str, int]:
        """Return the number of records by kind."""
        ...

    def next_number(self, kind: str) -> int:
        """Return a new number for a record of this kind, never used before."""
        ...

    def numbers(self) -> dict[str, int]:
        """Return the last number of each kind."""
        ...

    def set_number(self, kind: str, number: int) -> None:
        """Set the last number of a kind; the next one follows it."""
        ...

    def clear(self) -> None:
        """Forget everything."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Return a context in which all changes are made, or none."""
        ...


class MemoryState:
    """A state in memory."""

    def __init__(self, *, most: int = MOST_RECORDS) -> None:
        self._records: dict[str, dict[str, Stored]] = {}
        self._numbers: dict[str, int] = {}
        self._most = most
        self._count = 0
        # Functions that undo the changes of a transaction, the last one first.
        self._undo: list[tuple[dict[str, Any], str, Any]] = []
        # In which order the records of a kind were before the first of them was removed.
        self._orders: dict[str, list[str]] = {}

    def get(self, kind: str, key: str) -> Stored | None:
        """Return the record with this key."""
        return self._records.get(kind, {}).get(key)

    def put(self, kind: str, key: str, record: Stored) -> None:
        """Keep a record. Raises FullError when there are too many."""
        records = self._records.setdefault(kind, {})
        if key not in records:
            if self._count >= self._most:
                raise FullError
            self._count += 1
        self._set(records, key, record)

    def remove(self, kind: str, key: str) -> None:
        """Forget the record of this key."""
        records = self._records.get(kind, {})
        if key in records:
            if kind not in self._orders:
                self._orders[kind] = [*records]
            self._undo.append((records, key, records.pop(key)))
            self._count -= 1

    def all(self, kind: str) -> Iterator[Stored]:
        """Return all records of a kind in the order they were added."""
        return iter([*self._records.get(kind, {}).values()])

    def counts(self) -> dict[str, int]:
        """Return the number of records by kind."""
        return {kind: len(records) for kind, records in self._records.items() if records}

    def next_number(self, kind: str) -> int:
        """Return a new number for a record of this kind, never used before."""
        number = self._numbers.get(kind, FIRST_NUMBER - 1) + 1
        self._set(self._numbers, kind, number)
        return number

    def numbers(self) -> dict[str, int]:
        """Return the last number of each kind."""
        return dict(self._numbers)

    def set_number(self, kind: str, number: int) -> None:
        """Set the last number of a kind; the next one follows it."""
        self._set(self._numbers, kind, number)

    def clear(self) -> None:
        """Forget everything."""
        for kind, records in self._records.items():
            for key in [*records]:
                self.remove(kind, key)
        for kind in [*self._numbers]:
            self._undo.append((self._numbers, kind, self._numbers.pop(kind)))

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Make all changes inside, or none."""
        self._forget()
        try:
            yield
        except BaseException:
            for values, key, before in reversed(self._undo):
                if before is None:
                    del values[key]
                else:
                    values[key] = before
            for kind, keys in self._orders.items():
                records = self._records[kind]
                self._records[kind] = {key: records[key] for key in keys if key in records}
            self._count = sum(map(len, self._records.values()))
            raise
        finally:
            self._forget()

    def _forget(self) -> None:
        self._undo.clear()
        self._orders.clear()

    def _set(self, values: dict[str, Any], key: str, value: Any) -> None:  # noqa: ANN401 - both
        self._undo.append((values, key, values.get(key)))
        values[key] = value


def dump(state: State) -> dict[str, Any]:
    """Return the content of a state as JSON values."""
    return {
        "numbers": state.numbers(),
        "records": {kind: [*state.all(kind)] for kind in sorted(state.counts())},
    }
