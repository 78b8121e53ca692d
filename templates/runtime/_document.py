"""An answer as it comes, taken apart level by level.

XML and JSON become the same thing: a dictionary of names and raw values. A value is a text, a number, a
truth value, None, a deeper level (a dictionary, or an element of XML), or a list of these.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast
from xml.etree.ElementTree import Element, ParseError, XMLParser

from ._errors import ResponseError

if TYPE_CHECKING:
    from collections.abc import Sequence

Values = dict[str, Any]

# A document type can only stand between the declaration and the root element.
_DOCTYPE = re.compile(
    r"(?:\s++|<\?(?:(?!\?>).)*+\?>|<!--(?:(?!-->).)*+-->)*+<!DOCTYPE", re.IGNORECASE | re.DOTALL
)
_ENCODING = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_ENCODINGS = frozenset(
    {"ascii", "us-ascii", "iso-8859-1", "latin-1", "utf-8", "utf-16", "utf-32", "windows-1252"}
)
_TAG = re.compile(r"<(?:script|style).*?</(?:script|style)>|<[^>]*>", re.IGNORECASE | re.DOTALL)


def parse_xml(document: bytes | str, roots: Sequence[str]) -> Values:
    """The content of an XML document whose root has one of the names, in any namespace or none.

    Raises ResponseError when there is none.
    """
    text = _text(document)
    try:
        root = _root(text.lstrip())
    except (ParseError, ValueError) as error:
        raise _unreadable(document, text, f"not well-formed XML: {error}") from None
    if root.tag not in roots:
        expected = " or ".join(f"<{name}>" for name in roots)
        raise _unreadable(document, text, f"expected {expected}, found <{root.tag}>")
    return children(root)


def parse_json(document: bytes | str, roots: Sequence[str]) -> Values:
    """The content of a JSON document, bare or wrapped in an object with one of the names as its key.

    Raises ResponseError when there is none.
    """
    text = _text(document)
    try:
        data: Any = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise _unreadable(document, text, f"not well-formed JSON: {error}") from None
    values = _unwrapped(single(data), roots)
    if values is None:
        raise _unreadable(document, text, "expected a JSON object")
    return values


def children(element: Element) -> Values:
    """One level of a document: name → text, element with children, or a list of these."""
    values: Values = {child.tag: child if len(child) else child.text for child in element}
    if len(values) != len(element):
        values = {}
        for child in element:
            values.setdefault(child.tag, []).append(child if len(child) else child.text)
    return values


def merged(levels: Sequence[Values]) -> Values:
    merged: Values = {}
    for level in levels:
        for name, value in level.items():
            merged.setdefault(name, []).extend(present(value))
    return merged


def present(value: Any) -> list[Any]:  # noqa: ANN401 - raw
    """The values of an element, whether one or a list, without those that mean "no value"."""
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    return [item for item in items if not _empty(item)]


def single(value: Any) -> Any:  # noqa: ANN401 - raw
    """The value of an element; a list of one is that one, and an empty one is None."""
    if isinstance(value, list):
        items = present(value)
        return items[0] if len(items) == 1 else items or None
    return None if value == "" else value


def _empty(item: object) -> bool:
    return item is None or (isinstance(item, str) and not item.strip()) or item in ([], {})


def plain(value: Any) -> Any:  # noqa: ANN401 - raw
    """A raw value without XML elements in it."""
    if isinstance(value, Element):
        return {name: plain(child) for name, child in children(cast("Element[str]", value)).items()}
    if isinstance(value, list):
        return [plain(item) for item in cast("list[object]", value)]
    return value


def _unwrapped(data: object, roots: Sequence[str]) -> Values | None:
    """The content of a document, taken out of the root that it may be wrapped in.

    What stands beside the root counts as if it stood inside. None when there is no object.
    """
    if not isinstance(data, dict):
        return None
    values = cast("Values", data)
    for root in roots:
        if root in values:
            inner = single(values[root])
            beside = {name: value for name, value in values.items() if name != root}
            if inner is None:
                return beside
            return {**beside, **cast("Values", inner)} if isinstance(inner, dict) else None
    return values


def _root(text: str) -> Element:
    if _DOCTYPE.match(text):
        message = "a document type declaration is not accepted"
        raise ValueError(message)
    parser = XMLParser()  # noqa: S314 - no document type, so no entities; expat bounds the rest
    parser.feed(text)
    root = parser.close()
    if "xmlns" in text:
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
    return root


def _text(document: bytes | str) -> str:
    """The document as text, by its byte-order mark, its XML declaration, or as UTF-8."""
    if isinstance(document, str):
        return document.removeprefix("\ufeff")
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if document.startswith(mark)), None)
    if encoding is None:
        declared = _ENCODING.match(document)
        encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    if encoding not in _ENCODINGS:
        raise ResponseError([f"the answer declares the encoding {encoding!r}"], document)
    try:
        return document.decode(encoding).removeprefix("\ufeff")
    except UnicodeError as error:
        raise ResponseError([f"the answer is not {encoding} text: {error}"], document) from None


def as_bytes(document: bytes | str) -> bytes:
    return document if isinstance(document, bytes) else document.encode("utf-8", "backslashreplace")


def _refuse_constant(constant: str) -> object:
    message = f"{constant} is not JSON"
    raise ValueError(message)


def _unreadable(document: bytes | str, text: str, problem: str) -> ResponseError:
    start = text.lstrip()[:2000]
    if not start:
        problem = "the answer is empty"
    elif start[:200].lower().startswith(("<!doctype html", "<html")):
        words = " ".join(_TAG.sub(" ", start).split())
        problem = f"the answer is an HTML page: {words[:120]!r}"
    return ResponseError([problem], as_bytes(document))
