"""Going through the pages of an answer: which to ask for next, and when to stop."""

from __future__ import annotations

import logging
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, cast

from ._errors import ArgumentError
from ._interrupts import guarded
from ._options import shown

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

# So many pages further on, no store has any more.
_FAR = 1_000_000
# How many pages without a readable record may follow each other.
_MOST_UNREAD = 10


class Pages:
    """The requests for one page after the other, and the records that are new in each.

    A store does not say how many pages there are, may fill one only in part before the last, and
    may send a record again. `keys` are the fields that tell records apart: a record with a key that
    came before is left out, and a page that brings nothing new is the end.

    Records without a key are all new, as they may be different and look the same. What comes after a
    page of them that has come before may be the end or not, as there are stores that answer with
    their last page whatever page they are asked for. A page far behind the last one tells these from
    those that answer with nothing.

    A page of which no record can be read is not the end, unless the same or many of them follow.
    """

    def __init__(
        self, request: Any, limit: int, keys: Sequence[str], items: str  # noqa: ANN401
    ) -> None:
        if type(limit) is not int or limit < 1:
            message = f"limit is {shown(limit)}; a page has at least 1 record"
            raise ArgumentError(message)
        own = request.filter
        self._request = request
        self._filter = own and replace(own, page=own.page or 0, limit=own.limit or limit)
        self._keys = keys
        self._items = items
        self._unread = 0
        self._seen: set[Hashable] = set()
        self._pages: set[int] = set()
        self._repeated: list[Any] = []
        self._is_empty_far_on = False
        self.more = True

    def request(self) -> Any:  # noqa: ANN401 - each operation declares its own
        """Return the request for the next page."""
        page = self._filter
        if self._repeated:
            page = replace(page, page=page.page + _FAR)
        return replace(self._request, filter=page)

    def new(self, page: Any) -> list[Any]:  # noqa: ANN401 - each operation declares its own
        """Return the records of a page that have not been there before."""
        records: list[Any] = getattr(page, self._items)
        if self._repeated:
            repeated, self._repeated = self._repeated, []
            self.more = self._is_empty_far_on = not records
            if not self.more:
                guarded(
                    logging.getLogger(__package__).warning,
                    "%s: pagination ends at page %d, as the store repeats a page forever; records without"
                    " a key cannot be distinguished, so request a key field",
                    type(self._request).__name__,
                    self._filter.page - 1,
                )
            return repeated if self.more else []
        found: list[Any] = []
        has_keys = True
        for record in records:
            key = self._key(record)
            if key is None:
                has_keys = False
            elif key in self._seen:
                continue
            self._seen.add(key)
            found.append(record)
        self._filter = replace(self._filter, page=self._filter.page + 1)
        self._unread = 0 if found else self._unread + 1
        is_unread = self._is_unread(page) and self._unread < _MOST_UNREAD
        self.more = bool(found) or is_unread
        if not (has_keys or self._is_empty_far_on) and self._has_been(records):
            self._repeated, found = found, []
        return found

    def _is_unread(self, page: Any) -> bool:  # noqa: ANN401 - as above
        """Tell whether a page has unreadable records that were not there before."""
        field = dict(page._declared.fields)[self._items]  # noqa: SLF001 - a record's own
        unread: object = page.extra.get(field.key)
        return unread is not None and not self._has_been([unread])

    def _key(self, record: object) -> Hashable:
        """Return the key of a record, or None if it has none."""
        values = tuple([getattr(record, key) for key in self._keys])
        for value in values:  # of which the first is set in nearly all records
            if value not in (None, ""):
                return values
        return None

    def _has_been(self, records: Sequence[Any]) -> bool:
        """Tell whether a page with the same records, in whatever order, was there before."""
        page = hash(tuple(sorted(map(_told, records))))
        if page in self._pages:
            return True
        self._pages.add(page)
        return False


def _told(value: object) -> str:
    """Return all content of a record or a part of one as text, independent of the order in objects."""
    from ._model import Record  # noqa: PLC0415 - every response has it

    if isinstance(value, Record):
        inner = (f"{own.name}={_told(getattr(value, own.name))}" for own in fields(value))
        return f"{type(value).__name__}({','.join(inner)})"
    if isinstance(value, list):
        return f"[{','.join(map(_told, cast('list[object]', value)))}]"
    if isinstance(value, dict):
        pairs = cast("dict[str, object]", value).items()
        return f"{{{','.join(sorted(f'{name!r}:{_told(item)}' for name, item in pairs))}}}"
    return repr(value)
