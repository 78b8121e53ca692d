"""Bodies of requests as examples: valid, with a few values that show what goes where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neto_gen.contract.model import (
    AnyElements,
    Element,
    Enumeration,
    ListType,
    RecordRef,
    Scalar,
    UnionType,
)
from neto_gen.contract.resolve.values import is_valid_text
from neto_gen.contract.xsd import vocabulary
from neto_gen.python.arguments import filter_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.contract.model import Message, Record, SimpleType
    from neto_gen.dialect import Dialect
    from neto_gen.export.api import Action

_MOST_FIELDS, _MOST_OUTPUTS, _DEEPEST, _LONGEST = 4, 5, 12, 10_000
_TEXTS: Final[dict[str, tuple[str, ...]]] = {
    "boolean": ("true",),
    **dict.fromkeys(vocabulary.INTEGERS, ("1",)),
    "decimal": ("9.95", "1", "0", "0.5"),
    "date": ("2026-11-28",),
    "dateTime": ("2026-11-28T09:30:00", "2026-11-28T09:30:00Z"),
    "dateTimeStamp": ("2026-11-28T09:30:00Z",),
    "time": ("09:30:00",),
    "duration": ("P1D",),
    "base64Binary": ("TmV0bw==",),
    "hexBinary": ("4E65746F",),
    "gYear": ("2026",),
    "language": ("en",),
}
_WHOLE: Final = ("1", "0", "10", "100", "-1")
# What tools replace by the value of a variable.
_VARIABLE: Final = "{{"


def example(action: Action, message: Message, dialect: Dialect) -> dict[str, Any]:
    """The body of a request in JSON."""
    found = filter_of(message) if dialect.filters else None
    maker = _Maker(message, action.keys, dialect)
    if found is not None:
        return {"Filter": maker.filter(message.records[found.index])}
    return maker.record(message.root, 0)


class _Maker:
    """Records of one message: what is required, and the first few of what is not."""

    def __init__(self, message: Message, keys: tuple[str, ...], dialect: Dialect) -> None:
        self.message = message
        self.keys = keys
        self.dialect = dialect

    def filter(self, record: Record) -> dict[str, Any]:
        """What finds something: by a key of the records, or else by the first that there is."""
        elements = {item.name.untrusted: item for item in _elements(record)}
        finding = [
            name
            for name, item in elements.items()
            if name not in self.dialect.catalogue.settings and not isinstance(item.type, RecordRef)
        ]
        chosen = next((name for name in self.keys if name in finding), *(finding[:1] or [""]))
        found = {chosen: self._several(elements[chosen])} if chosen else {}
        found |= {n: text for n, text in (("Page", "0"), ("Limit", "50")) if n in elements}
        selector = elements["OutputSelector"].type
        found["OutputSelector"] = [*self.keys] or ["ID"]
        if isinstance(selector, Enumeration):
            found["OutputSelector"] = [v.untrusted for v in selector.values[:_MOST_OUTPUTS]]
        return found

    def record(self, record: Record, depth: int) -> dict[str, Any]:
        """A record; deep inside only what is required of it."""
        found: dict[str, Any] = {}
        for attribute in record.attributes:
            if attribute.required:
                fixed = attribute.fixed
                text = self.text(attribute.type) if fixed is None else fixed.untrusted
                if text is not None:
                    found[f"@{attribute.name.untrusted}"] = text
        if record.text is not None and (text := self.text(record.text)) is not None:
            found["#text"] = text
        if record.ordered:
            found["#content"] = []
            return found
        left = _MOST_FIELDS if record.model is None else 0
        wraps = len(record.content) == 1
        for item in _elements(record):
            is_key = item.name.untrusted in self.keys
            if not (item.required or is_key or (wraps and depth < _DEEPEST)):
                if left == 0 or isinstance(item.type, RecordRef) or item.type is None:
                    continue
                left -= 1
            value = self._several(item, depth)
            if value is not None:
                found[item.key.untrusted] = value
        return found

    def _several(self, element: Element, depth: int = 0) -> Any:  # noqa: ANN401 - of JSON
        value = self._one(element, depth)
        return [value] if element.repeated and value is not None else value

    def _one(self, element: Element, depth: int) -> Any:  # noqa: ANN401 - of JSON
        if isinstance(element.type, RecordRef):
            if depth >= _DEEPEST:
                return None
            return self.record(self.message.records[element.type.index], depth + 1)
        if element.fixed is not None:
            return element.fixed.untrusted
        if isinstance(element.type, Scalar | Enumeration | ListType | UnionType):
            return self.text(element.type)
        return None

    def text(self, simple_type: SimpleType) -> str | None:
        """A value as it is sent, or None where none is known."""
        found = next((t for t in _candidates(simple_type) if _is_value(simple_type, t)), None)
        if found is None or not self.dialect.own_spellings or not isinstance(simple_type, Scalar):
            return found
        if simple_type.builtin == "boolean":
            return {"true": "True", "false": "False"}.get(found, found)
        if simple_type.builtin in {"dateTime", "dateTimeStamp"}:
            return found.replace("T", " ").removesuffix("Z")
        return found


def _elements(record: Record) -> Iterator[Element]:
    return (item for item in record.content if not isinstance(item, AnyElements))


def _is_value(simple_type: SimpleType, text: str) -> bool:
    return _VARIABLE not in text and is_valid_text(simple_type, text)


def _candidates(simple_type: SimpleType) -> Iterator[str]:
    """Texts that may be values of a type, likely ones first."""
    if isinstance(simple_type, Enumeration):
        yield from (value.untrusted for value in simple_type.values)
    elif isinstance(simple_type, ListType):
        yield from _candidates(simple_type.item)
    elif isinstance(simple_type, UnionType):
        for member in simple_type.members:
            yield from _candidates(member)
    else:
        facets = simple_type.facets
        yield from (value.untrusted for value in facets.values)
        yield from _TEXTS.get(simple_type.builtin, ("A1", "a"))
        yield from _WHOLE
        bounds = facets.min_inclusive, facets.max_inclusive
        yield from (str(getattr(b, "untrusted", b)) for b in bounds if b is not None)
        length = facets.length or facets.min_length
        if length is not None and length < _LONGEST:
            yield "x" * length
