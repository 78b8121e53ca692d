"""The document type of a schema file, read here and within bounds, so that no parser meets one.

What the internal subset declares takes its place in the text: entities, and attributes by default.
The external subset and external entities are never loaded. The W3C's own document type of XML
Schema is known, and declares nothing that a schema needs; its character entities of XHTML are known, too.

Long, because it is one parser, with its bounds.
"""

from __future__ import annotations

import codecs
import re
import sys
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from neto_gen.files.reading import MAX_BYTES
from neto_gen.problems import printable, shortened
from neto_gen.sources.character_entities import character_entities
from neto_gen.sources.encodings import is_read

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH: Final = 20
MAX_DECLARED: Final = 2000
# How much entities may add to a file: so many characters, or so many times its length.
LEAST_ADDED: Final = 1_000_000
MOST_TIMES: Final = 8
# Each use of an entity counts at least this: expanding an empty entity takes time, too.
_LEAST_COST: Final = 8

_MARKS: Final = tuple("<!DOCTYPE".encode(e) for e in ("utf-8", "utf-16-le", "utf-16-be"))
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAME: Final = (
    r"[:A-Z_a-z\u00c0-\U000effff][-.:\w\u00b7\u0300-\u036f\u203f\u2040\u00c0-\U000effff]*+"
)
_TEXT: Final = r"""(?:"[^"]*"|'[^']*')"""
_EXTERNAL: Final = rf"(?:SYSTEM|PUBLIC\s+(?P<public>{_TEXT}))\s+(?P<system>{_TEXT})"
_SKIPPED: Final = r"<!--.*?-->|<\?.*?\?>"


def _pattern(text: str) -> re.Pattern[str]:
    # \s is XML's white space: lines end in \n by then; Python's other white space does not count.
    return re.compile(text.replace(r"\s", r"[ \t\n]"), re.DOTALL)


_DECLARATION: Final = _pattern(r"<\?xml\s[^>]*?\?>")
_ENCODING: Final = re.compile(rb"""^<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
_STANDALONE: Final = _pattern(r"""\sstandalone\s*=\s*["']yes["']""")
_PROLOG: Final = _pattern(rf"(?:\s+|{_SKIPPED})*+(?=<!DOCTYPE\s)")
_BEGIN: Final = _pattern(rf"<!DOCTYPE\s+(?P<name>{_NAME})(?:\s+{_EXTERNAL})?\s*(?P<open>\[)?")
_END: Final = _pattern(r"\s*>")
_NOTHING: Final = _pattern(rf"(?:\s+|{_SKIPPED}|<!ELEMENT\s[^<>%]*>|<!NOTATION\s[^<>%]*>)++")
_PARAMETER: Final = _pattern(rf"%(?P<name>{_NAME});")
_ENTITY: Final = _pattern(
    rf"<!ENTITY\s+(?P<parameter>%\s+)?(?P<name>{_NAME})\s+"
    rf"(?:(?P<value>{_TEXT})|{_EXTERNAL}(?:\s+NDATA\s+{_NAME})?)\s*>"
)
_ATTRIBUTES: Final = _pattern(rf"<!ATTLIST\s+(?P<element>{_NAME})(?P<rest>(?:[^<>'\"]|{_TEXT})*+)>")
_ATTRIBUTE: Final = _pattern(
    rf"\s+(?P<name>{_NAME})\s+(?:[A-Z]+|(?:NOTATION\s*)?\([^()<>%'\"]*\))"
    rf"\s+(?:\#REQUIRED|\#IMPLIED|(?:\#FIXED\s+)?(?P<value>{_TEXT}))"
)
_REFERENCE: Final = _pattern(rf"&(?P<name>{_NAME});")
_CHARACTER: Final = re.compile(r"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,8}));")
_TOKEN: Final = _pattern(
    rf"(?P<text>(?:[^<&]|&\#[0-9A-Za-z]*;)++)|&(?P<name>{_NAME});|(?P<skipped>{_SKIPPED}|<!\[CDATA\[.*?\]\]>)"
    rf"|<(?P<close>/?)(?P<element>{_NAME})(?P<attributes>(?:[^<>'\"]|{_TEXT})*+)>"
)
_VALUE: Final = _pattern(rf"(?P<before>\s+(?P<name>{_NAME})\s*=\s*)(?P<value>{_TEXT})")
# https://www.w3.org/TR/xml/#NT-Char
_ALLOWED: Final = re.compile("[\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PREDEFINED: Final = frozenset({"lt", "gt", "amp", "apos", "quot"})
_PUBLIC: Final = re.compile(r"-//w3c//dtd xmlschema \d+//en|datatypes", re.IGNORECASE)
_SYSTEM: Final = re.compile(r"(?:.*[/\\])?(?:xmlschema|datatypes)\.dtd", re.IGNORECASE | re.DOTALL)
_AMPLIFIED: Final = "write out what they stand for, or split the file with xs:include"
_LOADED: Final = "it is never loaded: write what it declares between [ and ], or remove it"


class DocumentTypeError(ValueError):
    """A document type that is not accepted: why, and where in the file."""

    def __init__(self, what: str, hint: str, line: int, column: int) -> None:
        super().__init__(what)
        self.hint = hint
        self.line = line
        self.column = column


class Plain(NamedTuple):
    """A file without its document type: in UTF-8, with what its entities stand for.

    `starts` are the places in the text of its pieces; `origins`, in the file, with whether a piece
    stands there as it is.
    """

    content: bytes
    text: str
    starts: list[int]
    origins: list[tuple[int, bool]]
    lines: list[int]
    original_lines: list[int]

    def origin(self, line: int, column: int) -> tuple[int, int]:
        """Return the line and the column in the file for a place in the parsed text."""
        place = self.lines[min(line, len(self.lines)) - 1] + column - 1
        piece = max(bisect_right(self.starts, place) - 1, 0)
        begin, is_itself = self.origins[piece]
        return _line_and_column(
            self.original_lines, begin + (place - self.starts[piece] if is_itself else 0)
        )


def without_doctype(content: bytes) -> Plain | None:
    """Return a file without its document type, or None when it has none.

    Raises DocumentTypeError for one that is not accepted.
    """
    if not any(mark in content for mark in _MARKS):
        return None
    text = _decoded(content)
    if text is None:  # which the parser reports
        return None
    declaration = _DECLARATION.match(text)
    start = 0 if declaration is None else declaration.end()
    prolog = _PROLOG.match(text, start)
    if prolog is None:
        return None
    reader = _Reader(text, is_alone=_STANDALONE.search(text, 0, start) is not None)
    reader.copy(start, prolog.end())
    end = reader.document_type(prolog.end())
    reader.read(text, end, None, ())
    plain = "".join(reader.pieces)
    if len(plain) > MAX_BYTES:
        what = f"with what its entities stand for, it has more than {MAX_BYTES:,} characters"
        raise reader.error(what, 0, _AMPLIFIED)
    return Plain(
        plain.encode("utf-8", "surrogatepass"),
        plain,
        reader.starts,
        reader.origins,
        _line_starts(plain),
        reader.lines,
    )


def name_of_doctype(content: bytes) -> str | None:
    """Return the name of the root in a document type; any file may begin with one."""
    match = re.match(rb"\s*<!DOCTYPE\s+([-.:\w]+)", content, re.IGNORECASE)
    return None if match is None else match[1].decode("ascii", "replace")


def _decoded(content: bytes) -> str | None:
    """Return a decoded file with Unix line endings, or None if it cannot be decoded."""
    marks = ((mark, encoding) for mark, encoding in _BOMS if content.startswith(mark))
    mark, encoding = next(marks, (b"", ""))
    if not mark:
        declared = _ENCODING.match(content[:1000])
        encoding = "utf-8" if declared is None else declared[1].decode("ascii", "replace")
        if content.startswith(b"<\0"):
            encoding = "utf-16-le"
        elif content.startswith(b"\0<"):
            encoding = "utf-16-be"
        elif not is_read(encoding) or encoding.lower().startswith("utf-16"):
            return None
    try:
        text = content[len(mark) :].decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _line_starts(text: str) -> list[int]:
    return [0, *accumulate(len(line) + 1 for line in text.split("\n"))]


def _line_and_column(lines: list[int], place: int) -> tuple[int, int]:
    line = bisect_right(lines, place) - 1
    return line + 1, place - lines[line] + 1


class _Entity(NamedTuple):
    """An entity; `text` is None for one that is in an unknown file of its own, which `system` names."""

    text: str | None
    system: str = ""
    is_known: bool = False


class _Reader:
    """Reads a document type, and then the document, into pieces of text.

    Where something is in the file is its `place`; None means that the text at hand is the file.
    """

    def __init__(self, text: str, *, is_alone: bool) -> None:
        self.text = text
        self.is_alone = is_alone
        self.lines = _line_starts(text)
        self.entities: dict[str, _Entity] = {}
        self.parameters: dict[str, _Entity] = {}
        self.defaults: dict[str, dict[str, str]] = {}
        self.declared = 0
        self.most = min(max(LEAST_ADDED, MOST_TIMES * len(text)), MAX_BYTES)
        self.added = 0
        self.pieces: list[str] = []
        self.starts: list[int] = []
        self.origins: list[tuple[int, bool]] = []
        self.length = 0
        self.copied = 0  # the end in the file of the last piece copied

    # Output

    def copy(self, start: int, end: int) -> None:
        """Write a part of the file as it is."""
        if start == end:
            return
        if self.copied == start and self.origins and self.origins[-1][1]:
            self.pieces.append(self.text[start:end])
        else:
            self.starts.append(self.length)
            self.origins.append((start, True))
            self.pieces.append(self.text[start:end])
        self.length += end - start
        self.copied = end

    def write(self, text: str, place: int) -> None:
        """Write what stands for something at a place of the file."""
        if text:
            self.starts.append(self.length)
            self.origins.append((place, False))
            self.pieces.append(text)
            self.length += len(text)

    def error(self, what: str, place: int, hint: str) -> DocumentTypeError:
        line, column = _line_and_column(self.lines, place)
        return DocumentTypeError(what, hint, line, column)

    def pay(self, size: int, place: int) -> None:
        """Count what entities come to. Raises DocumentTypeError when it is too much."""
        self.added += max(size, _LEAST_COST)
        if self.added > self.most:
            what = f"its entities come to more than {self.most:,} characters"
            raise self.error(what, place, _AMPLIFIED)

    # Document type

    def document_type(self, start: int) -> int:
        """Read the document type that begins here, and return where it ends."""
        begin = _BEGIN.match(self.text, start)
        if begin is None:
            raise self.not_well_formed(start)
        if begin["system"] is not None and not self.is_alone and not _is_known(begin):
            what = f'its document type is in a file of its own, "{_shown(begin["system"][1:-1])}"'
            raise self.error(what, start, _LOADED)
        place = begin.end()
        if begin["open"]:
            place = self.subset(self.text, place, None, ())
            if not self.text.startswith("]", place):
                raise self.not_well_formed(place)
            place += 1
        end = _END.match(self.text, place)
        if end is None:
            raise self.not_well_formed(place)
        return end.end()

    def not_well_formed(self, place: int) -> DocumentTypeError:
        hint = "fix or remove this part"
        return self.error("the document type is not well-formed", place, hint)

    def subset(self, text: str, start: int, place: int | None, inside: tuple[str, ...]) -> int:
        """Read declarations as far as they go, and return where that is."""
        while True:
            here = start if place is None else place
            if match := _NOTHING.match(text, start):
                pass
            elif match := _PARAMETER.match(text, start):
                name = match["name"]
                inner = self.used(name, self.parameters, "%", here, inside)
                end = self.subset(inner, 0, here, (*inside, f"%{name}"))
                if end != len(inner):
                    raise self.not_well_formed(here)
            elif match := _ENTITY.match(text, start):
                self.declare_entity(match, here, is_inside=place is not None, inside=inside)
            elif match := _ATTRIBUTES.match(text, start):
                self.declare_attributes(match, here)
            elif text.startswith("<", start) or (place is not None and start < len(text)):
                raise self.not_well_formed(here)
            else:
                return start
            start = match.end()

    def count(self, place: int) -> None:
        self.declared += 1
        if self.declared > MAX_DECLARED:
            what = f"the document type declares more than {MAX_DECLARED:,} entities and attributes"
            raise self.error(what, place, "remove those that nothing uses")

    def declare_entity(
        self, match: re.Match[str], place: int, *, is_inside: bool, inside: tuple[str, ...]
    ) -> None:
        """Note an entity; of two with one name, the first counts."""
        self.count(place)
        known = self.parameters if match["parameter"] else self.entities
        if match["name"] in known:
            return
        if match["value"] is None:
            public, system = _identifiers(match)
            text = character_entities(public, system) if match["parameter"] else None
            known[match["name"]] = _Entity(text, system, _is_known(match))
            return
        value = match["value"][1:-1]
        if "%" in value:
            # https://www.w3.org/TR/xml/#wfc-PEinInternalSubset
            if not is_inside:
                raise self.not_well_formed(place)
            value = self.with_parameters(value, place, inside)
        known[match["name"]] = _Entity(_CHARACTER.sub(self.character(place), value))

    def with_parameters(self, value: str, place: int, inside: tuple[str, ...]) -> str:
        """Return an entity's value with its parameter entities expanded."""

        def replaced(match: re.Match[str]) -> str:
            name = match["name"]
            text = self.used(name, self.parameters, "%", place, inside)
            if "%" in text:
                return self.with_parameters(text, place, (*inside, f"%{name}"))
            return text

        return _PARAMETER.sub(replaced, value)

    def character(self, place: int) -> Callable[[re.Match[str]], str]:
        """Return a function that replaces a character reference by the character."""

        def found(match: re.Match[str]) -> str:
            code = int(match[1], 16) if match[1] else int(match[2])
            if code > sys.maxunicode or not _ALLOWED.fullmatch(chr(code)):
                raise self.not_well_formed(place)
            return chr(code)

        return found

    def declare_attributes(self, match: re.Match[str], place: int) -> None:
        """Note the attributes that an element has by default."""
        known = self.defaults.setdefault(match["element"], {})
        rest, start = match["rest"], 0
        while found := _ATTRIBUTE.match(rest, start):
            self.count(place)
            start = found.end()
            # An attribute that is declared without a default cannot get one later.
            value = found["value"]
            known.setdefault(found["name"], "" if value is None else value)
        if rest[start:].strip(" \t\n"):
            raise self.not_well_formed(place)

    # Expansion of entities

    def used(
        self, name: str, known: dict[str, _Entity], sign: str, place: int, inside: tuple[str, ...]
    ) -> str:
        """Return the text of an entity. Raises DocumentTypeError when it must not be used."""
        shown = _shown(f"{sign}{name};")
        entity = known.get(name)
        if entity is None:
            raise self.error(f"the entity {shown} is not declared", place, "declare or remove it")
        if entity.text is None:
            if entity.is_known:
                return ""
            what = f'the entity {shown} is the file "{_shown(entity.system)}"'
            hint = "no file is loaded for an entity: write out what it stands for"
            raise self.error(what, place, hint)
        if f"{sign}{name}" in inside:
            raise self.error(f"the entity {shown} refers to itself", place, "remove it")
        if len(inside) >= MAX_DEPTH:
            what = f"entities refer to each other more than {MAX_DEPTH} deep"
            raise self.error(what, place, _AMPLIFIED)
        self.pay(len(entity.text), place)
        return entity.text

    def read(self, text: str, start: int, place: int | None, inside: tuple[str, ...]) -> None:
        """Write a text with what its entities stand for.

        What is wrong in the file itself is copied: whoever parses it says so. An entity has to stand
        for whole elements: https://www.w3.org/TR/xml/#wf-entities
        """
        depth = 0
        while start < len(text):
            match = _TOKEN.match(text, start)
            if match is None:
                if place is None:
                    self.copy(start, len(text))
                    return
                raise self.broken(inside, place)
            here = start if place is None else place
            name, element = match["name"], match["element"]
            if name is not None and name not in _PREDEFINED and name in self.entities:
                inner = self.used(name, self.entities, "&", here, inside)
                self.read(inner, 0, here, (*inside, f"&{name}"))
            elif element is not None and ("&" in match["attributes"] or element in self.defaults):
                self.tag(match, place, inside)
            elif place is None:
                self.copy(start, match.end())
            else:
                self.write(match[0], place)
            if element is not None and not match["attributes"].endswith("/"):
                depth += -1 if match["close"] else 1
                if depth < 0 and place is not None:
                    raise self.broken(inside, place)
            start = match.end()
        if depth and place is not None:
            raise self.broken(inside, place)

    def broken(self, inside: tuple[str, ...], place: int) -> DocumentTypeError:
        what = f"the entity {_shown(inside[-1])}; stands for something that is not well-formed"
        return self.error(what, place, "let it stand for whole elements, or for text")

    def tag(self, match: re.Match[str], place: int | None, inside: tuple[str, ...]) -> None:
        """Write a tag with its attributes, and those that it has by default."""

        def put(start: int, end: int) -> None:
            if place is None:
                self.copy(start, end)
            else:
                self.write(match.string[start:end], place)

        start = match.start("attributes")
        put(match.start(), start)
        names: set[str] = set()
        while found := _VALUE.match(match.string, start, match.end("attributes")):
            names.add(found["name"])
            put(start, found.start("value"))
            start = found.start("value")
            for reference in _REFERENCE.finditer(match.string, start, found.end()):
                name = reference["name"]
                if name in _PREDEFINED or name not in self.entities:
                    continue
                put(start, reference.start())
                here = reference.start() if place is None else place
                self.write(self.value(name, here, inside), here)
                start = reference.end()
            put(start, found.end())
            start = found.end()
        if not match["close"]:
            here = match.start() if place is None else place
            for name, value in self.defaults.get(match["element"], {}).items():
                if value and name not in names:
                    self.pay(len(name) + len(value), here)
                    inner = _REFERENCE.sub(
                        lambda reference: self.default(reference, here), value[1:-1]
                    )
                    self.write(f" {name}={value[0]}{inner}{value[0]}", here)
        put(start, match.end())

    def default(self, reference: re.Match[str], place: int) -> str:
        name = reference["name"]
        if name in _PREDEFINED or name not in self.entities:
            return reference[0]
        return self.value(name, place, ())

    def value(self, name: str, place: int, inside: tuple[str, ...]) -> str:
        """Return the text of an entity inside a value, where its quotes end nothing."""
        text = self.used(name, self.entities, "&", place, inside)
        within = (*inside, f"&{name}")
        parts: list[str] = []
        start = 0
        for found in re.finditer(r"&[^&;]*;?", text):
            parts.append(text[start : found.start()])
            start = found.end()
            reference = _REFERENCE.fullmatch(found[0])
            if reference is None and _CHARACTER.fullmatch(found[0]) is None:
                raise self.broken(within, place)
            inner = None if reference is None else reference["name"]
            if inner is None or inner in _PREDEFINED or inner not in self.entities:
                parts.append(found[0])
            else:
                parts.append(self.value(inner, place, within))
        parts.append(text[start:])
        whole = "".join(parts)
        if "<" in whole:
            what = f"the entity {_shown(f'&{name}')}; stands for markup in a value"
            raise self.error(what, place, "write &lt; where it stands for a text")
        return whole.replace('"', "&#34;").replace("'", "&#39;")


def _is_known(match: re.Match[str]) -> bool:
    """Tell whether a document type is the W3C's for XML Schema."""
    public, system = _identifiers(match)
    return bool(_PUBLIC.fullmatch(public) or _SYSTEM.fullmatch(system))


def _identifiers(match: re.Match[str]) -> tuple[str, str]:
    """Return the public identifier of a file, "" if it has none, and its address."""
    return " ".join((match["public"] or "")[1:-1].split()), match["system"][1:-1]


def _shown(text: str) -> str:
    return printable(shortened(text, 100))
