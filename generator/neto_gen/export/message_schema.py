"""JSON Schema 2020-12 of a message, in the form in which clients send and stores answer.

In JSON every value is a text: a number, a date, and what is true or false are written as in XML. So
what limits a number is said as a pattern of its text where that is possible, and in words elsewhere.

Long, because one module says how each kind of type is described.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from neto_gen.contract.model import (
    AnyElements,
    AnyType,
    Element,
    Enumeration,
    ListType,
    RecordRef,
    Scalar,
    UnionType,
)
from neto_gen.contract.xsd import vocabulary
from neto_gen.export.api import unique
from neto_gen.python.arguments import filter_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from neto_gen.contract.model import Attribute, Facets, Message, Record, SimpleType
    from neto_gen.dialect import Dialect

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


class Form(Enum):
    """The documents that a schema is for.

    `STRICT` is what may be sent, to the letter. `SEEN` is what stores answer: one value where a list is
    promised, or the other way round, numbers as such, and nothing in any of its spellings. `PLAIN` is
    the same without limits and with values as texts: for tools that make types of it.
    """

    STRICT = "strict"
    SEEN = "seen"
    PLAIN = "plain"


# The forms of values as they are sent, by dialect.
_WHOLE, _NUMBER = r"[+-]?[0-9]+", r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_DAY, _CLOCK = r"[0-9]{4}-[0-9]{2}-[0-9]{2}", r"[0-9]{2}:[0-9]{2}:[0-9]{2}"
_FRACTION, _ZONE = r"(?:\.[0-9]+)?", r"(?:Z|[+-][0-9]{2}:[0-9]{2})"
_LONG_DAY = r"-?[0-9]{4,}-[0-9]{2}-[0-9]{2}"
_FLOAT = rf"{_NUMBER}(?:[eE][+-]?[0-9]+)?"
_BY_LETTER: Final = {
    **dict.fromkeys(vocabulary.INTEGERS, _WHOLE),
    "decimal": _NUMBER,
    **dict.fromkeys(vocabulary.FLOATS, rf"{_FLOAT}|-?INF|NaN"),
    "boolean": "true|false|1|0",
    "date": rf"{_LONG_DAY}{_ZONE}?",
    "dateTime": rf"{_LONG_DAY}T{_CLOCK}{_FRACTION}{_ZONE}?",
    "dateTimeStamp": rf"{_LONG_DAY}T{_CLOCK}{_FRACTION}{_ZONE}",
    "time": rf"{_CLOCK}{_FRACTION}{_ZONE}?",
    "hexBinary": "(?:[0-9A-Fa-f]{2})*",
}
_OWN: Final = {
    **dict.fromkeys(vocabulary.FLOATS, _FLOAT),
    "boolean": "True|False",
    "date": _DAY,
    **dict.fromkeys(("dateTime", "dateTimeStamp"), rf"{_DAY} {_CLOCK}"),
    "time": rf"{_CLOCK}{_FRACTION}",
}
# The forms of values as stores send them, which may also be empty.
_NO_DAY = "0000-00-00"
_SEEN: Final = {
    **dict.fromkeys(vocabulary.INTEGERS, rf"{_WHOLE}(?:\.0*)?"),
    "decimal": _FLOAT,
    **dict.fromkeys(vocabulary.FLOATS, _FLOAT),
    "boolean": "[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[YyNn]|[01]",
    **dict.fromkeys(
        ("date", "dateTime", "dateTimeStamp"),
        rf"{_NO_DAY}(?: 00:00:00)?|{_DAY}(?:[ T]{_CLOCK}{_FRACTION}{_ZONE}?)?",
    ),
}
_FORMATS: Final = {"date": "date"}
# White space around a value, which its type collapses.
_AROUND = r"[ \t\r\n]*"
# The constructs that patterns of XML Schema and of JSON Schema share.
_PORTABLE = re.compile(
    r"(?:[^\\\[\]^$]|\\[.\\?*+(){}|\[\]\-]|\[(?:[^\\\[\]^&~]|\\[.\\\-\[\]])+\])*"
)
_BEHIND_CLASS = re.compile(r"\[[^\]]*-\[")
# Characters with a special meaning in a pattern.
_SIGNS = re.compile(r"[.\\?*+(){}|\[\]^$/]")
_MOST_EXAMPLES = 20


class SchemaDefinitions:
    """The definitions of all records of a message, each under the name that it has in `names`.

    `place` is what a reference to one of them begins with.
    """

    def __init__(
        self, message: Message, dialect: Dialect, form: Form, place: str, prefix: str = ""
    ) -> None:
        self.message = message
        self.dialect = dialect
        self.form = form
        self.place = place
        self.is_alone = not prefix
        self.names = _names(message, prefix)
        found = filter_of(message) if form is Form.STRICT and dialect.filters else None
        self.filter = found

    @property
    def root(self) -> Schema:
        """The schema of the whole document."""
        ref = self._ref(RecordRef(0))
        return {"anyOf": [ref, _NIL]} if self.message.nillable else ref

    def all(self) -> dict[str, Schema]:
        """Return every definition by name, sorted."""
        records = enumerate(self.message.records)
        found = {self.names[index]: self._record(index, record) for index, record in records}
        return dict(sorted(found.items()))

    def _ref(self, ref: RecordRef) -> Schema:
        return {"$ref": f"{self.place}{self.names[ref.index]}"}

    def _is_free(self, index: int) -> bool:
        """Tell whether a record has no limits: search criteria need not be valid values."""
        return self.filter is not None and index > 0

    def _record(self, index: int, record: Record) -> Schema:
        # Tools name classes after titles, so these must be unique.
        title = {"title": record.name.untrusted} if self.is_alone else {}
        found: Schema = {"type": "object", **title}
        if record.documentation is not None:
            found["description"] = _one_space(record.documentation.untrusted)
        properties, required = self._held(index, record)
        if properties:
            found["properties"] = properties
        if self.form is Form.STRICT and required and not self._is_free(index):
            found["required"] = required
        if self.filter is not None and self.filter.index == index:
            found["not"] = {"propertyNames": {"enum": self._settings(record)}}
            found["$comment"] = "A filter requires at least one element that selects records."
        elif record.model is not None and self.form is Form.STRICT:
            found["$comment"] = (
                "The schema further limits which elements can be combined, and how often."
            )
        return found

    def _held(self, index: int, record: Record) -> tuple[dict[str, Schema], list[str]]:
        """Return a record's properties by name, and the names of the required ones."""
        properties: dict[str, Schema] = {}
        required: list[str] = []
        for attribute in record.attributes:
            key = _attribute_key(attribute)
            properties[key] = self._attribute(attribute)
            if attribute.required and attribute.default is None:
                required.append(key)
        if record.text is not None:
            text = self._simple(record.text, is_free=self._is_free(index))
            properties["#text"] = self._or_empty(text, record)
            if self.dialect.strict:
                required.append("#text")
        if record.ordered:
            properties["#content"] = self._content(record)
        else:
            for item in record.content:
                if isinstance(item, Element):
                    key = item.key.untrusted
                    properties[key] = self._element(item, is_free=self._is_free(index))
                    if item.required:
                        required.append(key)
                else:  # where members could not keep the order of elements
                    one = {"type": "object", "maxProperties": 1}
                    properties["#content"] = {"type": "array", "items": one}
        return properties, required

    def _settings(self, record: Record) -> list[str]:
        """Return the elements of a filter that are not search criteria."""
        held = {item.name.untrusted for item in record.content if isinstance(item, Element)}
        return [name for name in self.dialect.catalogue.settings if name in held]

    def _content(self, record: Record) -> Schema:
        """Return the schema of ordered content: a list with each element as an object of one name."""
        one: list[Schema] = [{"type": "string"}] if record.mixed else []
        for item in record.content:
            if isinstance(item, Element):
                key = item.key.untrusted
                one.append(
                    {
                        "type": "object",
                        "properties": {key: self._value(item, is_free=False)},
                        "required": [key],
                        "maxProperties": 1,
                    }
                )
        if any(isinstance(item, AnyElements) for item in record.content):
            one.append({"type": "object", "maxProperties": 1})
        return {"type": "array", **({"items": {"anyOf": one}} if one else {"maxItems": 0})}

    def _element(self, element: Element, *, is_free: bool) -> Schema:
        """Return the schema of a record's property for an element."""
        value = self._value(element, is_free=is_free)
        if self.form is Form.SEEN:
            several = {"type": "array", "items": {"anyOf": [value, _NOTHING]}}
            found: Schema = {"anyOf": [value, several, _NOTHING]}
        elif self.form is Form.PLAIN and (element.repeated or isinstance(element.type, RecordRef)):
            several = {"type": "array", "items": value}
            one = [several, value] if element.repeated else [value, several]
            found = {"anyOf": [*one, *([] if value.get("type") else [{"type": "string"}])]}
        elif element.repeated:
            found = {"type": "array", "items": value}
            if self.form is Form.STRICT:
                found["minItems"] = 1 if is_free else max(1, element.min_occurs)
                if element.max_occurs is not None and not is_free:
                    found["maxItems"] = element.max_occurs
        else:
            found = value
        if element.documentation is not None:
            found = {**found, "description": _joined(found.get("description"), element)}
        if element.default is not None:
            found = {**found, "default": element.default.untrusted}
        return found

    def _value(self, element: Element, *, is_free: bool) -> Schema:
        """Return the schema of one value of an element."""
        if element.type is None or element.derived:
            found = self._one_of_types(element)
        elif isinstance(element.type, RecordRef):
            found = self._ref(element.type)
        elif isinstance(element.type, AnyType):
            return {}
        else:
            found = self._simple(element.type, is_free=is_free)
            if element.fixed is not None and self.form is Form.STRICT:
                found |= _fixed(element.type, element.fixed.untrusted)
            found = self._or_empty(found, element)
        return {"anyOf": [found, _NIL, {"type": "null"}]} if element.nillable else found

    def _or_empty(self, found: Schema, holder: Element | Record) -> Schema:
        """Return the schema of a value, which is also written empty where its schema then gives it."""
        is_given = holder.default is not None or holder.fixed is not None
        if not (is_given and self.dialect.qualified and self.form is Form.STRICT):
            return found
        return {"anyOf": [found, {"const": ""}]}

    def _one_of_types(self, element: Element) -> Schema:
        """Return the schema of a record of an element's type, or of a type derived from it."""
        found = [self._ref(element.type)] if isinstance(element.type, RecordRef) else []
        return {"anyOf": [*found, *(self._ref(derived.record) for derived in element.derived)]}

    def _attribute(self, attribute: Attribute) -> Schema:
        found = self._simple(attribute.type, is_free=False)
        if attribute.documentation is not None:
            found["description"] = _joined(found.get("description"), attribute)
        if attribute.default is not None:
            found["default"] = attribute.default.untrusted
        if attribute.fixed is not None and self.form is Form.STRICT:
            found |= _fixed(attribute.type, attribute.fixed.untrusted)
        return found

    def _simple(self, simple_type: SimpleType, *, is_free: bool) -> Schema:
        """Return the schema of a simple value; with `is_free`, only its type counts."""
        if isinstance(simple_type, Enumeration):
            return self._enumeration(simple_type, is_free=is_free)
        if isinstance(simple_type, ListType):
            item = self._simple(simple_type.item, is_free=is_free)
            one = _pattern_of(item) if self.form is Form.STRICT else None
            pattern = None if one is None else rf"(?:(?:{one})(?: (?:{one}))*)?"
            return {
                **self._text(pattern),
                "description": "A list whose items are separated by spaces.",
            }
        if isinstance(simple_type, UnionType):
            if self.form is not Form.STRICT:
                return self._text(None)
            members = [self._simple(member, is_free=is_free) for member in simple_type.members]
            return {"anyOf": members}
        return self._scalar(simple_type, is_free=is_free)

    def _text(self, pattern: str | None) -> Schema:
        """Return the schema of a text; stores also send it as a number and the like."""
        if self.form is not Form.SEEN:
            return {"type": "string", **({"pattern": f"^(?:{pattern})$"} if pattern else {})}
        more = {"pattern": f"^{_AROUND}(?:{pattern})?{_AROUND}$"} if pattern else {}
        return {"type": ["string", "number", "boolean", "null"], **more}

    def _enumeration(self, enumeration: Enumeration, *, is_free: bool) -> Schema:
        values = [value.untrusted for value in enumeration.values]
        is_open = enumeration.open or enumeration.borrowed or is_free
        if self.form is Form.STRICT and not is_open:
            return {"type": "string", "enum": values}
        shown = values[:_MOST_EXAMPLES]
        return {**self._text(None), "examples": shown, "description": "Other values may occur."}

    def _scalar(self, scalar: Scalar, *, is_free: bool) -> Schema:
        builtin, is_own = scalar.builtin, self.dialect.own_spellings
        pattern = ({**_BY_LETTER, **_OWN} if is_own else _BY_LETTER).get(builtin)
        if self.form is Form.SEEN:
            return {**self._text(_SEEN.get(builtin)), **_described(scalar, self.form)}
        found: Schema = {"type": "string"}
        if self.form is Form.STRICT:
            found = self._text(pattern)
            if is_own and builtin in _FORMATS:
                found["format"] = _FORMATS[builtin]
            if builtin == "base64Binary":
                found["contentEncoding"] = "base64"
            if not is_free:
                _limit(found, scalar, pattern)
        return {**found, **_described(scalar, self.form)}


# An element with xsi:nil.
_NIL: Final[Schema] = {
    "type": "object",
    "properties": {"@xsi:nil": {"const": "true"}},
    "required": ["@xsi:nil"],
}
# The ways in which a response expresses an empty value.
_NOTHING: Final[Schema] = {"enum": ["", None]}


def message_schema(message: Message, dialect: Dialect, form: Form) -> Schema:
    """Return the schema of a message as a separate document."""
    definitions = SchemaDefinitions(message, dialect, form, "#/$defs/")
    return {
        "$schema": DRAFT,
        "title": message.root.name.untrusted,
        **definitions.root,
        "$defs": definitions.all(),
    }


def _limit(found: Schema, scalar: Scalar, pattern: str | None) -> None:
    """Add what limits the text of a value, as far as JSON Schema can say it."""
    facets, builtin = scalar.facets, scalar.builtin
    if pattern is None or builtin == "hexBinary":
        _limit_length(found, facets, builtin)
    patterns = [p.untrusted for p in facets.patterns if builtin not in vocabulary.NAMES]
    form = vocabulary.STRINGS.get(builtin) or vocabulary.LEXICALS.get(builtin)
    if builtin in vocabulary.INTEGERS:
        pattern = _signed(scalar)
        found["pattern"] = f"^(?:{pattern})$"
    texts = [text for text in (*([form] if form else ()), *patterns) if is_portable(text)]
    if texts and "pattern" not in found:
        found["pattern"] = f"^(?:{texts.pop(0)})$"
    if texts:
        found["allOf"] = [{"pattern": f"^(?:{text})$"} for text in texts]
    if facets.values and builtin in vocabulary.STRINGS:
        found["enum"] = [value.untrusted for value in facets.values]


def _pattern_of(item: Schema) -> str | None:
    """Return the pattern of a list's item, if a pattern or values fully describe it."""
    if "enum" in item:
        return "|".join(_SIGNS.sub(r"\\\g<0>", value) for value in item["enum"])
    whole: str | None = item.get("pattern")
    return None if whole is None else whole.removeprefix("^").removesuffix("$")


def _signed(scalar: Scalar) -> str:
    """Return the pattern of an integer, without the signs that its bounds exclude."""
    least, most = vocabulary.INTEGERS[scalar.builtin]
    lows = [n for n in (least, _number(scalar.facets.min_inclusive)) if n is not None]
    highs = [n for n in (most, _number(scalar.facets.max_inclusive)) if n is not None]
    if lows and max(lows) >= 1:
        return r"\+?0*[1-9][0-9]*"
    if lows and max(lows) >= 0:
        return r"\+?[0-9]+|-0+"
    if highs and min(highs) <= -1:
        return "-0*[1-9][0-9]*"
    if highs and min(highs) <= 0:
        return r"-[0-9]+|\+?0+"
    return _WHOLE


def _number(bound: object) -> int | None:
    """Return a bound as an integer, rounded towards zero."""
    try:
        return None if bound is None else int(str(bound).partition(".")[0] or 0)
    except ValueError:
        return None


def _limit_length(found: Schema, facets: Facets, builtin: str) -> None:
    """Add how long a text may be; of bytes, how long the text of so many is at least or at most."""
    least, most = facets.min_length, facets.max_length
    if facets.length is not None:
        least = most = facets.length
    for key, length in (("minLength", least), ("maxLength", most)):
        if length is None:
            continue
        if builtin == "base64Binary":
            found[key] = -(-length // 3) * 4
        elif builtin == "hexBinary":
            found[key] = length * 2
        elif builtin not in vocabulary.NAMES:  # they are sent with a prefix
            found[key] = length


def _described(scalar: Scalar, form: Form) -> Schema:
    """Return a description of a value whose schema says only that it is a text."""
    facets, parts = scalar.facets, list[str]()
    if scalar.builtin not in vocabulary.STRINGS:
        parts.append(scalar.builtin)
    if form is not Form.STRICT and facets.max_length is not None:
        parts.append(f"at most {facets.max_length} characters")
    for word, bound in (
        ("at least", facets.min_inclusive),
        ("at most", facets.max_inclusive),
        ("more than", facets.min_exclusive),
        ("less than", facets.max_exclusive),
    ):
        if bound is not None:
            parts.append(f"{word} {getattr(bound, 'untrusted', bound)}")
    if facets.total_digits is not None:
        parts.append(f"at most {facets.total_digits} digits")
    if facets.fraction_digits is not None:
        parts.append(f"at most {facets.fraction_digits} of them after the decimal point")
    return {"description": ", ".join(parts)} if parts else {}


def _fixed(simple_type: SimpleType, text: str) -> Schema:
    """Return the schema of a fixed value, if it has only one spelling."""
    is_text = isinstance(simple_type, Scalar) and simple_type.builtin in vocabulary.STRINGS
    return {"const": text} if is_text or isinstance(simple_type, Enumeration) else {}


def is_portable(pattern: str) -> bool:
    """Tell whether a pattern of XML Schema means the same in JSON Schema."""
    if _BEHIND_CLASS.search(pattern) or not _PORTABLE.fullmatch(pattern):
        return False
    if "(?" in pattern:
        return False
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def _attribute_key(attribute: Attribute) -> str:
    namespace = "" if attribute.namespace is None else attribute.namespace.untrusted
    space = f"{{{namespace}}}" if namespace else ""
    if namespace == "http://www.w3.org/XML/1998/namespace":
        space = "xml:"
    return f"@{space}{attribute.name.untrusted}"


def _one_space(text: str) -> str:
    return " ".join(text.split())


def _joined(before: str | None, documented: Element | Attribute) -> str:
    """Return the documentation of the schema, followed by other notes."""
    text = "" if documented.documentation is None else documented.documentation.untrusted
    return ". ".join(filter(None, (_one_space(text).rstrip("."), before)))


def _names(message: Message, prefix: str) -> list[str]:
    """Return a name for each record: the shortest unique end of its path."""
    paths = _paths(message)
    taken: set[str] = set()
    names: list[str] = []
    for index, path in enumerate(paths):
        others = [other for at, other in enumerate(paths) if at != index]
        ends = (path[-size:] for size in range(1, len(path) + 1))
        end = next((e for e in ends if not any(o[-len(e) :] == e for o in others)), path)
        name = "_".join(end)
        if prefix:
            name = prefix if index == 0 else f"{prefix}_{name}"
        names.append(unique(name, taken))
    return names


def _paths(message: Message) -> list[tuple[str, ...]]:
    """Return the path of each record's first use."""
    found: dict[int, tuple[str, ...]] = {0: (message.root.name.untrusted,)}
    waiting: list[int] = [0]
    for index in waiting:
        for name, ref in _below(message.records[index].content):
            if ref.index not in found:
                found[ref.index] = (*found[index], name)
                waiting.append(ref.index)
    return [found.get(at, (record.name.untrusted,)) for at, record in enumerate(message.records)]


def _below(content: Sequence[Element | AnyElements]) -> Iterable[tuple[str, RecordRef]]:
    for item in content:
        if isinstance(item, Element):
            if isinstance(item.type, RecordRef):
                yield item.name.untrusted, item.type
            for derived in item.derived:
                yield derived.name.untrusted, derived.record
