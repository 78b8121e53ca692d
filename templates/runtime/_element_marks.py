"""What `extra` says of elements beside their values: attributes without a field, and that they are empty.

Such an attribute may be the type that an element names by `xsi:type`. Those of a record are in its own
`extra`, and those of an element of a simple type in the `extra` of the record around it, under the name of
the element.

An element that is empty may have its value from the schema. Then `extra` has "" for it, or beside its
attributes `#text` with "": it is written empty again, as long as it has that value. A record says it of its
own text or content.

Of an element that repeats, there is one entry for each item, None for those of which nothing is said.
"""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, Final, cast
from xml.etree.ElementTree import Element

from ._decoder import OF_DOCUMENT
from ._element_order import ORDER, order_of
from ._encode_parts import Text, escape_attribute, require_no_default
from ._encode_parts import attribute as written
from ._fields import declared_by
from ._nil import KEY as NIL_KEY
from ._raw_document import (
    NIL,
    XSI,
    attribute_key,
    attribute_name,
    holds_nothing,
    is_empty,
    listed,
    type_name,
)
from ._simple_xml import EMPTY
from ._verbatim import plain
from ._xsd_lexical import same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ._decoder import Decoder
    from ._fields import Declaration, Field
    from ._raw_document import RawObject

    Mark = dict[str, str] | str | None
    """What is said of one element: its attributes, or "" where nothing but that it is empty."""

KEY: Final = "@xsi:type"
_TEXT: Final = "#text"
_PREFIX: Final = "xsit"
# The attributes that every element may have.
_OF_ALL: Final = frozenset({KEY, *OF_DOCUMENT})


def taken_off(
    values: RawObject, declared: Declaration, reading: Decoder
) -> tuple[RawObject, dict[str, Any]]:
    """Return raw values without the attributes of elements of simple types, and these for `extra`."""
    rest, marks = values, dict[str, Any]()
    if isinstance(values.get(KEY), str):
        marks[KEY] = values[KEY]
    for key, field in declared.simple_elements.items():
        if key not in values:
            continue
        raw: Any = values[key]
        items = cast("list[object]", raw) if isinstance(raw, list) else [raw]
        found = [_attributes_of(item, reading) for item in items]
        if any(found) and (field.repeated or len(items) == 1):
            bare = [_bare(i, field, reading) if m else i for i, m in zip(items, found, strict=True)]
            rest = {**rest, key: bare if isinstance(raw, list) else bare[0]}
            if key not in declared.nil_marks:  # where None stands for it
                found = [mark and _without(mark, NIL_KEY) for mark in found]
            marks[key] = found if field.repeated else found[0]
    return rest, marks


def _attributes_of(item: object, reading: Decoder) -> dict[str, str] | None:
    """Return the attributes of an element with only text, None if it has none besides `xsi:nil`."""
    if isinstance(item, Element):
        element = cast("Element[str]", item)
        if not element.attrib or len(element):
            return None
        pairs = ((attribute_key(name), text) for name, text in element.items())
        mark: RawObject = {name: text for name, text in pairs if name is not None}
        if KEY in mark:
            mark[KEY] = type_name(element, mark[KEY], reading.names.scopes)
        if mark.get(NIL_KEY, "true") not in {"true", "1"}:
            del mark[NIL_KEY]
        elif NIL_KEY in mark:
            mark[NIL_KEY] = "true"
    elif isinstance(item, dict):
        mark = _without(cast("RawObject", item), _TEXT)
    else:
        return None
    return mark if _are_attributes(mark) else None


def _without(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != key}


def _bare(item: object, field: Field, reading: Decoder) -> object:
    """Return the same element without its attributes, except that it is nil."""
    if not isinstance(item, Element):
        values = cast("RawObject", item)
        return {NIL_KEY: values[NIL_KEY]} if NIL_KEY in values else values.get(_TEXT, "")
    element, scopes = cast("Element[str]", item), reading.names.scopes
    if NIL not in element.attrib and not field.has_names:
        return element.text or EMPTY
    bare = Element(element.tag, {k: text for k, text in element.attrib.items() if k == NIL})
    bare.text = element.text
    if scopes is not None:
        scopes[bare] = scopes[element]
    return bare


def mark_empty(values: RawObject, record: Any, declared: Declaration) -> None:  # noqa: ANN401
    """Note in `extra` which elements of a record that was read have their values because they are empty."""
    extra: dict[str, Any] = record.extra
    for key, field in declared.defaulted.items():
        raw = values.get(key)
        if type(raw) is str and not field.repeated:  # as usual
            if not raw:
                extra[key] = _with_empty(extra.get(key))
            continue
        held: Any = getattr(record, field.slot)
        if field.role == "content":
            if holds_nothing(values) and is_default(held, field):
                extra[key] = ""
            continue
        items = listed(raw) if key in values else []
        found = [is_empty(item) and (field.is_simple or item == "") for item in items]
        if not any(found) or len(found) != (len(held) if field.repeated else 1):
            continue  # an item that cannot be read has no place in the list
        before: list[Any] = listed(extra.get(key, [None] * len(items)))
        marks = [_with_empty(mark) if e else mark for mark, e in zip(before, found, strict=True)]
        extra[key] = marks if field.repeated else marks[0]


def _with_empty(mark: dict[str, str] | None) -> Mark:
    return {**mark, _TEXT: ""} if mark else ""


def is_mark(value: object, field: Field) -> bool:
    """Tell whether this is what `extra` holds for elements of a field."""
    if field.role == "content" or not field.repeated:
        return _is_one(value, field)
    items = cast("list[object]", value) if type(value) is list else []
    return any(item is not None for item in items) and all(
        item is None or _is_one(item, field) for item in items
    )


def _is_one(value: object, field: Field) -> bool:
    """Tell whether this is what `extra` holds for one element."""
    if type(value) is not dict:
        return value == "" and type(value) is str and field.empty is not None
    values = cast("dict[str, object]", value)
    if field.empty is not None and values.get(_TEXT) == "":
        values = _without(values, _TEXT)
    return field.role == "element" and field.is_simple and _are_attributes(values)


def is_only_empty(value: object) -> bool:
    """Tell whether what `extra` holds for elements says no more than that they are empty."""
    return all(item is None or item == "" for item in listed(value))


def is_default(value: object, field: Field) -> bool:
    """Tell whether a value is the one that the schema gives to an empty element."""
    default = field.empty
    if value is default:
        return True
    if field.role == "content":
        return value == [default]
    if isinstance(value, Text):
        value = str.__str__(value)
    if type(plain(value)) is not type(plain(default)):  # True is no number
        return False
    return same(field.kind, value) == same(field.kind, default)


def stays_empty(mark: object, value: object, field: Field) -> bool:
    """Tell whether an element is written empty: it was so, and its value is still that of the schema."""
    said = cast("dict[str, object]", mark).get(_TEXT) if type(mark) is dict else mark
    return said == "" and is_default(value, field)


def _are_attributes(values: Mapping[str, object]) -> bool:
    if not values.keys() - {NIL_KEY} or values.get(NIL_KEY, "true") != "true":
        return False
    return all(map(is_attribute, values, values.values()))


def is_attribute(name: object, value: object) -> bool:
    """Tell whether this can be an attribute of an element that has no field for it."""
    from ._plain_copy import is_raw_key, unfit_character  # noqa: PLC0415 - few documents need it

    if not (type(name) is str and name.startswith("@") and type(value) is str):
        return False
    if name == KEY:
        return is_type_name(value)
    is_fit = name in OF_DOCUMENT or (is_raw_key(name) and not name.startswith("@xmlns:"))
    return name == NIL_KEY or (is_fit and unfit_character(value) is None)


def is_type_name(value: object) -> bool:
    """Tell whether this can be the name of a type."""
    from ._plain_copy import is_name  # noqa: PLC0415 - few documents need it

    return type(value) is str and is_name(value)


def says_any(extra: object, declared: Declaration) -> bool:
    """Tell whether `extra` says anything of elements, or has an order of them."""
    if type(extra) is not dict:
        return False
    own = declared.marked
    pairs = cast("dict[str, object]", extra).items()
    return any(key in own and is_mark(value, own[key]) for key, value in pairs) or bool(
        order_of(cast("dict[str, object]", extra), declared)
    )


def rest(extra: Mapping[str, object], declared: Declaration) -> dict[str, Any]:
    """Return the data beside a record's fields, without what is said of elements."""
    elements, own = declared.marked, _own(extra, declared)
    return {
        key: value
        for key, value in extra.items()
        if key not in own
        and not (key in elements and is_mark(value, elements[key]))
        and not (key == ORDER and order_of(extra, declared))
    }


def _own(extra: Mapping[str, object], declared: Declaration) -> dict[str, str]:
    """Return the attributes of a record that have no field."""
    any_others = any(field.role == "any_attributes" for _, field in declared.fields)
    return {
        key: cast("str", value)
        for key, value in extra.items()
        if (key in _OF_ALL or key in declared.keys or not (any_others or key == NIL_KEY))
        and is_attribute(key, value)
    }


def set_twice(record: Any) -> list[str]:  # noqa: ANN401 - of any class
    """Return the attributes in `extra` that a field of the record holds, too."""
    fields = (field for _, field in declared_by(record).fields if field.role == "attribute")
    return [
        field.key
        for field in fields
        if field.key in record.extra and getattr(record, field.slot) is not None
    ]


def miscounted(
    record: Any, declared: Declaration  # noqa: ANN401 - of any class
) -> Iterator[tuple[str, int, int]]:
    """Yield the lists for which `extra` has attributes of more or fewer items, with both counts."""
    extra: dict[str, Any] = record.extra
    for key, field in declared.simple_elements.items():
        if (
            field.repeated
            and key in extra
            and is_mark(extra[key], field)
            and not is_only_empty(extra[key])
        ):
            items: object = getattr(record, field.slot)
            count = len(cast("list[object]", items)) if isinstance(items, list) else 0
            if count != len(extra[key]):
                yield key, count, len(extra[key])


def _start(start: str, mark: Mapping[str, str]) -> str:
    """Return the beginning of a start tag with these attributes, but for what it says already."""
    names = [name for name in mark if name not in {NIL_KEY, _TEXT}]
    if KEY in names and " xsi:type=" in start:
        names.remove(KEY)
    if any(name.startswith("@xsi:") for name in names) and " xmlns:xsi=" not in start:
        start += f' xmlns:xsi="{XSI}"'
    if KEY in names:
        names.remove(KEY)
        namespace, _, local = mark[KEY].rpartition("}")
        if namespace[1:]:
            start += f' xmlns:{_PREFIX}="{escape_attribute(namespace[1:])}"'
            local = f"{_PREFIX}:{local}"
        else:
            require_no_default()
        start += f' xsi:type="{local}"'
    more = (written(attribute_name(name), mark[name], n) for n, name in enumerate(names))
    return f"{start}{''.join(more)}"


def start_of(start: str, record: Any) -> str:  # noqa: ANN401 - of any class
    """Return the beginning of a start tag, with the attributes in a record's own `extra`."""
    own = _own(record.extra, declared_by(record))
    return _start(start, own) if own else start


def tag_of(tag: str, record: Any) -> str:  # noqa: ANN401 - of any class
    """Return the same for a start tag that may be complete."""
    start = tag.removesuffix(">")
    return f"{start_of(start, record)}{tag[len(start) :]}"


def marking(
    add: Callable[[str], None], record: Any, field: Field  # noqa: ANN401 - of any class
) -> Callable[[str], None]:
    """Return a function that adds elements of this field as `extra` says: with attributes, or empty."""
    said = record.extra[field.key]
    if not is_mark(said, field):
        return add
    held: object = getattr(record, field.slot)
    if field.role != "element":  # the text or the content of the record
        return _add_nothing if stays_empty(said, held, field) else add
    items = iter(_pairs(held, said, field))
    length, nothing = len(field.tag) + 1, f"></{field.tag}>"

    def add_marked(element: str) -> None:
        value, mark = next(items)
        start, more = element[:length], element[length:]
        if type(mark) is dict:
            start = _start(start, mark)
        add(start + (nothing if stays_empty(mark, value, field) else more))

    return add_marked


def _add_nothing(_: str) -> None:
    """Add nothing."""


def _pairs(held: object, said: object, field: Field) -> Iterator[tuple[object, Mark]]:
    """Return the values of a field, and what is said of each: nothing of those that were added."""
    if not field.repeated:
        return iter([(held, cast("Mark", said))])
    marks = cast("Iterable[Mark]", said)
    return zip(cast("list[object]", held), chain(marks, repeat(None)), strict=False)


def mark_in_json(data: dict[str, Any], record: Any, declared: Declaration) -> None:  # noqa: ANN401
    """Put what `extra` says into what is written as JSON, of the record itself and of elements."""
    extra: dict[str, Any] = record.extra
    for name, text in _own(extra, declared).items():
        data.setdefault(name, text)
    for key in order_of(extra, declared):
        if key in data:
            data[key] = data.pop(key)
    for key, field in declared.marked.items():
        mark = extra.get(key)
        if key not in data or not is_mark(mark, field):
            continue
        held: object = getattr(record, field.slot)
        if field.role == "content":
            data[key] = [] if stays_empty(mark, held, field) else data[key]
            continue
        several = data[key] if field.repeated else [data[key]]
        items = [
            _in_json(item, value, of, field)
            for item, (value, of) in zip(several, _pairs(held, mark, field), strict=False)
        ]
        data[key] = items if field.repeated else items[0]


def _in_json(item: object, value: object, mark: Mark, field: Field) -> object:
    """Return one element as JSON, with what is said of it."""
    item = "" if stays_empty(mark, value, field) else item
    if type(mark) is not dict:
        return item
    return {**mark, **({NIL_KEY: "true"} if item is None else {_TEXT: item})}
