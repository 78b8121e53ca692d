"""An answer in which something cannot be read: all else is, and that is kept as it came.

What is compiled reads an answer first. Only where it cannot read a value, the answer is read again here,
field by field, as records declare it; and in the shapes that are known from stores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast
from xml.etree.ElementTree import Element

from . import _dialect
from ._decoder import Decoder
from ._fields import marks_module, order_module
from ._model import new
from ._problems import Problem, shortened
from ._raw_document import is_empty, is_nil, listed, merged, present
from ._record_readers import bound, content_reader, converter, fresh, nil_in, record_reader
from ._shapes import conflict, is_scalar, key_of_bare, key_of_wrapper, rows, wrapping

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ._fields import Declaration, Field
    from ._raw_document import ElementNames, RawNode, RawObject

    Extra = dict[str, Any]
    Take = Callable[["TolerantDecoder", Any, Extra], Any]
    """What makes the value of a field of a raw one, of which it puts into `extra` what it cannot read."""

R = TypeVar("R")

_A_RECORD = "a record"
_ONE_RECORD = "one record"


class _UnknownType(Exception):
    """A record is of none of the types that may stand there."""


class TolerantDecoder(Decoder):
    """One document, of which is kept as it came what cannot be read.

    `kept` is that. A document is refused (`is_refused`) where a field that cannot be None cannot be
    read. `told` is all that could not be read, in words. `is_in_item` says that the record that is being
    read stands in an item of a list in which something cannot be read.
    """

    __slots__ = ("is_in_item", "is_refused", "kept", "told")

    def __init__(self, root: str, names: ElementNames) -> None:
        super().__init__(root, names.namespaces, names.limits)
        self._names = names
        self.is_typed = names.has_types
        self.kept: list[Problem] = []
        self.told: list[str] = []
        self.is_refused = False
        self.is_in_item = False

    def keep(self, name: str, raw: object, expected: str) -> Any:  # noqa: ANN401 - raw data
        """Keep a value of the record that is being read; returns it in the form in which it is kept."""
        problem = Problem(f"{self._where()}.{name}", self._plain(raw), expected)
        self.kept.append(problem)
        self.told.append(str(problem))
        return problem.raw

    def refuse(self, name: str, raw: object, expected: str) -> None:
        """Refuse the document for a value that the record that is being read cannot do without."""
        self._add(name, f"{shortened(self._plain(raw))} is not {expected}")

    def expected(self) -> str | None:
        """Return what was expected instead of an unreadable value; None if all could be read."""
        found = self.problems[:1]
        self.problems.clear()
        return found[0] if found else None

    def attempt(self, read: Callable[[], R], *, wholly: bool = False) -> R | None:
        """Return the result of a reader; None if problems say why it failed.

        If there is no record, problems of its parts are dropped. With `wholly`, keeping any part
        raw counts as a failure, too.
        """
        before = self.mark()
        source, path = self._source, [*self._path]
        found = None
        try:
            found = read()
        except _UnknownType as error:
            self._source, self._path[:] = source, path
            self.problems.append(str(error))
        if not self.problems and not (wholly and len(self.told) > before[1]):
            return found
        self.go_back(before)
        return None

    def mark(self) -> tuple[int, int, bool]:
        """Return how much has been kept and told, to go back to."""
        return len(self.kept), len(self.told), self.is_refused

    def go_back(self, before: tuple[int, int, bool]) -> None:
        """Forget what has been kept and told since then."""
        kept, told, self.is_refused = before
        del self.kept[kept:], self.told[told:]

    def go_to(self, path: Sequence[str]) -> None:
        """Go to the element at the end of a path below the root."""
        self._path[1:] = path

    def text_beside_elements(self) -> RawObject:
        """Return the text at the beginning of an element that also holds elements."""
        source = self._source
        text = source.text if isinstance(source, Element) and len(source) else None
        return {"#text": text} if text else {}

    def unknown_type(self, values: RawObject, known: Sequence[str]) -> None:  # noqa: ARG002
        """Give up a record whose type is none of those that may stand there."""
        raise _UnknownType(f"{_A_RECORD} of one of the types {', '.join(known)}")

    def _misread(self, value: object, name: str, expected: str) -> None:  # noqa: ARG002
        self.problems.append(expected)

    def _add(self, name: str, problem: str) -> None:
        self.told.append(f"{self._where()}.{name}: {problem}")
        self.is_refused = True


def make(declared: Declaration, _: str) -> Callable[[RawObject, TolerantDecoder], Any]:
    """Return a reader of a record, field by field."""
    optional = {name for name, of in declared.annotations.items() if of.endswith("| None")}
    parts = [
        (field, _take(declared, field, optional=name in optional))
        for name, field in declared.fields
        if field.is_in_level
    ]
    others = [field for _, field in declared.fields if not field.is_in_level]
    roles = {field.role for field in others}
    own_elements = declared.has_wildcards
    own_attributes = "any_attributes" in roles
    has_text = any(field.role == "text" for field, _ in parts)

    def read(values: RawObject, decoder: TolerantDecoder) -> Any:  # noqa: ANN401 - of the class
        record: Any = new(declared.record)
        kept: Extra = {}
        marks: Extra = {}
        values = decoder.own(values, declared)
        if has_text and "#text" not in values:
            values = {**values, **decoder.text_beside_elements()}
        given = values
        if _dialect.QUALIFIED:
            values, marks = marks_module().taken_off(values, declared, decoder)
        for field in others:
            setattr(record, field.slot, _other(declared, field, values, decoder))
        for field, take in parts:
            before = decoder.mark()
            value: Any = list[Any]() if field.repeated else fresh(field.absent)
            if field.role == "text" and "@xsi:nil" in values:
                value = None
            if field.key in values:
                value = take(decoder, values[field.key], kept)
                if field.key in kept and field.key in marks:  # it is kept with its attributes
                    decoder.go_back(before)
                    del marks[field.key]
                    value = take(decoder, given[field.key], kept)
            if value is None and field.required and len(decoder.told) == before[1]:
                decoder.missing(field.key)
            setattr(record, field.slot, value)
        unknown = decoder.unlisted(
            values, declared.keys, elements=not own_elements, attributes=not own_attributes
        )
        if _dialect.QUALIFIED and declared.any_order:
            marks |= order_module().order_in(values, declared)
        record.extra = {**unknown, **nil_in(values, declared.nil_marks), **marks}
        if declared.defaulted:
            marks_module().mark_empty(values, record, declared)
        record.extra |= kept
        return record

    return read


def _other(
    declared: Declaration, field: Field, values: RawObject, decoder: TolerantDecoder
) -> object:
    """Return the value of a field that needs more than one raw value."""
    if field.role == "any_attributes":
        return decoder.any_attributes(values, declared.keys)
    if field.role == "any_elements":
        return decoder.any_elements(declared)
    read = content_reader(declared, field, "read_tolerantly")
    found = decoder.attempt(lambda: read(decoder, values)) or []
    expected = decoder.expected()
    if expected is not None:
        decoder.refuse(field.key, values.get(field.key), expected)
    return found


def _take(declared: Declaration, field: Field, *, optional: bool) -> Take:
    if field.repeated and field.kind != "raw":
        return ItemDecoder(declared, field)
    if field.kind in {"record", "choice"}:
        return _take_record(declared, field, optional=optional)
    convert = converter(declared, field)

    def take(decoder: TolerantDecoder, raw: Any, kept: Extra) -> Any:  # noqa: ANN401
        value = convert(decoder, raw, field.key)
        expected = decoder.expected()
        if expected is None:
            return value
        return _give_up(decoder, field, raw, kept, expected, optional=optional)

    return take


def _give_up(
    decoder: TolerantDecoder,
    field: Field,
    raw: object,
    kept: Extra,
    expected: str,
    *,
    optional: bool,
) -> None:
    """Keep a raw value, or refuse the document for it."""
    if optional:
        kept[field.key] = decoder.keep(field.key, raw, expected)
    else:
        decoder.refuse(field.key, raw, expected)


class _Records:
    """The records that an element holds, in the shapes that are known of them."""

    def __init__(self, declared: Declaration, field: Field) -> None:
        self._name = field.key
        self._read = record_reader(declared, field, "read_tolerantly")
        self._read_at_once = record_reader(declared, field)
        self._text = declared.reads_text(field)
        self.inner = declared.declared_by(field) if field.kind == "record" else None
        self._bare = None if self.inner is None or self._text else key_of_bare(self.inner)

    def level(self, item: object, decoder: TolerantDecoder) -> RawObject | None:
        """Return the raw values in an item; None if it does not have the form of a record."""
        if isinstance(item, dict | Element):
            return decoder.level_of(cast("RawNode", item))
        return {"#text": item} if self._text and is_scalar(item) else None

    def parts(self, item: object, decoder: TolerantDecoder) -> Sequence[object]:
        """Return the records that an item holds as columns, or else the item."""
        if self.inner is None or not isinstance(item, dict | Element):
            return [item]
        found: Sequence[object] | None = rows(decoder.level_of(cast("RawNode", item)), self.inner)
        return found or [cast("object", item)]

    def at_once(self, item: object, index: int, decoder: TolerantDecoder) -> tuple[object] | None:
        """Return the record of an item, if any, if it fully follows the schema.

        Compiled code reads it in a tenth of the time. Whether it can is decided once for everything
        in an item, and not again for each list in it.
        """
        if decoder.is_in_item:
            return None
        name, read, text = self._name, self._read_at_once, self._text
        found = decoder.attempt(
            lambda: (decoder.one_record(item, name, index, read, text=text),), wholly=True
        )
        decoder.problems.clear()
        return found

    def read(self, item: object, index: int | None, decoder: TolerantDecoder) -> object:
        """Return the record of an item; None if there is none, or if problems say why."""
        bare = self.read_bare([item], decoder, index) if present(item) else None
        return bare or decoder.attempt(lambda: self._one(item, index, decoder))

    def read_bare(
        self, items: list[Any], decoder: TolerantDecoder, index: int | None = None
    ) -> object:
        """Return the record whose only values these items are; None if they are not."""
        if self._bare is None or not all(map(is_scalar, items)):
            return None
        level = {self._bare: items}
        return decoder.attempt(lambda: self._one(level, index, decoder), wholly=True)

    def _one(self, item: object, index: int | None, decoder: TolerantDecoder) -> object:
        return decoder.one_record(item, self._name, index, self._read, text=self._text)


class ItemDecoder:
    """The items of a list, read one by one."""

    def __init__(self, declared: Declaration, field: Field) -> None:
        is_record = field.kind in {"record", "choice"}
        self._field = field
        self._records = _Records(declared, field) if is_record else None
        self._bound = None if is_record else bound(declared, field)

    def __call__(self, decoder: TolerantDecoder, raw: object, kept: Extra) -> list[Any]:
        """Return the items that can be read; keep the others."""
        unread: list[Any] = []
        values = self.read(decoder, listed(raw), 0, unread)
        if unread:
            kept[self._field.key] = unread if isinstance(raw, list) else unread[0]
        return values

    def read(
        self, decoder: TolerantDecoder, items: list[Any], start: int, unread: list[Any]
    ) -> list[Any]:
        """Return the items that can be read, of which the first has this index."""
        nillable = self._field.nillable
        if self._records is None and not nillable and self._field.empty is None:
            items = present(items)
        values: list[Any] = []
        index = start
        for item in items:
            is_none = nillable and is_nil(item)
            found: Sequence[object] | None = (None,) if is_none else None
            if self._records is not None and not is_none:
                found = self._records.at_once(item, index, decoder)
            if found is None:
                found = self._in_parts(item, index, decoder, unread)
            values += [value for value in found if value is not None or nillable]
            index += len(found)
        return values

    def _in_parts(
        self, item: object, index: int, decoder: TolerantDecoder, unread: list[Any]
    ) -> list[Any]:
        """Return the values in an item, which may be several records as columns."""
        is_in_item, decoder.is_in_item = decoder.is_in_item, True
        values: list[Any] = []
        parts = [item] if self._records is None else self._records.parts(item, decoder)
        for place, part in enumerate(parts, index):
            name = f"{self._field.key}[{place}]"
            values.append(self._one(decoder, part, place, name))
            expected = decoder.expected()
            if expected is not None:
                unread.append(decoder.keep(name, part, expected))
        decoder.is_in_item = is_in_item
        return values

    def _one(
        self, decoder: TolerantDecoder, part: object, index: int, name: str
    ) -> Any:  # noqa: ANN401
        if self._records is not None:
            return self._records.read(part, index, decoder)
        if self._field.empty is not None and (part is None or is_empty(part)):
            return fresh(self._field.empty)
        return self._bound and self._bound(decoder)(part, name)


def _take_record(declared: Declaration, field: Field, *, optional: bool) -> Take:
    """Return a reader of the record in an element, or of one record in several elements."""
    records = _Records(declared, field)
    inner = records.inner
    wrap = wrapping(inner) if inner is not None and key_of_wrapper(inner) is not None else None

    def together(items: list[Any], decoder: TolerantDecoder, kept: Extra) -> Any:  # noqa: ANN401
        """Return the record in several items, and keep those that are not part of one."""
        levels = [records.level(item, decoder) for item in items]
        known = [level for level in levels if level is not None]
        if not known or (inner is not None and conflict(known, inner)):
            decoder.problems.append(_ONE_RECORD if known else _A_RECORD)
            return None
        unread = [
            decoder.keep(f"{field.key}[{index}]", item, _A_RECORD)
            for index, (item, level) in enumerate(zip(items, levels, strict=True))
            if level is None
        ]
        if unread:
            kept[field.key] = unread
        return records.read(merged(known), None, decoder)

    def take(decoder: TolerantDecoder, raw: Any, kept: Extra) -> Any:  # noqa: ANN401
        if field.nillable and is_nil(raw):
            return None
        value = raw if wrap is None else wrap(raw, decoder)
        items = present(value) if isinstance(value, list) else [value]
        if len(items) > 1:
            found = records.read_bare(items, decoder) or together(items, decoder, kept)
        else:
            found = records.read(items[0], None, decoder) if items else None
        expected = decoder.expected()
        if expected is None:
            return found
        return _give_up(decoder, field, raw, kept, expected, optional=optional)

    return take
