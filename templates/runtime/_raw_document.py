"""An answer as it comes, taken apart level by level.

XML and JSON become the same thing: a dictionary of names and raw values. A value is a text, a number, a
truth value, None, a deeper level (a dictionary, or an element of XML), or a list of these. The name of
an attribute has an `@` before it, and `#text` is the text of what also has attributes.

Long, because XML and JSON become the same thing side by side.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from xml.etree.ElementTree import Element, ParseError, XMLParser
from xml.parsers.expat import ExpatError, ParserCreate

from . import _dialect, _fast
from ._errors import ResponseError
from ._limits import MOST_DIGITS
from ._simple_xml import EMPTY, parse_simple_xml
from ._whitespace import SPACE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from json import JSONDecoder

    from ._limits import Limits
    from ._prefix_scopes import PrefixScopes

RawObject = dict[str, Any]
RawNode = RawObject | Element
"""Where values are found: an object of JSON, or an element of XML."""

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
NIL = f"{{{XSI}}}nil"
TYPE = f"{{{XSI}}}type"
# Attributes that say something of an element's value, and not of the document.
_OF_VALUES = frozenset({NIL, TYPE, "@xsi:nil", "@xsi:type", "#text"})
_TYPED = re.compile(r":type\s*=")
# It begins with a literal, for which Python searches fast.
_DECLARED_PREFIX = re.compile(r"xmlns:([^\W\d][\w.-]*)\s*=")
PREFIX_IN_TEXT = re.compile(r"(?<![\w.-])[\d.-]*+([^\W\d][\w.-]*+):(?=[^\W\d])")
"""What may be a prefix in a text. A long word is looked at once: nothing else begins inside it."""
_MOST_PREFIXES = 16
"""Of more prefixes it would take long to count where each is used."""

# The XML declaration, which cannot be confused with another instruction or a comment.
_ENCODING = re.compile(
    rb"""<\?xml\s+version\s*=\s*(?:"1\.[0-9]+"|'1\.[0-9]+')"""
    rb"""\s+encoding\s*=\s*(?:"([A-Za-z][A-Za-z0-9._-]*)"|'([A-Za-z][A-Za-z0-9._-]*)')"""
)
_DECLARED = re.compile(rb"<\?xml\s")
MOST_OF_DECLARATION = 256
"""How long a declaration of XML may be, in bytes."""

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_LINE = re.compile("[^\n]+")
_START = 4096
_ENCODINGS = frozenset(
    {"ascii", "us-ascii", "latin-1", "utf-8", "utf-16", "utf-32", "koi8-r", "koi8-u"}
    | {f"iso-8859-{number}" for number in (*range(1, 12), *range(13, 17))}
    | {f"{family}{number}" for family in ("windows-", "cp") for number in range(1250, 1259)}
)
_TAG = re.compile(r"<(?:script|style).*?</(?:script|style)>|<[^>]*>", re.IGNORECASE | re.DOTALL)


class Inexact(Exception):
    """A number that the fast decoder may have rounded: the document is to be read with the other."""


class TooDeep(ValueError):
    """More levels than the limits allow."""


class ElementNames(dict[str, str]):
    """The names of elements by their tags: without their namespace where it says nothing.

    `namespaces` are those of the schema; None when any other is as good. Among them are the tags of
    elements that keep theirs. `has_attributes` is False in a document where no element has any. Where
    it `is_scoped`, what prefixes mean in each element is kept in `scopes`. It `has_types` where elements
    may name their types. Where records hold raw data (`holds_raw`), prefixes count that occur there.
    The `default` namespace is that of elements that are written without a prefix. `prefixes` are those
    that occur in values, with their namespaces.
    """

    def __init__(self, namespaces: frozenset[str] | None, limits: Limits) -> None:
        super().__init__()
        self.namespaces = namespaces
        self.limits = limits
        self.has_attributes = True
        self.is_scoped = False
        self.has_types = False
        self.holds_raw = False
        self.default = ""
        self.scopes: PrefixScopes | None = None
        self.prefixes: dict[str, str] = {}
        for tag in namespaces or ():
            if tag.startswith("{"):
                self[tag.removeprefix("{}")] = tag

    def of_raw(self) -> ElementNames:
        """Return the names for elements in raw data, which keep their namespaces where these count."""
        if not _dialect.QUALIFIED:
            return self
        names = ElementNames(frozenset(), self.limits)
        names.scopes = self.scopes
        return names

    def beside(self) -> ElementNames:
        """Return the names for elements beside the fields of a record.

        Those in the default namespace have no braces, except in elements that have them.
        """
        if not _dialect.QUALIFIED:
            return self
        names = _NamesBeside(frozenset(), self.limits)
        names.default, names.scopes = self.default, self.scopes
        return names

    def inside(self, name: str) -> ElementNames:
        """Return the names for elements inside one with this name."""
        del name
        return self

    def __missing__(self, tag: str) -> str:
        namespace, _, local = tag.rpartition("}")
        known = self.namespaces is None or not namespace or namespace[1:] in self.namespaces
        name = self[tag] = local if known else tag
        return name


class _NamesBeside(ElementNames):
    """The names of elements beside the fields of a record, and in these."""

    def inside(self, name: str) -> ElementNames:
        """Return the names for elements inside one with this name."""
        return self.of_raw() if name.startswith("{") else self

    def __missing__(self, tag: str) -> str:
        namespace, _, local = tag.rpartition("}")
        if namespace[1:] == self.default:
            return local
        return tag if namespace else f"{{}}{tag}"


def parse_xml(
    document: bytes | str, roots: Sequence[str], names: ElementNames, *, needs_tree: bool
) -> tuple[RawNode, str]:
    """Return the content of an XML document, and the name of its root, in any namespace or none.

    If `needs_tree`, the content is an element with all that XML has. Raises ResponseError when the
    document is not well-formed, or its root has none of the names.
    """
    _check_size(document, names.limits)
    text = decoded(document).lstrip()
    found = None if needs_tree or names.is_scoped else parse_simple_xml(text, roots)
    if found is not None:
        return found
    root = _tree(document, text, roots, names)
    return root, root.tag.rpartition("}")[2]


def _tree(document: bytes | str, text: str, roots: Sequence[str], names: ElementNames) -> Element:
    try:
        text = "".join(from_root((text[:_START], text[_START:]), names.limits.size))
        root: Element
        if _dialect.QUALIFIED and _TYPED.search(text):
            names.is_scoped = names.has_types = True
        may_use = _dialect.QUALIFIED and _may_use_prefixes(text)
        if names.is_scoped or (names.holds_raw and may_use):
            from ._prefix_scopes import parse  # noqa: PLC0415 - few documents need it

            root, names.scopes = parse(text, names.limits.depth)
        else:
            # No document type, so no entities; expat limits the rest.
            parser = XMLParser()  # noqa: S314 - see above
            parser.feed(text)
            root = parser.close()
        if may_use or (names.is_scoped and "xmlns=" in text):
            from ._prefix_scopes import prefixes_in  # noqa: PLC0415 - as above

            names.prefixes = prefixes_in(root, text)
    except TooDeep:
        raise ResponseError(["the response is nested too deeply"], as_bytes(document)) from None
    except (ParseError, ExpatError, ValueError) as error:
        raise _unreadable(document, text, f"not well-formed XML: {error}") from None
    found = root.tag.rpartition("}")[2]
    if found not in roots:
        expected = " or ".join(f"<{name}>" for name in roots)
        raise _unreadable(document, text, f"expected {expected}, found <{found}>")
    # After the root's start, an attribute needs an equals sign.
    beginning = text.find(">")
    names.has_attributes = bool(root.attrib) or text.find("=", beginning) >= 0
    return root


def _may_use_prefixes(text: str) -> bool:
    """Tell whether a document may use its prefixes elsewhere than in names of elements."""
    declared = {*_DECLARED_PREFIX.findall(text)} - {"xsi"}
    if len(declared) > _MOST_PREFIXES:
        return True
    for prefix in declared:
        used = text.count(f"{prefix}:") - text.count(f"<{prefix}:") - text.count(f"</{prefix}:")
        if used > ("xmlns".endswith(prefix) and text.count("xmlns:")):
            return True
    return False


def parse_json(
    document: bytes | str, roots: Sequence[str], limits: Limits, *, exact: bool
) -> tuple[RawObject, str | None]:
    """Return the content of a JSON document, bare or wrapped in an object with a root's name.

    That name is returned as well. Unless `exact`, numbers with a point may be floats. Raises
    ResponseError when there is no content.
    """
    _check_size(document, limits)
    data: Any = None
    if not exact and _fast.loads is not None:
        try:
            data = _fast.loads(document)
        except ValueError:
            exact = True
    if exact or _fast.loads is None:
        text = decoded(document)
        try:
            data = json_decoder().decode(text)
        except RecursionError:
            raise ResponseError(["the response is nested too deeply"], as_bytes(document)) from None
        except ValueError as error:
            raise _unreadable(document, text, f"not well-formed JSON: {error}") from None
    if isinstance(data, list):
        data = single(data)
    values = _unwrapped(data, roots)
    if values is None:
        raise _unreadable(document, decoded(document), "expected a JSON object")
    return values, next((root for root in roots if root in data), None)


def children(element: Element, names: ElementNames) -> RawObject:
    """Return an element's content by name: texts, elements that hold more, or lists of these."""
    values: RawObject = {}
    has_attributes, scopes = names.has_attributes, names.scopes
    has_more = has_attributes or scopes is not None
    for child in element:
        name = names[child.tag]
        value: Any = child if len(child) else child.text or EMPTY
        # The meaning of a prefix in a text depends on its element.
        if has_more and (child.items() or (scopes is not None and (value is child or value))):
            value = child
        if name not in values:
            values[name] = value
        elif isinstance(values[name], list):
            values[name].append(value)
        else:
            values[name] = [values[name], value]
    if not values and (element.text or not _dialect.EMPTY_IS_ABSENT):
        values["#text"] = element.text or ""
    if has_attributes:
        for attribute, text in element.items():
            key = attribute_key(attribute)
            if attribute == NIL:
                if says_nil(element):
                    values["@xsi:nil"] = "true"
                    values.pop("#text", None)
            elif key is not None:
                values[key] = type_name(element, text, scopes) if attribute == TYPE else text
    return values


def type_name(element: Element, text: str, scopes: PrefixScopes | None) -> str:
    """Return the name of a type without its prefix, after its namespace in braces if that is known."""
    prefix, _, name = text.strip().rpartition(":")
    namespace = scopes[element].get(prefix) if scopes is not None else None
    return f"{{{namespace}}}{name}" if namespace else name


def attribute_key(name: str) -> str | None:
    """Return the key of an attribute among raw values; None for one that describes the document."""
    namespace, _, local = name.rpartition("}")
    match namespace[1:]:
        case "":
            return f"@{name}"
        case n if n == XML:
            return f"@xml:{local}"
        case n if n == XSI:
            is_kept = _dialect.QUALIFIED or local in {"type", "nil"}
            return f"@xsi:{local}" if is_kept else None
        case _:
            return f"@{name}"


def raw_attribute_key(name: str) -> str:
    """Return the key of an attribute in raw data, where nothing may be lost."""
    return f"@xml:{name[len(XML) + 2 :]}" if name.startswith(f"{{{XML}}}") else f"@{name}"


def attribute_name(key: str) -> str:
    """Return the name of an attribute, with its namespace in braces, from its key."""
    return f"{{{XML}}}{key[5:]}" if key.startswith("@xml:") else key[1:]


def claims_nil(element: Element) -> bool:
    """Tell whether an element says that it is nil, whatever its content."""
    return element.get(NIL, "").strip(SPACE) in {"true", "1"}


def says_nil(element: Element) -> bool:
    """Tell whether an element is nil, and has no content that would be lost."""
    return claims_nil(element) and not len(element) and not (element.text or "").strip(SPACE)


def is_nil(value: object) -> bool:
    """Tell whether a raw value is nil."""
    if value is None:
        return True
    if isinstance(value, Element):
        element = cast("Element[str]", value)
        return says_nil(element) and len(element.attrib) == 1
    return isinstance(value, dict) and value == {"@xsi:nil": "true"}


def is_empty(value: object) -> bool:
    """Tell whether an element has nothing in it, and is not nil."""
    if isinstance(value, Element):
        element = cast("Element[str]", value)
        return not (len(element) or element.text or says_nil(element) or _has_more(element.attrib))
    if isinstance(value, dict):
        values = cast("RawObject", value)
        is_bare = values.get("@xsi:nil", "false") in ("false", "0") and not _has_more(values)
        return is_bare and values.get("#text") == ""
    if isinstance(value, list):
        items = cast("list[object]", value)
        return len(items) == 1 and is_empty(items[0])
    return value == ""


def holds_nothing(values: RawObject) -> bool:
    """Tell whether a level has neither texts nor elements, and is not nil."""
    return "@xsi:nil" not in values and not any(
        value if name in {"#text", "#content"} else not name.startswith("@")
        for name, value in values.items()
    )


def scalar(value: Any) -> Any:  # noqa: ANN401 - raw data
    """Return a raw value as its text, without attributes that do not matter.

    Raises Inexact for a float.
    """
    if isinstance(value, float):
        raise Inexact
    if isinstance(value, Element):
        element = cast("Element[str]", value)
        return element if len(element) or _has_more(element.attrib) else element.text or ""
    if isinstance(value, dict):
        values = cast("RawObject", value)
        is_text = "#text" in values and not _has_more(values)
        return scalar(values["#text"]) if is_text else values
    return value


def _has_more(names: Iterable[str]) -> bool:
    """Tell whether a value has attributes that its schema does not know, and that may matter."""
    return _dialect.QUALIFIED and not _OF_VALUES.issuperset(names)


def without_element(source: object) -> object:
    """Return a raw value in which an element that holds only text is that text."""
    if isinstance(source, Element):
        element = cast("Element[str]", source)
        return element if len(element) or element.attrib else element.text
    return source


def merged(levels: Sequence[RawObject]) -> RawObject:
    """Return the raw values of several elements merged, as if they were in one."""
    merged: RawObject = {}
    several: dict[str, list[Any]] = {}
    for level in levels:
        for name, value in level.items():
            if name not in merged:
                merged[name] = value
                continue
            if name not in several:
                several[name] = merged[name] = present(merged[name])
            several[name] += present(value)
    return merged


def present(value: Any) -> list[Any]:  # noqa: ANN401 - raw data
    """Return the values of an element, one or a list, without empty ones."""
    return [item for item in listed(value) if not _empty(item)]


def listed(value: Any) -> list[Any]:  # noqa: ANN401 - raw data
    """Return the values of an element as a list."""
    return cast("list[object]", value) if isinstance(value, list) else [value]


def single(value: Any) -> Any:  # noqa: ANN401 - raw data
    """Return the value of an element: a list of one becomes its item, and an empty one None."""
    if isinstance(value, str):
        return value or EMPTY
    if isinstance(value, list):
        items = present(value)
        return items[0] if len(items) == 1 else items or None
    return None if _empty(value) else value


def _empty(item: object) -> bool:
    if isinstance(item, str):
        return _dialect.EMPTY_IS_ABSENT and not item.strip()
    return is_nil(item) or (item in ([], {}) and _dialect.EMPTY_IS_ABSENT)


def plain(value: Any, names: ElementNames, level: int) -> Any:  # noqa: ANN401 - raw data
    """Return a raw value without XML elements; see RawElement for its form.

    `level` is the depth of its content: the root's is 1. A list does not count as a level, as in
    XML; a list in a list does. Raises TooDeep.
    """
    if isinstance(value, Element):
        return _plain_element(cast("Element[str]", value), names, level)
    if isinstance(value, list):
        items = cast("list[object]", value)
        return [plain(item, names, level + isinstance(item, list)) for item in items]
    if isinstance(value, dict):
        _check_level(level, names.limits)
        return {
            name: plain(item, names, level + 1) for name, item in cast("RawObject", value).items()
        }
    if isinstance(value, float):
        raise Inexact
    return value


def _check_level(level: int, limits: Limits) -> None:
    if level > limits.depth:
        raise TooDeep


def _plain_element(element: Element, names: ElementNames, level: int) -> Any:  # noqa: ANN401 - raw
    values: RawObject = {} if names.scopes is None else _prefixes_in(element, names.scopes)
    if not len(element) and not element.attrib and not values:
        return element.text or EMPTY
    for name, text in element.attrib.items():
        is_type = name == TYPE
        values[raw_attribute_key(name)] = (
            type_name(element, text, names.scopes) if is_type and names.scopes else text
        )
    if not len(element):
        if element.text:
            values["#text"] = element.text
        return values
    _check_level(level, names.limits)
    inner = [names[child.tag] for child in element]
    counts = Counter(inner)
    blocks = sum(name != before for name, before in zip(inner, ["", *inner], strict=False))
    texts = (element.text, *(child.tail for child in element))
    if blocks > len(counts) or any((text or "").strip(SPACE) for text in texts):
        values["#content"] = _plain_content(element, names, level)
        return values
    for name, child in zip(inner, element, strict=True):
        value = plain(child, names.inside(name), level + 1)
        if counts[name] == 1:
            values[name] = value
        else:
            values.setdefault(name, []).append(value)
    return values


def _prefixes_in(element: Element, scopes: PrefixScopes) -> RawObject:
    """Return the prefixes in the texts directly inside an element, with their namespaces."""
    # The type that an element names is stored with its namespace.
    attributes = (text for name, text in element.attrib.items() if name != TYPE)
    texts = (element.text, *attributes, *(child.tail for child in element))
    found = (prefix for text in texts if text for prefix in PREFIX_IN_TEXT.findall(text))
    scope = scopes.get(element)
    known = {prefix: scope.get(prefix) for prefix in found if scope is not None}
    return {f"@xmlns:{prefix}": namespace for prefix, namespace in known.items() if namespace}


def _plain_content(element: Element, names: ElementNames, level: int) -> list[Any]:
    content: list[Any] = [element.text] if element.text else []
    for child in element:
        name = names[child.tag]
        content.append({name: plain(child, names.inside(name), level + 1)})
        if child.tail:
            content.append(child.tail)
    return content


def _unwrapped(data: object, roots: Sequence[str]) -> RawObject | None:
    """Return the content of a document, taken out of the root that may wrap it.

    Data beside the root counts as if it were inside. None when there is no object.
    """
    if not isinstance(data, dict):
        return None
    values = cast("RawObject", data)
    for root in roots:
        if root in values:
            inner = single(values[root])
            beside = {name: value for name, value in values.items() if name != root}
            if inner is None:
                return beside
            return {**beside, **cast("RawObject", inner)} if isinstance(inner, dict) else None
    return values


def from_root(texts: Iterable[str], most: int) -> Iterator[str]:
    """Yield the same texts, with spaces in place of all that comes before the root element.

    So declarations there, such as entities, are unknown where the document is parsed. A document
    type is refused as well. Raises ValueError, or ExpatError.
    """
    root: int | None = None
    parser = ParserCreate("utf-8")

    def found(*_: object) -> None:
        nonlocal root
        root = parser.CurrentByteIndex
        parser.StartElementHandler = None

    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = found
    head = ""
    waiting: list[str] = []
    held = 0
    texts = iter(texts)
    while root is None:
        text = next(texts, None)
        waiting.append(text or "")
        held += len(waiting[-1])
        if len(head) + held > most:
            raise ValueError(f"more than the limit of {most} bytes before the root element")
        if text is not None and held < len(head):
            continue  # expat starts over with data whose end it has not seen
        more = "".join(waiting) if head else "".join(waiting).lstrip()
        head, held, waiting = head + more, 0, []
        try:
            parser.Parse(more, text is None)
        except ExpatError:  # errors after the root are found where it is parsed
            if root is None:
                raise
    start = len(head.encode()[:root].decode())
    yield _LINE.sub(lambda line: " " * len(line[0]), head[:start]) + head[start:]
    yield from texts


def _refuse_document_type(
    _name: str, _system: str | None, _public: str | None, has_declarations: object
) -> None:
    # Standards, such as MusicXML, only name one. What it refers to is never loaded.
    if has_declarations or not _dialect.QUALIFIED:
        raise ValueError("a document type declaration is not accepted")


def encoding_of(document: bytes) -> str:
    """Return the encoding of a document: from its byte-order mark, its XML declaration, or UTF-8."""
    encoding = None
    if not document.startswith(b"<"):  # as most do
        marks = (name for mark, name in _BYTE_ORDER_MARKS if document.startswith(mark))
        encoding = next(marks, None)
    if encoding is None:
        start = len(document) - len(document.lstrip())
        declaration = document[start : start + MOST_OF_DECLARATION]
        if _DECLARED.match(declaration) and b"?>" not in declaration:
            raise ResponseError(["the declaration of XML does not end"], document)
        declared = _ENCODING.match(declaration)
        name = (declared[1] or declared[2]) if declared else b"utf-8"
        encoding = name.decode("ascii").lower()
    if encoding not in _ENCODINGS:
        raise ResponseError([f"the response declares the encoding {encoding!r}"], document)
    return encoding


def decoded(document: bytes | str) -> str:
    """Return a document as text, by its byte-order mark, its XML declaration, or as UTF-8."""
    if isinstance(document, str):
        return document.removeprefix("\ufeff")
    encoding = encoding_of(document)
    try:
        return document.decode(encoding).removeprefix("\ufeff")
    except UnicodeError as error:
        raise ResponseError([f"the response is not {encoding} text: {error}"], document) from None


def _check_size(document: bytes | str, limits: Limits) -> None:
    if len(document) > limits.size:
        problem = f"the response has {len(document)} bytes, more than the limit of {limits.size}"
        raise ResponseError([problem], as_bytes(document))


def as_bytes(document: bytes | str) -> bytes:
    return document if isinstance(document, bytes) else document.encode("utf-8", "backslashreplace")


def _refuse_constant(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


def number(text: str) -> Decimal | None:
    """Return the number in a text, or None if it has too many digits to write out."""
    if len(text) > MOST_DIGITS and digits(text) > MOST_DIGITS:
        return None
    try:
        found = Decimal(text)
    except ArithmeticError:  # an exponent out of Decimal's range
        return None
    return found if abs(found.adjusted()) < MOST_DIGITS else None


def digits(text: str) -> int:
    """Return the number of digits in a number's text."""
    return len(text) - sum(map(text.count, "+-.eE"))


# A number with an excessive number of digits stays text.
def _decimal(text: str) -> Decimal | str:
    found = number(text)
    return text if found is None else found


def _integer(text: str) -> int | str:
    if len(text) > MOST_DIGITS and digits(text) > MOST_DIGITS:
        return text
    return int(text)


@cache
def json_decoder() -> JSONDecoder:
    """Return a JSON decoder that keeps numbers exactly as they are written."""
    from json import JSONDecoder  # noqa: PLC0415 - only the first document that it reads needs it

    return JSONDecoder(parse_float=_decimal, parse_int=_integer, parse_constant=_refuse_constant)


def _unreadable(document: bytes | str, text: str, problem: str) -> ResponseError:
    start = text.lstrip()[:2000]
    if not start:
        problem = "the response is empty"
    elif start[:200].lower().startswith(("<!doctype html", "<html")):
        words = " ".join(_TAG.sub(" ", start).split())
        problem = f"the response is an HTML page: {words[:120]!r}"
    return ResponseError([problem], as_bytes(document))
