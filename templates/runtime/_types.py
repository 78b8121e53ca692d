"""Attributes of elements that have no field, such as the type that an element names by `xsi:type`.

Those of a record are in its own `extra`. Those of an element of a simple type are in `extra` of the record
around it, under the name of the element; of one that repeats, there is one entry for each item, None for
those without any.

Where the schema leaves the order of elements to the sender, `extra` has the one of a document under `#order`,
if it is another than that of the schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast
from xml.etree.ElementTree import Element

from ._decoder import OF_DOCUMENT
from ._encode_parts import attribute as written
from ._encode_parts import escape_attribute, require_no_default
from ._fields import declared_by
from ._nil import KEY as NIL_KEY
from ._raw_document import NIL, XSI, attribute_key, attribute_name, type_name
from ._simple_xml import EMPTY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ._decoder import Decoder
    from ._fields import Declaration, Field
    from ._raw_document import RawObject

KEY: Final = "@xsi:type"
ORDER: Final = "#order"
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
        found = [_mark(item, reading) for item in items]
        if any(found) and (field.repeated or len(items) == 1):
            bare = [_bare(i, field, reading) if m else i for i, m in zip(items, found, strict=True)]
            rest = {**rest, key: bare if isinstance(raw, list) else bare[0]}
            if key not in declared.nil_marks:  # where None stands for it
                found = [mark and _without(mark, NIL_KEY) for mark in found]
            marks[key] = found if field.repeated else found[0]
    return rest, marks


def _mark(item: object, reading: Decoder) -> dict[str, str] | None:
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
    return mark if _is_mark(mark) else None


def _without(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != key}


def _bare(item: object, field: Field, reading: Decoder) -> object:
    """Return the same element without the name of its type."""
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


def is_mark(value: object, field: Field) -> bool:
    """Tell whether this is what `extra` holds for elements that have attributes."""
    if not field.repeated:
        return _is_mark(value)
    return (
        type(value) is list
        and any(cast("list[object]", value))
        and all(item is None or _is_mark(item) for item in cast("list[object]", value))
    )


def _is_mark(value: object) -> bool:
    if type(value) is not dict:
        return False
    values = cast("dict[object, object]", value)
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
    """Tell whether `extra` has attributes of elements of simple types, or an order of elements."""
    if type(extra) is not dict:
        return False
    own = declared.simple_elements
    pairs = cast("dict[str, object]", extra).items()
    return any(key in own and is_mark(value, own[key]) for key, value in pairs) or bool(
        _order(cast("dict[str, object]", extra), declared)
    )


def order_in(values: RawObject, declared: Declaration) -> dict[str, Any]:
    """Return what `extra` records of the order of elements, if it differs from the schema's."""
    known = [field.key for _, field in declared.fields if field.role == "element"]
    found = [key for key in values if key in known]
    return {} if found == [key for key in known if key in values] else {ORDER: found}


def _order(extra: Mapping[str, object], declared: Declaration) -> list[str]:
    """Return the order of elements in `extra`; none if it has none, or order does not matter."""
    order = extra.get(ORDER)
    if not declared.any_order or type(order) is not list:
        return []
    keys = cast("list[str]", order)
    return keys if all(type(key) is str and key in declared.keys for key in keys) else []


def in_order(parts: dict[str, list[str]], record: Any) -> str:  # noqa: ANN401 - of any class
    """Return the texts of elements in the order of `extra`; those not in it come first."""
    order = dict.fromkeys(_order(record.extra, declared_by(record)))
    keys = [*(key for key in parts if key not in order), *(key for key in order if key in parts)]
    return "".join("".join(parts[key]) for key in keys)


def rest(extra: Mapping[str, object], declared: Declaration) -> dict[str, Any]:
    """Return the elements beside a record's fields, without attributes."""
    elements, own = declared.simple_elements, _own(extra, declared)
    return {
        key: value
        for key, value in extra.items()
        if key not in own
        and not (key in elements and is_mark(value, elements[key]))
        and not (key == ORDER and _order(extra, declared))
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
        if field.repeated and key in extra and is_mark(extra[key], field):
            items: object = getattr(record, field.slot)
            count = len(cast("list[object]", items)) if isinstance(items, list) else 0
            if count != len(extra[key]):
                yield key, count, len(extra[key])


def _start(start: str, mark: Mapping[str, str]) -> str:
    """Return the beginning of a start tag with these attributes, but for what it says already."""
    names = [name for name in mark if name != NIL_KEY]
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


def naming(
    add: Callable[[str], None], extra: Mapping[str, Any], field: Field
) -> Callable[[str], None]:
    """Return a function that adds elements of this field, each with its attributes in `extra`."""
    said = extra.get(field.key)
    found = (said if field.repeated else [said]) if is_mark(said, field) else ()
    marks = iter(cast("Iterable[dict[str, str] | None]", found))
    length = len(field.tag) + 1

    def add_with_attributes(element: str) -> None:
        mark = next(marks, None)
        start = element[:length]
        add(f"{_start(start, mark) if mark else start}{element[length:]}")

    return add_with_attributes


def name_in_json(data: dict[str, Any], extra: Mapping[str, Any], declared: Declaration) -> None:
    """Add the attributes in `extra` to what is written as JSON, of the record itself and of its elements."""
    for name, text in _own(extra, declared).items():
        data.setdefault(name, text)
    for key in _order(extra, declared):
        if key in data:
            data[key] = data.pop(key)
    for key, field in declared.simple_elements.items():
        mark = extra.get(key)
        if key not in data or not is_mark(mark, field):
            continue
        if field.repeated:
            data[key] = [*map(_named_in_json, data[key], cast("list[Any]", mark))]
        else:
            data[key] = _named_in_json(data[key], cast("dict[str, Any]", mark))


def _named_in_json(value: object, mark: dict[str, Any] | None) -> object:
    if mark is None:
        return value
    return {**mark, **({NIL_KEY: "true"} if value is None else {_TEXT: value})}
