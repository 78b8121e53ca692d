"""Change, find and show the records of a stand-in store."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, cast

from . import _dialect
from ._errors import ArgumentError
from ._fields import declared_by
from ._store_kinds import ALIASES, FILTERS, OUTPUTS, SPARSE, fields_of, is_plain
from ._store_state import as_record, is_list, is_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ._fields import Declaration, Field
    from ._store_kinds import RecordKind
    from ._store_state import Stored

# What identifies the items of a list, unless it is the first element that both have.
_IDENTITIES = {"OrderLine": ("OrderLineID", "SKU"), "KitComponent": ("ComponentSKU",)}
_MOST_DIGITS = 50
# The instruction for an item of a list, which is not part of it.
_ORDERS = frozenset({"Delete", "Action"})
# Elements of a filter that are not criteria.
_SETTINGS = frozenset(
    {
        *("Page", "Limit", "OrderBy", "OrderDirection", "SortBy"),
        *("OutputSelector", "SplitKitComponents", "UpdateResults"),
    }
)


def now() -> str:
    """Return the current time in the wire's format."""
    found = datetime.now(UTC)
    return (
        f"{found:%Y-%m-%d %H:%M:%S}" if _dialect.DATE_TIME_IN_UTC else f"{found:%Y-%m-%dT%H:%M:%SZ}"
    )


def renamed(value: Any, name: str) -> Any:  # noqa: ANN401 - a value of a record
    """Return an element's value with all names in it as they are when read."""
    if is_list(value):
        return [renamed(item, name) for item in value]
    if not is_record(value):
        return value
    aliases = ALIASES.get(name, {})
    values = value
    return {aliases.get(key, key): renamed(item, key) for key, item in values.items()}


def merged(before: Stored, changes: Mapping[str, Any]) -> Stored:
    """Return a record with changes: nested records are changed alike, and list items by identity."""
    found = dict(before)
    for name, value in changes.items():
        if is_list(value):
            known: Any = found.get(name, [])
            known = known if is_list(known) else [known]
            found[name] = _merged_items(name, known, value)
        elif is_record(value):
            inner = found.get(name)
            inner = inner if is_record(inner) else {}
            found[name] = merged(inner, value)
        else:
            found[name] = value
    return found


def _merged_items(name: str, before: list[Any], changes: list[Any]) -> list[Any]:
    if not all(is_record(item) for item in (*before, *changes)):
        return changes
    items: list[Stored] = [*before]
    for change in cast("list[Stored]", changes):
        own = {key: value for key, value in change.items() if key not in _ORDERS}
        place = _place_of(name, items, own)
        if change.get("Delete") == _dialect.TRUE:
            if place is not None:
                del items[place]
        elif place is None:
            items.append(_counted({}, own, change.get("Action")))
        else:
            items[place] = merged(items[place], _counted(items[place], own, change.get("Action")))
    return items


def _place_of(name: str, items: Sequence[Stored], own: Stored) -> int | None:
    """Return the index of the item that is the same as this one, if any."""
    for identity in (*_IDENTITIES.get(name, ()), *own):
        value = own.get(identity)
        if not isinstance(value, str):
            continue
        places = [n for n, item in enumerate(items) if item.get(identity) == value]
        if places or identity in _IDENTITIES.get(name, ()):
            if places:
                return places[0]
            continue
        return None
    return None


def _counted(before: Stored, own: Stored, action: object) -> Stored:
    """Return an item with its quantity increased or decreased."""
    if action not in {"increment", "decrement"} or "Quantity" not in own:
        return own
    change = number(own["Quantity"]) * (1 if action == "increment" else -1)
    return {**own, "Quantity": shown(number(before.get("Quantity")) + change)}


def number(value: object) -> Decimal:
    """Return the number in a text, or 0."""
    found = _decimal(str(value))
    return Decimal(0) if found is None else found


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    # Longer numbers would take long to print.
    return found if found.is_finite() and abs(found.adjusted()) < _MOST_DIGITS else None


def shown(value: Decimal) -> str:
    """Return a number in plain digits."""
    return f"{value:f}"


def values_of(record: Any, name: str) -> Iterator[str]:  # noqa: ANN401 - a value of a record
    """Yield a record's texts for this element: its own, or else those of records inside it."""
    if is_list(record):
        for item in record:
            yield from values_of(item, name)
    elif is_record(record):
        values = record
        if name in values:
            yield from _texts(values[name])
        else:
            for inner in values.values():
                if isinstance(inner, (dict, list)):
                    yield from values_of(inner, name)


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - a value of a record
    if is_list(value):
        for item in value:
            yield from _texts(item)
    elif is_record(value):
        for item in value.values():
            yield from _texts(item)
    else:
        yield str(value)


class Sought:
    """The search criteria of a request's filter, without its other settings."""

    def __init__(self, kind: RecordKind, given: Mapping[str, Any], declared: Declaration) -> None:
        own = fields_of(declared)
        settings = _SETTINGS
        get = kind.operation("Get")
        names = () if get is None else declared_by(get.request).settings
        known = dict(declared.fields)
        settings |= {known[name].key for name in names if name in known}
        self.page = _place_in(given, "Page") or 0
        self.limit = _place_in(given, "Limit")
        self.order_by = str(given.get("OrderBy") or given.get("SortBy") or "")
        self.descending = str(given.get("OrderDirection", "")).upper() == "DESC"
        outputs = [*_texts(given.get("OutputSelector", []))]
        # If outputs cannot be selected, everything comes back.
        self.outputs = outputs if "OutputSelector" in own else None
        self.update: Stored = as_record(given.get("UpdateResults"))
        self._kind = kind
        self._own = own
        texts = {name: [*_texts(value)] for name, value in given.items() if name not in settings}
        # Empty criteria are ignored.
        self._values = {name: found for name, found in texts.items() if any(found)}

    @property
    def keys(self) -> list[str] | None:
        """The keys that are asked for, if they are."""
        return self._values.get(self._kind.key)

    def finds(self, record: Stored) -> bool:
        """Tell whether a record matches the criteria."""
        return all(self._matches(record, name, given) for name, given in self._values.items())

    def _matches(self, record: Stored, name: str, given: list[str]) -> bool:
        declared: Field | None = self._own.get(name)
        kind = "" if declared is None else declared.kind
        if kind in {"date_time", "date"}:
            for ending, is_in in (("From", datetime.__ge__), ("To", datetime.__le__)):
                base = name.removesuffix(ending)
                if base != name:
                    bound = _moment(given[0], is_end=ending == "To")
                    found = map(_moment, _dates_of(record, base))
                    return bound is not None and any(d and is_in(d, bound) for d in found)
        texts = values_of(record, FILTERS.get(self._kind.name, {}).get(name, name))
        wanted = {_same(value, kind) for value in given}
        values = {_same(value, kind) for value in texts}
        if not values and kind == "boolean":
            values = {"false"}
        return not wanted.isdisjoint(values)

    def sorted(self, records: Iterable[Stored]) -> Iterable[Stored]:
        """Return the records in the requested order."""
        if not self.order_by:
            return records

        def rank(record: Stored) -> tuple[Decimal, str]:
            value = next(values_of(record, self.order_by), "")
            return number(value), value.casefold()

        return sorted(records, key=rank, reverse=self.descending)


def _dates_of(record: Stored, name: str) -> Iterator[str]:
    for spelled in (name, f"{name}UTC", f"{name}Local"):
        if spelled in record:
            yield str(record[spelled])
            return


def _moment(text: str, *, is_end: bool = False) -> datetime | None:
    """Return the time that a text tells, in UTC; of a date its begin, or its end. None if it is no date."""
    try:
        found = datetime.fromisoformat(text.strip())
        if is_end and len(text.strip()) == len("2026-11-25"):
            found = datetime.combine(found, time.max)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _same(value: str, kind: str) -> object:
    """Return a normalized value, equal for values that a filter of this kind of field treats alike."""
    text = value.strip().casefold()
    if kind in {"integer", "decimal"}:
        found = _decimal(text)
        return text if found is None else found
    if text in {"y", "true"} or (kind == "boolean" and text == "1"):
        return "true"
    if text in {"n", "false"} or (kind == "boolean" and text == "0"):
        return "false"
    return text


def _place_in(given: Mapping[str, Any], name: str) -> int | None:
    """Return a number of a filter that counts from 0, if it is set. Raises ArgumentError."""
    text = str(given.get(name) or "").strip()
    if not text:
        return None
    if text.startswith("-"):
        message = f"{name} is {text[:_MOST_DIGITS]}: it must be at least 0"
        raise ArgumentError(message)
    # More records than this are in no store.
    return int(number(text)) if len(text) <= _MOST_DIGITS else 10**_MOST_DIGITS


class Shown:
    """The visible fields of a kind's records: their keys, and the selected outputs."""

    def __init__(
        self, kind: RecordKind | None, declared: Declaration, outputs: Sequence[str] | None
    ) -> None:
        self._declared = declared
        self._fields = fields_of(declared)
        # For each visible element, what of it is visible; None for all.
        self._inner: dict[str, set[str] | None] = {}
        if kind is None or outputs is None:
            self._inner = dict.fromkeys(self._fields)
            return
        for name in (kind.key, *(key for key in kind.keys if key != "ID")):
            self._inner[name] = None
        groups = OUTPUTS.get(kind.name, {})
        for output in outputs:
            name, _, inner = output.partition(".")
            pattern = groups.get(name, name)
            for known in [name for name in self._fields if fnmatchcase(name, pattern)]:
                self._add(known, inner)

    def _add(self, name: str, inner: str) -> None:
        sparse = SPARSE.get(name)
        if sparse is not None:
            asked = self._inner.setdefault(name, set(sparse))
            if inner and asked is not None:
                asked.add(inner)
        elif not inner:
            self._inner[name] = None
        else:
            asked = self._inner.setdefault(name, set())
            if asked is not None:
                asked.add(inner)

    def of(self, record: Stored) -> Stored:
        """Return the visible fields of a record."""
        found: Stored = {}
        for name, inner in self._inner.items():
            declared = self._fields.get(name)
            value = _value_of(record, name)
            if declared is None or value is None:
                continue
            value = fitted(value, declared, self._declared)
            if value is not None:
                found[name] = value if inner is None else _only(value, inner)
        return found


def _value_of(record: Stored, name: str) -> Any:  # noqa: ANN401 - a value of a record
    """Return the value of an element; a date is the same whatever time zone its name mentions."""
    if name in record:
        return record[name]
    base = name
    for ending in ("UTC", "Local"):
        base = base.removesuffix(ending)
    if "Date" in base:
        return next((record[n] for n in (base, f"{base}UTC", f"{base}Local") if n in record), None)
    return None


def _only(value: Any, names: set[str]) -> Any:  # noqa: ANN401 - a value of a record
    """Return a value reduced to these names, or records of one name directly inside it reduced."""
    if is_list(value):
        return [_only(item, names) for item in value]
    if not is_record(value):
        return value
    values = value
    alone, *others = [*values] or [""]
    if not others and alone not in names and isinstance(values.get(alone), (dict, list)):
        return {alone: _only(values[alone], names)}
    found: Stored = {}
    for name in names:
        first, _, rest = name.partition(".")
        if first in values:
            inner = _only(values[first], {rest}) if rest else values[first]
            both = is_record(inner) and is_record(found.get(first))
            found[first] = {**found[first], **inner} if both else inner
    return found


def fitted(value: Any, declared: Field, of: Declaration) -> Any:  # noqa: ANN401 - of a record
    """Return a value as this field declares it, without unlisted data; None if it does not fit."""
    if declared.kind != "record":
        is_plain = declared.repeated or not (is_record(value) or is_list(value))
        return value if is_plain else next(_texts(value), None)
    inner = of.declared_by(declared)
    items: list[Any] = []
    for item in value if is_list(value) else [value]:
        items += _fitted_record(item, inner)
    if declared.repeated:
        return items
    return items[0] if items else None


def _fitted_record(value: Any, of: Declaration) -> list[Stored]:  # noqa: ANN401 - of a record
    own = fields_of(of)
    if not is_record(value):
        return [{"Username": value}] if value and "Username" in own else []
    values = value
    if not is_plain(of):
        return [values]
    if len(values) == 1 and not own.keys() & values.keys():
        # The record in between does not exist for readers.
        (only,) = values.values()
        items = only if is_list(only) else [only]
        return [one for item in items if is_record(item) for one in _fitted_record(item, of)]
    pairs = ((n, f, fitted(values[n], f, of)) for n, f in own.items() if n in values)
    return [{name: value for name, _, value in pairs if value is not None}]
