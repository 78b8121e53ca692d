"""One document on its way into records, field by field.

What means "no value" (absent, null, empty, a zero date) reads as None; one value may stand where a list
is expected, and a list of one where a value is. What cannot be understood is collected with its path.
Each function that reads a value takes the usual spelling itself, and leaves all others to Scalars.

Long, because there is a function for each kind of value, once for one and once for many.
"""

# ruff: noqa: ANN401 - raw values are of any type

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from itertools import repeat
from typing import TYPE_CHECKING, Any, TypeVar, cast
from xml.etree.ElementTree import Element

from . import _dialect
from ._fields import is_wildcard
from ._limits import LIMITS, MOST_DIGITS, Limits
from ._model import RawElement
from ._raw_document import (
    ElementNames,
    RawNode,
    RawObject,
    TooDeep,
    attribute_name,
    children,
    is_nil,
    listed,
    merged,
    present,
    says_nil,
    single,
    without_element,
)
from ._scalar_decoder import BOOLEANS, ScalarDecoder
from ._simple_xml import EMPTY
from ._whitespace import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ._fields import Declaration
    from ._model import OpenEnumeration
    from ._qnames import QName

R = TypeVar("R")
E = TypeVar("E", bound="OpenEnumeration")

_IN_UTC = _dialect.DATE_TIME_IN_UTC
_SECONDS = len("2026-11-24 10:00:00")
_DAYS = len("2026-11-24")
_MOST_KNOWN = 4096
OF_DOCUMENT = tuple(f"@xsi:{name}" for name in ("schemaLocation", "noNamespaceSchemaLocation"))
"""The attributes of any element that say something of the document."""


class _Members(dict[type["OpenEnumeration"], dict[str, Any]]):
    """The values of each enumeration by their texts."""

    def __missing__(self, of: type[OpenEnumeration]) -> dict[str, Any]:
        members = self[of] = {member.text: member for member in of}
        return members


MEMBERS = _Members()


class Decoder(ScalarDecoder):
    """One document: where we are in it, and the problems found so far."""

    __slots__ = ("_source", "date_times", "decimals", "is_typed", "local_date_times")

    is_strict = False
    is_scoped = False

    def __init__(
        self, root: str, namespaces: frozenset[str] | None = None, limits: Limits = LIMITS
    ) -> None:
        super().__init__(root, namespaces, limits)
        self._source: RawNode = {}
        # Whether elements may name their types, which are then checked.
        self.is_typed = False
        # Values read before: the same numbers and times occur in a response again and again.
        self.decimals: dict[str, Decimal] = {}
        self.date_times: dict[str, dt.datetime] = {}
        self.local_date_times: dict[str, dt.datetime] = {}

    def judge(self, values: RawObject, declared: Declaration) -> None:
        """Look at a level before it is read, where the letter counts."""

    @property
    def names(self) -> ElementNames:
        """The names of elements by their tags."""
        return self._names

    def note(self, document: bytes | str, root: str | None) -> None:
        """Take note of a document, and of the name of its root, or of what JSON is wrapped in."""

    def own(self, values: RawObject, declared: Declaration) -> RawObject:
        """Return the raw values of a level without the elements that take the places of wildcards."""
        places = self._places(declared)
        if places is None:
            return values
        items: dict[str, list[object]] = {}
        counts = Counter[str]()
        for child, place in zip(cast("Element[str]", self._source), places, strict=True):
            name = self._names[child.tag]
            if name in declared.keys:
                own = items.setdefault(name, [])
                if not is_wildcard(place):
                    own.append(listed(values[name])[counts[name]])
                counts[name] += 1
        rest = {name: value for name, value in values.items() if items.get(name) != []}
        return rest | {
            n: found if len(found) > 1 else found[0] for n, found in items.items() if found
        }

    def _places(self, declared: Declaration) -> list[str] | None:
        """Return the places of the elements of the current record; None where their names tell them."""
        if declared.places is None or not isinstance(self._source, Element):
            return None
        found: list[str] | None = declared.places.of(self._source, self._names)
        return found

    def root(self, source: RawNode, read: Callable[[RawObject, Decoder], R]) -> R:
        """Return the record of a whole document."""
        self._source = source
        return read(self.level_of(source), self)

    def item(
        self,
        source: object,
        path: Sequence[str],
        index: int,
        read: Callable[[RawObject, Decoder], R],
    ) -> R | None:
        """Return the record at the end of a path, whose other records may be gone."""
        del self._path[1:]
        self._path += path[:-1]
        record = self.one_record(without_element(source), path[-1], index, read, text=False)
        del self._path[1:]
        return record

    def level_of(self, source: RawNode) -> RawObject:
        """Return the values of a JSON object, or of an XML element, by name."""
        return children(source, self._names) if isinstance(source, Element) else source

    def string(self, value: Any, name: str) -> str | None:
        """Return the text of an element."""
        if type(value) is str:
            return value or EMPTY
        return None if value is None else self.one(value, name, self.to_string)

    def integer(self, value: Any, name: str) -> int | None:
        """Return the number in an element."""
        if value is None or type(value) is int:
            return value
        if type(value) is str and value.isdigit() and value.isascii() and len(value) <= MOST_DIGITS:
            return int(value)
        return self.one(value, name, self.to_integer)

    def decimal(self, value: Any, name: str) -> Decimal | None:
        """Return the decimal number in an element."""
        if value is None:
            return None
        if type(value) is str:
            if (known := self.decimals.get(value)) is not None:
                return known
            if (
                value.replace(".", "", 1).isdigit()
                and value.isascii()
                and len(value) <= MOST_DIGITS
            ):
                decimal = Decimal(value)
                if len(self.decimals) < _MOST_KNOWN:
                    self.decimals[value] = decimal
                return decimal
        return self.one(value, name, self.to_decimal)

    def boolean(self, value: Any, name: str) -> bool | None:
        """Return the boolean in an element."""
        if value is None or value is True or value is False:
            return value
        if type(value) is str and value in BOOLEANS:
            return BOOLEANS[value]
        return self.one(value, name, self.to_boolean)

    def date_time(self, value: Any, name: str) -> dt.datetime | None:
        """Return the time in an element, in UTC."""
        if value is None:
            return None
        if type(value) is str and (known := self.date_times.get(value)) is not None:
            return known
        if _IN_UTC and type(value) is str and len(value) == _SECONDS:
            try:
                moment = dt.datetime.fromisoformat(value + "+00:00")
            except ValueError:
                pass
            else:
                if len(self.date_times) < _MOST_KNOWN:
                    self.date_times[value] = moment
                return moment
        return self.one(value, name, self.to_date_time)

    def local_date_time(self, value: Any, name: str) -> dt.datetime | None:
        """Return the time in an element, by the store's own clock."""
        if type(value) is str:
            if (known := self.local_date_times.get(value)) is not None:
                return known
            if len(value) == _SECONDS:
                try:
                    moment = dt.datetime.fromisoformat(value).replace(tzinfo=None)
                except ValueError:
                    pass
                else:
                    if len(self.local_date_times) < _MOST_KNOWN:
                        self.local_date_times[value] = moment
                    return moment
        return self.one(value, name, self.to_local_date_time)

    def date(self, value: Any, name: str) -> dt.date | None:
        """Return the date in an element."""
        if value is None:
            return None
        if type(value) is str and len(value) == _DAYS:
            try:
                return dt.date.fromisoformat(value)
            except ValueError:
                pass
        return self.one(value, name, self.to_date)

    def enumeration(self, value: Any, name: str, of: type[E]) -> E | None:
        """Return the enumeration's value in an element, whether it is listed or not."""
        if value is None:
            return None
        if type(value) is str and (known := MEMBERS[of].get(value)) is not None:
            found: E = known
            return found
        text = self.string(value, name)
        return None if text is None else of(text)

    def one(self, value: Any, name: str, convert: Callable[[object, str], R | None]) -> R | None:
        """Return the value in an element, converted."""
        value = single(value)
        return None if value is None else convert(value, name)

    def many(self, value: Any, name: str, convert: Callable[[object, str], R | None]) -> list[R]:
        """Return the values in a repeated element, converted."""
        items: list[R] = []
        if value is None:
            return items
        for index, raw in enumerate(present(value)):
            item = convert(raw, f"{name}[{index}]")
            if item is not None:
                items.append(item)
        return items

    def nillable(
        self, value: Any, name: str, convert: Callable[[object, str], R | None]
    ) -> list[R | None]:
        """Return the values in a repeated element, converted; nil elements are None."""
        items = cast("list[object]", value) if isinstance(value, list) else [value]
        return [
            None if is_nil(item) else convert(item, f"{name}[{index}]")
            for index, item in enumerate(items)
        ]

    def in_scope(
        self, convert: Callable[[object, str], R | None]
    ) -> Callable[[object, str], R | None]:
        """Return a converter that resolves prefixes as in the value's own element."""

        def convert_inside(value: object, name: str) -> R | None:
            outer, own = self._source, cast("Any", value)
            if isinstance(own, Element):
                self._source = cast("Element[str]", own)
            found = convert(value, name)
            self._source = outer
            return found

        return convert_inside

    def to_qname(self, value: object, name: str) -> QName | None:
        """Return a qualified name."""
        text = self._scalar(value)
        if text == "":
            return None
        found = None if text is None else self.name_in_scope(text)
        if found is None:
            self._misread(value, name, "a name with a prefix that is declared")
        return found

    def name_in_scope(self, text: str) -> QName | None:
        """Return the qualified name of a text, with the prefixes of the current element."""
        from ._qnames import expanded, prefixed  # noqa: PLC0415 - few schemas have any

        scopes = self._names.scopes
        if scopes is not None and isinstance(self._source, Element):
            return prefixed(text, scopes[self._source])
        return expanded(text)

    def raw(self, value: Any, _: str) -> Any:
        """Return the raw data of an element; see RawElement for its form."""
        return self._plain(value, self._names.of_raw())

    def raws(self, value: Any, _: str) -> list[Any]:
        """Return the raw data of a repeated element; see RawElement for its form."""
        names = self._names.of_raw()
        return [self._plain(item, names) for item in present(value)]

    def record(
        self,
        value: Any,
        name: str,
        read: Callable[[RawObject, Decoder], R],
        *,
        text: bool = False,
    ) -> R | None:
        """Return the record in an element; several are merged into one."""
        if value is None:
            return None
        if type(value) is dict and value and "@xsi:nil" not in value:
            level = cast("RawObject", value)
            return self.inside(level, level, name, None, read)
        items: list[Any] = present(value) if isinstance(value, list) else [value]
        if len(items) > 1:
            found = [self._level(item, name, text=text) for item in items]
            level = merged([level for level in found if level is not None])
            return self.inside(level, level, name, None, read)
        if not items or items[0] is None:
            return None
        return self.one_record(items[0], name, None, read, text=text)

    def records(
        self,
        value: Any,
        name: str,
        read: Callable[[RawObject, Decoder], R],
        *,
        text: bool = False,
    ) -> list[R]:
        """Return the records in a repeated element."""
        if value is None:
            return []
        items = cast("list[RawObject]", value) if isinstance(value, list) else [value]
        records: list[R] = []
        outer, path = self._source, self._path
        depth = self._deeper(name)
        path.append(0)
        for index, item in enumerate(items):
            if type(item) is dict and item and "@xsi:nil" not in item:
                path[-1] = index
                self._source = item
                records.append(read(item, self))
            else:
                del path[depth:]
                self._source = outer
                record = self.one_record(item, name, index, read, text=text)
                path += (name, index)
                if record is not None:
                    records.append(record)
        del path[depth:]
        self._source = outer
        return records

    def to_record(
        self, read: Callable[[RawObject, Decoder], R], *, text: bool = False
    ) -> Callable[[object, str], R | None]:
        """Return a function that reads a record from a raw value."""
        return lambda item, name: self.one_record(item, name, None, read, text=text)

    def type_of(self, values: RawObject) -> str | None:
        """Return the name of the type in an element's `xsi:type`."""
        name: object = values.get("@xsi:type")
        if not isinstance(name, str):
            return None
        return name if name.startswith("{") else name.rpartition(":")[2]

    def unknown_type(self, values: RawObject, known: Sequence[str]) -> None:
        """Report an element whose type is none of those that may stand there."""
        found = self.type_of(values)
        what = f"type {found!r} is not" if found else "has no xsi:type, which must be"
        self.problems.append(f"{self._where()}: {what} one of {', '.join(known)}")

    def content(self, declared: Declaration, *, mixed: bool) -> Iterator[tuple[str, Any]]:
        """Yield the content of the current record in its order.

        Yields each known element as its name and its raw values, each other element as `*` and a
        RawElement, and with `mixed` each text as `#text` and the text.
        """
        source, known, places = self._source, declared.keys, iter(self._places(declared) or ())
        for index, (name, item) in enumerate(self._in_order(source, known)):
            if name == "#text":
                if mixed:
                    yield name, item
            elif is_wildcard(next(places, name)) or name not in known:
                raw: Any = item
                yield "*", self._raw_element(raw.tag if isinstance(item, Element) else name, raw)
            else:
                level = self._level(item, name, text=True)
                if level is not None:
                    self._path.append(f"{name}[{index}]")
                    self._source = item if isinstance(item, Element) else level
                    yield name, level
                    self._source = source
                    self._path.pop()

    def _raw_element(self, name: str, item: object) -> RawElement:
        """Return an element that the schema does not name; in JSON, braces may tell its name from others."""
        return RawElement(name.removeprefix("{}"), self._plain(item, self._names.of_raw()))

    def _in_order(self, source: RawNode, known: frozenset[str]) -> Iterator[tuple[str, Any]]:
        if isinstance(source, Element):
            if source.text:
                yield "#text", source.text
            for child in source:
                yield self._names[child.tag], child
                if child.tail:
                    yield "#text", child.tail
        elif "#content" in source:
            for item in present(source["#content"]):
                if isinstance(item, dict):
                    yield from cast("RawObject", item).items()
                else:
                    yield "#text", self.to_string(item, "#content") or ""
        else:
            if "#text" in source and (text := self.to_string(source["#text"], "#text")):
                yield "#text", text
            others = [name for name in source if name not in known and name[:1] not in "@#"]
            for name in (*sorted(known & source.keys()), *others):
                if not name.startswith(("@", "#")):
                    yield from ((name, item) for item in present(source[name]))

    def any_elements(self, declared: Declaration) -> list[RawElement]:
        """Return the elements of the current record that the schema does not name."""
        source, known = self._source, declared.keys
        found: list[tuple[str, object]] = []
        if isinstance(source, Element):
            places = self._places(declared)
            for child, place in zip(source, places or repeat(""), strict=places is not None):
                is_any = is_wildcard(place) if places else self._names[child.tag] not in known
                found += [(child.tag, child)] if is_any else []
        else:
            for item in present(source.get("#content")):
                if isinstance(item, dict):
                    found += cast("RawObject", item).items()
            for name, value in source.items():
                if name not in known and not name.startswith(("@", "#")):
                    items = cast("list[object]", value) if isinstance(value, list) else [value]
                    found += [(name, item) for item in items]
        return [self._raw_element(name, item) for name, item in found]

    def any_attributes(self, values: RawObject, known: frozenset[str]) -> dict[str, str]:
        """Return the attributes of a record that the schema does not name, by name."""
        return {
            attribute_name(name): str(value)
            for name, value in values.items()
            if name.startswith("@") and name not in known and not name.startswith("@xsi:")
        }

    def missing(self, name: str) -> None:
        """Report a value that must be there and is not; but for attributes, nothing must in what is nil."""
        source = self._source
        is_nil = says_nil(source) if isinstance(source, Element) else "@xsi:nil" in source
        if is_nil and not name.startswith("@"):
            return
        self._add(name, "is required, but missing")

    def unlisted(
        self,
        values: RawObject,
        known: frozenset[str],
        *,
        elements: bool = True,
        attributes: bool = True,
    ) -> dict[str, Any]:
        """Return the raw values that no schema lists, except those kinds that have fields."""
        found = {
            name: value
            for name, value in values.items()
            if name not in known
            and name != "@xsi:type"
            and not (name == "#text" and not str(value).strip(SPACE))
            and (
                name.startswith(OF_DOCUMENT)
                or (attributes or name == "@xsi:nil" if name.startswith("@") else elements)
            )
        }
        if _dialect.QUALIFIED and isinstance(self._source, Element):
            return {n: v for n, v in found.items() if n[0] in "@#"} | self._beside(found)
        return {name: self._plain(value) for name, value in found.items()}

    def _beside(self, found: RawObject) -> RawObject:
        """Return the elements of the current record that have these names, with their namespaces."""
        names, beside = self._names.beside(), RawObject()
        for child in cast("Element[str]", self._source):
            if self._names[child.tag] in found:
                name = names[child.tag]
                beside.setdefault(name, []).append(self._plain(child, names.inside(name)))
        return {name: items if len(items) > 1 else items[0] for name, items in beside.items()}

    def one_record(
        self,
        item: object,
        name: str,
        index: int | None,
        read: Callable[[RawObject, Decoder], R],
        *,
        text: bool,
    ) -> R | None:
        """Return the record of an item, of a list where it has an index."""
        if isinstance(item, Element):
            element = cast("Element[str]", item)
            level = children(element, self._names)
            return self.inside(element, level, name, index, read)
        if not present(item):
            return None
        found = self._level(item, name if index is None else f"{name}[{index}]", text=text)
        return None if found is None else self.inside(found, found, name, index, read)

    def inside(
        self,
        source: RawNode,
        level: RawObject,
        name: str,
        index: int | None,
        read: Callable[[RawObject, Decoder], R],
    ) -> R:
        """Return the record inside an element, at an index of a list or alone."""
        outer = self._source
        path = self._path
        depth = self._deeper(name)
        self._source = source
        if index is not None:
            path.append(index)
        record = read(level, self)
        del path[depth:]
        self._source = outer
        return record

    def _deeper(self, name: str) -> int:
        """Append a name to the path, and return its length before. Raises TooDeep."""
        path = self._path
        depth = len(path)
        most = self._names.limits.depth
        if depth >= most and self._level_below() > most:
            raise TooDeep
        path.append(name)
        return depth

    def _level(self, item: object, name: str, *, text: bool) -> RawObject | None:
        if isinstance(item, dict):
            return cast("RawObject", item)
        if isinstance(item, Element):
            return children(cast("Element[str]", item), self._names)
        if item is None or (isinstance(item, str) and not (text or item.strip())) or item == "":
            return {"#text": ""} if text else {}
        if text and isinstance(item, str | int | float | Decimal):
            return {"#text": item}
        self._misread(item, name, "a record")
        return None
