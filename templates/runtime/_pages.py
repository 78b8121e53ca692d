"""Going through the pages of an answer: which to ask for next, and when to stop."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence


class Pages:
    """The requests for one page after the other, and the records that are new in each.

    A store does not say how many pages there are, may fill one only in part before the last, and
    may send a record again. So a page that brings nothing new is the end. `keys` are the fields
    that tell records apart; where none of them has a value, or there are none, everything that is
    in a record does.
    """

    def __init__(self, request: Any, limit: int, keys: Sequence[str]) -> None:  # noqa: ANN401
        if type(limit) is not int or limit < 1:
            message = f"limit is {limit!r}; a page has at least 1 record"
            raise ValueError(message)
        own = request.filter
        self._request = request
        self._filter = replace(own, page=own.page or 0, limit=own.limit or limit)
        self._keys = keys
        self._seen: set[Hashable] = set()
        self.more = True

    def request(self) -> Any:  # noqa: ANN401 - every operation says which
        """The request for the next page."""
        return replace(self._request, filter=self._filter)

    def new(self, records: Sequence[Any]) -> list[Any]:
        """The records of a page that have not been there before."""
        found: list[Any] = []
        for record in records:
            key = self._key(record)
            if key not in self._seen:
                self._seen.add(key)
                found.append(record)
        self.more = bool(found)
        self._filter = replace(self._filter, page=self._filter.page + 1)
        return found

    def _key(self, record: object) -> Hashable:
        values = tuple(getattr(record, key) for key in self._keys)
        return values if any(value is not None for value in values) else repr(record)
