"""A quick look at a file that was downloaded: is it whole, and is it a schema?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from neto_gen.problems import printable
from neto_gen.sources.doctype import DocumentTypeError, name_of_doctype, without_doctype
from neto_gen.sources.encodings import is_read

if TYPE_CHECKING:
    from collections.abc import Mapping

_XS: Final = "http://www.w3.org/2001/XMLSchema"
_REFERENCES: Final = frozenset({"include", "import", "redefine", "override"})
_SCRIPTS: Final = re.compile(r"(?is)<(script|style|head)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>")
_FIRST_WORDS: Final = 60
# Errors of expat for a file that ends too early.
_CUT: Final = {
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
}


class NotASchemaError(ValueError):
    """A download that is not a schema. `maybe_cut` tells that another attempt may get the rest."""

    def __init__(self, what: str, *, maybe_cut: bool = False) -> None:
        super().__init__(what)
        self.maybe_cut = maybe_cut


@dataclass(frozen=True, slots=True)
class Scanned:
    """The global declarations of a schema file, and the other files that it refers to.

    `namespaces` has those of the files that it imports.
    """

    elements: frozenset[str]
    references: tuple[str, ...]
    namespaces: Mapping[str, str]


def scan(content: bytes) -> Scanned:
    """Look through a schema file. Raises NotASchemaError when it is something else, or cut off."""
    if not content.strip():
        raise NotASchemaError("an empty file", maybe_cut=True)
    if (name_of_doctype(content) or "").lower() == "html":
        raise NotASchemaError(f"an HTML page: {_first_words(content)}")
    try:
        plain = without_doctype(content)
    except DocumentTypeError as error:
        what = f"a document type that is not accepted: in line {error.line}, {error}"
        raise NotASchemaError(what) from None
    scanner = _Scanner()
    text = content if plain is None else plain.content
    try:
        scanner.parser.Parse(text, True)  # noqa: FBT003 - expat takes it by position
    except expat.ExpatError as error:
        if scanner.is_html or (scanner.depth == 0 and error.code not in _CUT):
            raise NotASchemaError(f"not XML, but: {_first_words(content)}") from None
        what = expat.errors.messages.get(error.code, "an error")
        line = error.lineno if plain is None else plain.origin(error.lineno, error.offset + 1)[0]
        message = f"not well-formed XML: {what} in line {line}; it may have been cut off"
        raise NotASchemaError(message, maybe_cut=True) from None
    except (ValueError, LookupError) as error:  # from pyexpat: an encoding that it cannot use
        if not isinstance(error, NotASchemaError):
            raise NotASchemaError(f"cannot be read as XML: {printable(str(error))}") from None
        if not scanner.is_html:
            raise
        raise NotASchemaError(f"{error}: {_first_words(content)}") from None
    references = tuple(dict.fromkeys(scanner.references))
    return Scanned(frozenset(scanner.elements), references, scanner.namespaces)


class _Scanner:
    def __init__(self) -> None:
        self.depth = 0
        self.is_html = False
        self.elements: list[str] = []
        self.references: list[str] = []
        self.namespaces: dict[str, str] = {}
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.XmlDeclHandler = self.declaration
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if not is_read(encoding):
            raise NotASchemaError(f'XML in the encoding "{printable(str(encoding)[:40])}"')

    def doctype(self, *_: object) -> None:
        raise NotASchemaError("a document type that cannot be read as text")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        self.depth += 1
        if self.depth == 1 and (namespace, local) != (_XS, "schema"):
            self.is_html = local.lower() == "html"
            raise NotASchemaError(
                "an HTML page" if self.is_html else f"<{printable(local)}>, not an XML schema"
            )
        if self.depth == 2 and namespace == _XS:  # noqa: PLR2004 - directly in the root
            if local == "element":
                self.elements.append(attributes.get("name", ""))
            elif local in _REFERENCES and attributes.get("schemaLocation"):
                self.references.append(attributes["schemaLocation"])
                if local == "import":
                    namespace = attributes.get("namespace", "")
                    self.namespaces[attributes["schemaLocation"]] = namespace

    def end(self, _name: str) -> None:
        self.depth -= 1


def _first_words(content: bytes) -> str:
    """Return the first readable words of a file that is not a schema, in quotes."""
    text = content[:10_000].decode("utf-8", errors="replace")
    words = " ".join(_SCRIPTS.sub(" ", text).split()) or " ".join(text.split())
    short = words if len(words) <= _FIRST_WORDS else f"{words[:_FIRST_WORDS]}…"
    return f'"{printable(short)}"'
