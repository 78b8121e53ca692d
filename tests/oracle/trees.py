"""What a document says, whatever prefixes, space and spellings of values it says it with."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from lxml import etree

from tests.oracle.documents import XSI

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEXADECIMAL = re.compile("[0-9A-Fa-f]+")


def differences(original: etree._Element, written: etree._Element, path: str = "") -> Iterator[str]:
    """Yield the differences of two documents, each with its path."""
    here = f"{path}/{etree.QName(original).localname}"
    if original.tag != written.tag:
        yield f"{here}: is {written.tag}"
        return
    before, after = _attributes(original), _attributes(written)
    for name in sorted({*before, *after}):
        if _value(original, before.get(name)) != _value(written, after.get(name)):
            yield f"{here}/@{name}: {before.get(name)!r} is {after.get(name)!r}"
    children, others = _children(original), _children(written)
    if [child.tag for child in children] != [other.tag for other in others]:
        names = [etree.QName(child).localname for child in children]
        yield f"{here}: {names} are {[etree.QName(other).localname for other in others]}"
        return
    for text, other in zip(_texts(original), _texts(written), strict=True):
        if _value(original, text) != _value(written, other) and (
            _names(original, text) != _names(written, other)
        ):
            yield f"{here}: {text!r} is {other!r}"
    for child, other in zip(children, others, strict=True):
        yield from differences(child, other, here)


def _attributes(element: etree._Element) -> dict[str, str]:
    found = {str(name): str(value) for name, value in element.attrib.items()}
    type_name = found.get(f"{{{XSI}}}type")
    if type_name is not None:  # a name: its prefix is that of the document
        prefix, _, local = type_name.strip().rpartition(":")
        found[f"{{{XSI}}}type"] = f"{{{element.nsmap.get(prefix or None)}}}{local}"
    for name in ("schemaLocation", "noNamespaceSchemaLocation"):
        found.pop(f"{{{XSI}}}{name}", None)
    if found.get(f"{{{XSI}}}nil", "").strip() in {"false", "0"}:  # which says nothing
        del found[f"{{{XSI}}}nil"]
    return found


def _children(element: etree._Element) -> list[etree._Element]:
    return [child for child in element if isinstance(child.tag, str)]


def _texts(element: etree._Element) -> list[str]:
    """Return the text before the first child, and after each; comments are not there."""
    texts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            texts.append(child.tail or "")
        else:
            texts[-1] += child.tail or ""
    return texts


def _value(element: etree._Element, text: str | None) -> object:
    """Return a text of an element as a value to compare."""
    if text is None:
        return None
    return tuple(_word(_expanded(element, word)) for word in text.split())


def _names(element: etree._Element, text: str) -> list[str]:
    """Return the words of a text as qualified names, which are in the default namespace without a prefix."""
    default = element.nsmap.get(None)
    return [
        f"{{{default}}}{word}" if default and ":" not in word else _expanded(element, word)
        for word in text.split()
    ]


def _expanded(element: etree._Element, word: str) -> str:
    """Return a word with its prefix expanded, if the document declares that."""
    prefix, colon, local = word.partition(":")
    namespace = element.nsmap.get(prefix) if colon else None
    return f"{{{namespace}}}{local}" if namespace else word


def _word(word: str) -> object:
    try:
        # Only floating-point numbers have exponents, and more digits than a float has say nothing.
        number = Decimal(repr(float(word)) if "e" in word.lower() else word)
        return number.normalize() if number.is_finite() else word
    except (InvalidOperation, ValueError):
        pass
    if word in {"true", "false"}:
        return Decimal(word == "true")
    try:
        return dt.datetime.fromisoformat(word).isoformat()
    except ValueError:
        pass
    try:
        return dt.time.fromisoformat(word).isoformat()
    except ValueError:
        return word.lower() if _HEXADECIMAL.fullmatch(word) else word
