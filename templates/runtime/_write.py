"""Documents as this API wants to receive them."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ._check import Check
from ._errors import RequestError
from ._text import union

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ._model import RawElement
    from ._root import Format

R = TypeVar("R")

# In UTF-8, all that XML can carry, but for two characters; and how JSON escapes some of the others.
_CHARACTERS = bytes({*range(0x20, 0x100), *b"\t\n\r"})
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_ESCAPED = re.compile(rb"\\(?:[bf]|u00)")


def to_xml(record: R, form: Format[R], *, checked: bool = True) -> bytes:
    """The document as UTF-8.

    Raises RequestError when the record does not fit its schema; without `checked` only what cannot
    be written is an error.
    """
    if checked and not form.fits(record, Check("")):
        require(record, form)
    body = _written(record, form, _xml)
    if checked and (
        body.translate(None, _CHARACTERS)
        or not (body.isascii() or not any(character in body for character in _NO_CHARACTERS))
    ):
        require(record, form)
    return body


def to_json(record: R, form: Format[R], *, checked: bool = True) -> bytes:
    """The document as UTF-8. Raises RequestError as `to_xml` does."""
    if checked and not form.fits(record, Check("")):
        require(record, form)
    body = _written(record, form, _json)
    if checked and (
        (b"\\" in body and _ESCAPED.search(body))
        or not (body.isascii() or not any(character in body for character in _NO_CHARACTERS))
    ):
        require(record, form)
    return body


def _xml(record: R, form: Format[R]) -> bytes:
    parts = [form.start]
    form.to_xml(record, parts.append)
    parts.append(form.end)
    return "".join(parts).encode()


def _json(record: R, form: Format[R]) -> bytes:
    return encode_json(form.to_json(record))


def _written(record: R, form: Format[R], write: Callable[[R, Format[R]], bytes]) -> bytes:
    """What is written. Raises RequestError when that is impossible, with whatever is wrong."""
    try:
        return write(record, form)
    except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
        require(record, form)
        raise RequestError([f"{form.roots[0]}: cannot be written: {error}"]) from None


def require(record: R, form: Format[R]) -> None:
    """Raise RequestError, with all that is wrong, when the record does not fit its schema."""
    problems = Check(form.roots[0])
    form.check(record, problems)
    problems.raise_problems()


def encode_json(data: dict[str, Any]) -> bytes:
    """The data as UTF-8, the same with the extra `fast` and without."""
    from ._fast import dumps  # noqa: PLC0415 - the first request pays for it

    if dumps is not None:
        try:
            return dumps(data)
        except TypeError:  # which is no judgement: it refuses what the other one can do
            pass
    return _encoder()(data).encode()


@cache
def _encoder() -> Callable[[object], str]:
    import json  # noqa: PLC0415 - the first request pays for it

    return json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_raw_number).encode


def each(items: Iterable[object]) -> Iterable[object]:
    """The items, of whatever class they are: what is written need not have been checked."""
    return items


def is_plain(text: str) -> bool:
    """Whether nothing in a text must be escaped in XML."""
    return not ("&" in text or "<" in text or ">" in text or "\r" in text)


def escape(text: str) -> str:
    """Text as XML character data."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if "\r" in text:  # a reader turns a bare one into a line feed
        text = text.replace("\r", "&#13;")
    return text


def escape_attribute(text: str) -> str:
    """Text as the value of an attribute, between double quotes."""
    text = escape(text).replace('"', "&quot;")
    return text.replace("\t", "&#9;").replace("\n", "&#10;")


def attributes(values: Mapping[str, str], add: Callable[[str], None]) -> None:
    """Add attributes that the schema does not name, each with its namespace in braces, if any."""
    for number, (name, value) in enumerate(values.items()):
        add(_attribute(name, value, number))


def _attribute(name: str, value: object, number: int) -> str:
    namespace, _, local = name.rpartition("}")
    text = f'="{escape_attribute(union(value))}"'
    if not namespace:
        return f" {name}{text}"
    if namespace == "{http://www.w3.org/XML/1998/namespace":
        return f" xml:{local}{text}"
    declared = escape_attribute(namespace[1:])
    return f' xmlns:any{number}="{declared}" any{number}:{local}{text}'


def raw_xml(elements: Iterable[RawElement], add: Callable[[str], None]) -> None:
    """Add elements that the schema does not name."""
    for element in elements:
        _raw_element(element.name, element.value, add)


def raw_content(value: object, add: Callable[[str], None]) -> None:
    """Add what stands in an element of any type, beginning with the end of its start tag."""
    values = cast("dict[str, Any]", value if isinstance(value, dict) else {"#text": value})
    for number, (name, inner) in enumerate(values.items()):
        if name.startswith("@xml:"):
            add(f' {name[1:]}="{escape_attribute(union(inner))}"')
        elif name.startswith("@"):
            add(_attribute(name[1:], inner, number))
    add(">")
    for name, inner in values.items():
        if name == "#content":
            for part in cast("list[object]", inner):
                _raw_part(part, add)
        elif not name.startswith("@"):
            for item in cast("list[object]", inner) if isinstance(inner, list) else [inner]:
                _raw_part(item if name == "#text" else {name: item}, add)


def _raw_part(part: object, add: Callable[[str], None]) -> None:
    """Add a text, or the elements of an object that names them."""
    if isinstance(part, dict):
        for name, value in cast("dict[str, object]", part).items():
            _raw_element(name, value, add)
    elif part is not None:
        add(escape(union(part)))


def _raw_element(name: str, value: object, add: Callable[[str], None]) -> None:
    namespace, _, local = name.rpartition("}")
    add(f'<{local} xmlns="{escape_attribute(namespace[1:])}"')
    raw_content(value, add)
    add(f"</{local}>")


def raw_json(elements: Iterable[RawElement], data: dict[str, Any]) -> None:
    """Add elements that the schema does not name to what stands in a record."""
    own = set(data)
    for element in elements:
        name = element.name
        if name not in data:
            data[name] = raw(element.value)
        elif name not in own:
            before, value = data[name], raw(element.value)
            data[name] = [*before, value] if isinstance(before, list) else [before, value]


def attributes_json(values: Mapping[str, str], data: dict[str, Any]) -> None:
    """Add attributes that the schema does not name to what stands in a record."""
    xml = "{http://www.w3.org/XML/1998/namespace}"
    for name, value in values.items():
        data[f"@xml:{name[len(xml) :]}" if name.startswith(xml) else f"@{name}"] = value


def raw(value: Any) -> Any:  # noqa: ANN401 - raw
    """A value of an answer as it is sent back: its numbers in the spelling of the standard library."""
    if isinstance(value, dict):
        return {name: raw(item) for name, item in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [raw(item) for item in cast("list[object]", value)]
    if isinstance(value, float | Decimal):
        from ._fast import fragment  # noqa: PLC0415 - the first request pays for it

        return value if fragment is None else fragment(_encoder()(value))
    return value


def _raw_number(value: object) -> float:
    """A number of an answer that is sent back as it came."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(contents := getattr(value, "contents", None), str):  # what `raw` made
        return float(contents)
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON")
