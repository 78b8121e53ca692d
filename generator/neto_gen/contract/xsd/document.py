"""One schema file as a tree of elements that know their place, and nothing that XML can do beyond.

No parser meets a document type: `neto_gen.sources.doctype` has put what its entities stand for in
their place. Nothing is fetched.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from neto_gen.contract.schema_text import SPACE
from neto_gen.contract.xsd.declarations import QName
from neto_gen.contract.xsd.versioning import is_for_others
from neto_gen.files.reading import MAX_BYTES
from neto_gen.problems import ExitCode, Failure, Location, Problem
from neto_gen.sources.doctype import DocumentTypeError, without_doctype
from neto_gen.sources.encodings import is_read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neto_gen.sources.doctype import Plain

XML_SCHEMA = "http://www.w3.org/2001/XMLSchema"
XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"
MAX_DEPTH = 1000
_TEXTS = frozenset({"documentation", "appinfo"})
_VALUES = frozenset({"value", "default", "fixed"})  # elements whose white space may be significant


@dataclass(slots=True, eq=False)
class SchemaElement:
    """An element of a schema file.

    `namespaces` maps the prefixes in scope ("" is the default) to namespaces.
    """

    namespace: str
    name: str
    attributes: Mapping[str, str]
    namespaces: Mapping[str, str]
    location: Location
    children: list[SchemaElement] = field(default_factory=list["SchemaElement"])

    @property
    def in_xml_schema(self) -> bool:
        """Whether this is an element of the XML Schema language itself."""
        return self.namespace == XML_SCHEMA

    def schema_children(self) -> Iterator[SchemaElement]:
        """Return the children that are elements of the XML Schema language."""
        return (child for child in self.children if child.in_xml_schema)

    def resolve(self, reference: str) -> QName:
        """Return the qualified name that an attribute of this element refers to."""
        prefix, _, name = reference.strip().rpartition(":")
        return QName(self.namespaces.get(prefix, ""), name)


@dataclass(slots=True, eq=False)
class SchemaDocument:
    """One schema file: its name in the schema folder, and its elements in document order.

    `source` is the file as it is; `content` is the same without a document type, with what its
    entities stand for.
    `target_namespace` is that of the file that includes it where it has none of its own.
    `left_out` are the numbers, counted in the file, of elements that are for other versions of XML Schema,
    which are not among the `elements`.
    """

    name: str
    source: bytes
    content: bytes
    root: SchemaElement
    elements: list[SchemaElement]
    target_namespace: str
    left_out: frozenset[int] = frozenset()

    @property
    def is_provided(self) -> bool:
        """Whether it comes with neto-gen: its name is a namespace then, and not a path in a folder."""
        return ":" in self.name


def parse(name: str, content: bytes, file: str, including_namespace: str = "") -> SchemaDocument:
    """Read one schema file; `file` is what messages call it.

    In a file without a target namespace, names without a prefix are in that of the file that
    includes it: `including_namespace`. Raises Failure when it is not well-formed or not a schema.
    """
    if len(content) > MAX_BYTES:
        problem = Problem(f"larger than {MAX_BYTES:,} bytes", file, "split it with xs:include")
        raise Failure(ExitCode.SCHEMA, problem)
    try:
        plain = without_doctype(content)
    except DocumentTypeError as error:
        where = Location(file, error.line, error.column)
        raise Failure(ExitCode.SCHEMA, Problem(str(error), where, error.hint)) from None
    builder = _Builder(file, including_namespace, plain)
    text = content if plain is None else plain.content
    try:
        builder.parser.Parse(text, True)  # noqa: FBT003 - expat takes it by position
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        where = builder.location(error.lineno, error.offset + 1)
        hint = "fix it, or fetch the file again: it may have been cut off"
        raise Failure(
            ExitCode.SCHEMA, Problem(f"not well-formed XML: {reason}", where, hint)
        ) from None
    except (ValueError, LookupError) as error:  # an encoding that Python does not know
        problem = Problem(
            f"cannot be read as XML: {error}", Location(file, 1, 1), "save it as UTF-8"
        )
        raise Failure(ExitCode.SCHEMA, problem) from None
    root = builder.elements[0]
    if not (root.in_xml_schema and root.name == "schema"):
        hint = f'the root must be xs:schema in the namespace "{XML_SCHEMA}"'
        raise Failure(
            ExitCode.SCHEMA, Problem(f"<{root.name}> is not an XML schema", root.location, hint)
        )
    target_namespace = root.attributes.get("targetNamespace", including_namespace)
    left_out = frozenset(builder.left_out)
    return SchemaDocument(name, content, text, root, builder.elements, target_namespace, left_out)


class _Builder:
    """Builds the tree while expat reads."""

    def __init__(self, file: str, including_namespace: str, plain: Plain | None) -> None:
        self.file = file
        self.plain = plain
        self.including_namespace = including_namespace
        self.elements: list[SchemaElement] = []
        self.open: list[SchemaElement] = []
        self.for_others: SchemaElement | None = None  # which is open
        self.left_out: list[int] = []
        self.namespaces: Mapping[str, str] = {"xml": XML_NAMESPACE}
        self.declared: dict[str, str] = {}
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.XmlDeclHandler = self.require_encoding
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.StartNamespaceDeclHandler = self.declare_namespace
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def here(self) -> Location:
        return self.location(self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def location(self, line: int, column: int) -> Location:
        """Return the place in the file for a place in the parsed text."""
        if self.plain is not None:
            line, column = self.plain.origin(line, column)
        return Location(self.file, line, column)

    def require_encoding(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if not is_read(encoding):
            what = f'the encoding "{encoding}" is not one that schemas are read in'
            raise Failure(ExitCode.SCHEMA, Problem(what, self.here(), "save it as UTF-8"))

    def refuse_doctype(self, *_: object) -> None:
        problem = Problem(
            "the document type cannot be read as text",
            self.here(),
            "save the file as UTF-8, or remove the <!DOCTYPE …>",
        )
        raise Failure(ExitCode.SCHEMA, problem)

    def declare_namespace(self, prefix: str | None, uri: str | None) -> None:
        self.declared[prefix or ""] = uri or ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.declared:
            self.namespaces = {**self.namespaces, **self.declared}
            self.declared = {}
        if not self.elements and "targetNamespace" not in attributes:
            self.namespaces = {"": self.including_namespace, **self.namespaces}
        namespace, _, local_name = name.rpartition(" ")
        if namespace == XML_SCHEMA:
            for key, value in attributes.items():
                if key not in _VALUES:
                    attributes[key] = value.strip(SPACE)
        element = SchemaElement(
            namespace=namespace,
            name=local_name,
            attributes=attributes,
            namespaces=self.namespaces,
            location=self.here(),
        )
        # A file that is written for another version is read nevertheless: what it uses decides.
        if self.for_others is None and self.open and namespace == XML_SCHEMA:
            self.for_others = element if is_for_others(element) else None
        if self.for_others is not None:
            self.left_out.append(len(self.elements) + len(self.left_out))
        else:
            self.elements.append(element)
            if self.open:
                self.open[-1].children.append(element)
        self.open.append(element)
        if len(self.open) > MAX_DEPTH:
            problem = Problem(f"nested deeper than {MAX_DEPTH} elements", self.here())
            raise Failure(ExitCode.SCHEMA, problem)

    def text(self, text: str) -> None:
        if (
            text.isspace()
            or self.for_others is not None
            or not self.open[0].in_xml_schema  # not a schema, which is reported once it is read
            or any(element.in_xml_schema and element.name in _TEXTS for element in self.open)
        ):
            return
        problem = Problem(
            f"<{self.open[-1].name}> cannot contain text",
            self.here(),
            "remove it, or make it a comment",
        )
        raise Failure(ExitCode.SCHEMA, problem)

    def end(self, _: str) -> None:
        if self.open.pop() is self.for_others:
            self.for_others = None
        if self.open:
            self.namespaces = self.open[-1].namespaces
