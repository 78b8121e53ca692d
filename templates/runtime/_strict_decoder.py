"""One document that has to keep to the letter, for tests against a store.

Whatever is tolerated elsewhere is read as it is there, and is a problem here. What counts as the letter
is what this client itself would write; in JSON, every value is a text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar, cast
from xml.etree.ElementTree import Element

from . import _dialect, _lexical
from ._decoder import OF_DOCUMENT, Decoder
from ._raw_document import encoding_of
from ._simple_xml import EMPTY

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._fields import Declaration, Field
    from ._model import OpenEnumeration
    from ._raw_document import RawNode, RawObject

R = TypeVar("R")

_TIME_MARK, _AFTER_SECONDS = (" ", "") if _dialect.DATE_TIME_IN_UTC else ("T", ".*")
_FORMS = {
    "token": re.compile(r"|\S+(?: \S+)*"),
    "integer": re.compile(r"[+-]?[0-9]+"),
    "decimal": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"),
    "double": re.compile(r"\S+"),
    "boolean": re.compile(f"{_dialect.TRUE}|{_dialect.FALSE}"),
    "date_time": re.compile(
        rf"(?!0000)[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_TIME_MARK}[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}{_AFTER_SECONDS}"
    ),
    "date": re.compile(r"(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "time": re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}\S*"),
}
_EXPECTED = {
    "token": "a token",
    "integer": "an integer",
    "decimal": "a decimal number",
    "double": "a floating-point number",
    "boolean": "a boolean",
    "date_time": "a date with a time",
    "date": "a date",
    "time": "a time of day",
    "enumeration": "a listed value",
    "qname": "a name",
    "base64": "base 64",
    "hexadecimal": "bytes in hexadecimal",
}
_OF_ANY = frozenset({"@xsi:nil", *OF_DOCUMENT})


def expected(kind: str) -> str:
    """Return the description of a kind's values in problems."""
    return _EXPECTED.get(kind, "a text")


class StrictDecoder(Decoder):
    """One document, in which every deviation is a problem."""

    __slots__ = ("_is_xml",)

    is_strict = True

    def root(self, source: RawNode, read: Callable[[RawObject, Decoder], R]) -> R:
        """Return the record of a whole document."""
        self._is_xml = isinstance(source, Element)
        return super().root(source, read)

    def note(self, document: bytes | str, root: str | None) -> None:
        """Check how a document begins, and the name of its root."""
        own = self._path[0]
        if isinstance(document, bytes) and encoding_of(document) != "utf-8":
            self.problems.append(f"{own}: the document is not in UTF-8")
        text = document if isinstance(document, str) else document.decode("utf-8", "replace")
        if text.startswith("\ufeff"):
            self.problems.append(f"{own}: the document begins with a byte-order mark")
        if root is not None and root != own:
            self.problems.append(f"{own}: the root is called {root}")
        elif root is not None and text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
            self.problems.append(f"{own}: the document is wrapped in {root}")

    def judge(self, values: RawObject, declared: Declaration) -> None:
        """Check how what stands in a record is written, before it is read."""
        places: list[str] = []
        for field in (field for _, field in declared.fields if field.is_in_level):
            places.append(field.key)
            if field.key in values:
                self._field(values[field.key], field.key, field, declared)
        found = self._source
        if isinstance(found, Element):
            roles = {field.role for _, field in declared.fields}
            is_free = bool(roles & {"any_elements", "content"})
            if not is_free and declared.model is None:
                self._ordered(found, places)
            for child in found:
                if child.tag.startswith("{"):
                    self._add(self._names[child.tag], f"is in a namespace: {child.tag!r:.80}")

    def unlisted(
        self,
        values: RawObject,
        known: frozenset[str],
        *,
        elements: bool = True,
        attributes: bool = True,
    ) -> dict[str, Any]:
        """Return the raw values that no schema lists, and add a problem for each."""
        found = super().unlisted(values, known, elements=elements, attributes=attributes)
        for name in found:
            if name not in _OF_ANY or not _dialect.QUALIFIED:
                self._add(name, "is not in the schema")
        return found

    def _field(self, value: object, name: str, field: Field, declared: Declaration) -> None:
        """Check how the value of a field is written."""
        if field.kind == "raw" or (field.repeated and field.nillable):
            return
        text = declared.reads_text(field)
        if field.repeated:
            items = self._listed(value, name)
        elif isinstance(value, list):
            what = "one record is" if field.kind in {"record", "choice"} else "one value is"
            self._add(name, f"is a list, and {what} expected")
            return
        else:
            items = [(name, value)]
        for place, item in items:
            if item is None and field.nillable and not self._is_xml:
                continue
            if _dialect.QUALIFIED and item == "" and field.empty is not None:
                continue  # the schema says what it is
            if field.kind in {"record", "choice"}:
                if not text and not self._is_record(item):
                    self._add(place, "is not a record")
                continue
            if field.kind != "enumeration" or not item == EMPTY == "":
                self._spelled(_text_alone(item), place, field.kind)
            if field.kind == "enumeration" and isinstance(item, str) and (item or EMPTY == ""):
                found = declared.class_of(field.of)(item)
                if not (found.is_known or field.is_open):
                    self._unknown(place, found)

    def _ordered(self, source: Element, fields: list[str]) -> None:
        """Check the order of the elements that the schema lists."""
        places = {name: place for place, name in enumerate(fields)}
        before = ""
        for child in source:
            name = self._names[child.tag]
            if name not in places:
                continue
            if before and places[name] < places[before]:
                self._add(name, f"comes after {before}, but before it in the schema")
            before = name

    def _listed(self, value: object, name: str) -> list[tuple[str, object]]:
        if isinstance(value, list):
            items = cast("list[object]", value)
            return [(f"{name}[{index}]", item) for index, item in enumerate(items)]
        if not self._is_xml:
            self._add(name, "is a single value, but a list is expected")
        return [(name, value)]

    def has_form(self, kind: str, text: str) -> bool:
        """Tell whether a text has the lexical form of a kind."""
        form = _FORMS.get(kind)
        return form is None or form.fullmatch(text) is not None

    def _spelled(self, value: object, name: str, kind: str) -> None:
        if value is None or value in ("", [], {}):
            may_be_empty = kind != "enumeration" and self.has_form(kind, "")
            if not (may_be_empty and (self._is_xml or value == "")):
                self._add(name, f"is empty, and {expected(kind)} is expected")
        elif isinstance(value, bool | int) or not isinstance(value, str | list | dict | Element):
            self._add(name, f"{value!r:.80} is not written as a text")
        elif isinstance(value, str) and not self.has_form(kind, value):
            self._add(name, f"{value!r:.80} is not written as {expected(kind)}")

    def _is_record(self, value: object) -> bool:
        """Tell whether a raw value has the form of a record; in XML, a record may be empty."""
        return isinstance(value, dict | Element) or (self._is_xml and value is None)

    def _unknown(self, name: str, value: OpenEnumeration) -> None:
        self._add(name, _lexical.not_listed(value.text, [member.text for member in type(value)]))


def _text_alone(item: Any) -> object:  # noqa: ANN401 - raw data
    """Return a raw value as in a document without prefixes."""
    if isinstance(item, Element):
        element = cast("Element[str]", item)
        return element if len(element) or element.attrib else element.text
    return item


DECODER = StrictDecoder
"""What reads strictly."""
