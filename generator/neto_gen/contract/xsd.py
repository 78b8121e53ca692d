"""From the files of one schema to a message of the contract, by way of xsdata's class model.

The only module that imports xsdata. It is given one schema at a time: xsdata merges what has the
same name in different files. It says what records there are, with which elements, how often and in
which namespace; it fetches, formats and writes nothing. Simple types are read from the schema
itself: xsdata loses the values of an enumeration that is restricted in place.
"""

from __future__ import annotations

import io
import logging
import sys
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

from xsdata.codegen.container import ClassContainer
from xsdata.codegen.mappers.schema import SchemaMapper
from xsdata.codegen.parsers.schema import SchemaParser
from xsdata.formats.dataclass.context import XmlContext
from xsdata.formats.dataclass.parsers.handlers import XmlEventHandler
from xsdata.logger import logger
from xsdata.models import xsd
from xsdata.models.config import GeneratorConfig
from xsdata.models.enums import Tag

from neto_gen.contract.model import Field, Message, Record
from neto_gen.contract.simple import simple_type_of
from neto_gen.contract.text import SchemaText
from neto_gen.problems import ExitCode, Failure, Location, Problem

if TYPE_CHECKING:
    from collections.abc import Generator

    from xsdata.codegen.models import Attr, Class
    from xsdata.models.mixins import ElementBase

    from neto_gen.contract.document import Document, Element
    from neto_gen.contract.model import FieldType
    from neto_gen.contract.schema import Schema

# Shared by all schemas: making it anew for each costs three times the parsing.
_CONTEXT = XmlContext()


def read_message(schema: Schema, root: str) -> Message:
    """The message whose root element has the name `root`.

    Raises Failure when there is no such element, or when the schema cannot be resolved.
    """
    element = schema.component(("element",), root)
    if element is None:
        names = sorted(name for kind, name in schema.components if kind == "element")
        what = f"declares no element {root}"
        hint = f"it declares {', '.join(names) or 'none'}: rename the file or the element"
        where = schema.documents[0].root.location
        raise Failure(ExitCode.SCHEMA, Problem(what, where, hint))
    if simple_type_of(schema, element) is not None:
        problem = Problem(
            f"element {root} holds no elements", element.location, "give it a complex type"
        )
        raise Failure(ExitCode.SCHEMA, problem)
    return Message(
        record=_Reader(schema).root_record(root),
        namespace=SchemaText(schema.target_namespace) if schema.target_namespace else None,
        files=tuple(document.name for document in schema.documents),
    )


class _Container(ClassContainer):
    """The analysis of xsdata without its last step, which names Python modules."""

    def designate_classes(self) -> None:
        """Leave the classes where they are: names and modules are decided elsewhere."""


def analyse(schema: Schema) -> ClassContainer:
    """The classes that xsdata makes of a schema, all references resolved."""
    container = _Container(GeneratorConfig())
    with _warnings_are_problems(schema.documents[0]):
        for document in schema.documents:
            parser = SchemaParser(
                location=_address(document),
                target_namespace=schema.target_namespace or None,
                context=_CONTEXT,
                handler=XmlEventHandler,
            )
            parsed = parser.parse(io.BytesIO(document.content), xsd.Schema)
            _hide_enumeration_values(parsed)
            container.extend(SchemaMapper.map(parsed))
        container.process()
    return container


def _hide_enumeration_values(element: ElementBase) -> None:
    """Put a plain word in place of each value of an enumeration.

    xsdata makes names of them, and raises ValueError for characters that have no name in Unicode.
    The values themselves are read from the schema.
    """
    for child in element.children():  # pyright: ignore[reportUnknownMemberType] - theirs
        if isinstance(child, xsd.Enumeration):
            child.value = f"value{child.index}"
        _hide_enumeration_values(child)


def _address(document: Document) -> str:
    """What xsdata knows a file by."""
    return f"file:///{document.name}"


class _Reader:
    """Reads records from the class model, and simple types from the schema itself."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.container = analyse(schema)
        self.documents = {_address(document): document for document in schema.documents}
        self.open: list[int] = []

    def root_record(self, root: str) -> Record:
        namespace = self.schema.target_namespace
        found = self.global_class(f"{{{namespace}}}{root}" if namespace else root, Tag.ELEMENT)
        return self.record(found, root, self.schema.documents[0].root.location)

    def record(self, found: Class, name: str, location: Location) -> Record:
        """The record of an element of this name, whose class this is."""
        if not found.attrs and len(found.extensions) == 1:  # an element of a named type
            base = self.global_class(found.extensions[0].type.qname, Tag.COMPLEX_TYPE)
            return self.record(base, name, location)
        if found.ref in self.open:
            what = f"element {name} may contain itself, which is not supported"
            hint = "declare the nesting to the depth that is needed"
            raise Failure(ExitCode.SCHEMA, Problem(what, location, hint))
        self.open.append(found.ref)
        record = Record(
            name=SchemaText(name),
            fields=tuple(self.field(found, attr) for attr in found.attrs),
            documentation=_documentation(found.help),
        )
        self.open.pop()
        return record

    def field(self, owner: Class, attr: Attr) -> Field:
        element = self.documents[owner.location].elements[attr.index - 1]
        limits = attr.restrictions
        unbounded = limits.max_occurs is not None and limits.max_occurs >= sys.maxsize
        return Field(
            name=SchemaText(attr.local_name),
            namespace=SchemaText(attr.namespace) if attr.namespace else None,
            type=self.field_type(owner, attr, element),
            min_occurs=1 if limits.min_occurs is None else limits.min_occurs,
            max_occurs=None if unbounded else limits.max_occurs or 1,
            documentation=_documentation(attr.help),
            location=element.location,
        )

    def field_type(self, owner: Class, attr: Attr, element: Element) -> FieldType:
        declaration = element
        if "ref" in element.attributes:
            _, name = self.schema.resolve(element, element.attributes["ref"])
            declaration = self.schema.components["element", name]
        simple = simple_type_of(self.schema, declaration)
        if simple is not None:
            return simple
        (reference,) = attr.types
        if reference.forward:
            found = self.container.find_inner(owner, reference.qname)
        else:
            tag = Tag.COMPLEX_TYPE if declaration is element else Tag.ELEMENT
            found = self.global_class(reference.qname, tag)
        return self.record(found, attr.local_name, element.location)

    def global_class(self, qname: str, tag: str) -> Class:
        """The class of a global component.

        An element and a type may have the same name, and then two classes have. xsdata makes one of
        an element and of the type of the same name that it has.
        """
        found = self.container.data[qname]
        return next((candidate for candidate in found if candidate.tag == tag), found[0])


def _documentation(text: str | None) -> SchemaText | None:
    return SchemaText(text) if text and text.strip() else None


@contextmanager
def _warnings_are_problems(document: Document) -> Generator[None]:
    """What xsdata only warns of ("will keep the last defined"), or trips over, is an error here."""
    problems: list[Problem] = []
    where = document.root.location
    hint = "please report it with the schema: neto-gen should have understood it, or said why not"

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            problems.append(Problem(f"xsdata: {record.getMessage()}", where, hint))

    handler = Collect(logging.WARNING)
    logger.addHandler(handler)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield
        problems += [Problem(f"xsdata: {warning.message}", where, hint) for warning in caught]
    except Exception as error:  # noqa: BLE001 - whatever it trips over, the user gets a message
        problems.append(Problem(f"xsdata: {type(error).__name__}: {error}", where, hint))
    finally:
        logger.removeHandler(handler)
    if problems:
        raise Failure(ExitCode.SCHEMA, *problems)
