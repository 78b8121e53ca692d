"""From the files of one schema to a message of the contract, by way of xsdata's class model.

The only module that imports xsdata. It is given one schema at a time: xsdata merges what has the
same name in different files. It parses and resolves (references, facets of base types, included
files); it fetches, formats and writes nothing.
"""

from __future__ import annotations

import io
import logging
import sys
import warnings
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING

from xsdata.codegen.container import ClassContainer
from xsdata.codegen.mappers.schema import SchemaMapper
from xsdata.codegen.parsers.schema import SchemaParser
from xsdata.formats.dataclass.context import XmlContext
from xsdata.formats.dataclass.parsers.handlers import XmlEventHandler
from xsdata.logger import logger
from xsdata.models import xsd
from xsdata.models.config import GeneratorConfig

from neto_gen.contract import vocabulary
from neto_gen.contract.model import Enumeration, Facets, Field, Message, Record, Scalar
from neto_gen.contract.text import SchemaText
from neto_gen.problems import ExitCode, Failure, Location, Problem

if TYPE_CHECKING:
    from collections.abc import Generator

    from xsdata.codegen.models import Attr, AttrType, Class, Restrictions
    from xsdata.models.mixins import ElementBase

    from neto_gen.contract.document import Document, Element
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
    if not _holds_elements(schema, element):
        problem = Problem(
            f"element {root} holds no elements", element.location, "give it a complex type"
        )
        raise Failure(ExitCode.SCHEMA, problem)
    return Message(
        record=_Reader(schema).root_record(root),
        namespace=SchemaText(schema.target_namespace) if schema.target_namespace else None,
        files=tuple(document.name for document in schema.documents),
    )


def _holds_elements(schema: Schema, element: Element) -> bool:
    if "type" in element.attributes:
        _, name = schema.resolve(element, element.attributes["type"])
        return schema.component(("complexType",), name) is not None
    return any(child.name == "complexType" for child in element.schema_children())


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
    The values themselves are read from the document, by the element's number.
    """
    for child in element.children():  # pyright: ignore[reportUnknownMemberType] - theirs
        if isinstance(child, xsd.Enumeration):
            child.value = f"value{child.index}"
        _hide_enumeration_values(child)


def _address(document: Document) -> str:
    """What xsdata knows a file by."""
    return f"file:///{document.name}"


class _Reader:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.container = analyse(schema)
        self.documents = {_address(document): document for document in schema.documents}
        self.open: list[int] = []

    def root_record(self, root: str) -> Record:
        namespace = self.schema.target_namespace
        found = self.container.first(f"{{{namespace}}}{root}" if namespace else root)
        return self.record(found, root, self.schema.documents[0].root.location)

    def class_type(self, found: Class, name: str, location: Location) -> Record | Enumeration:
        """What an element of this class holds."""
        if found.is_enumeration:
            elements = self.documents[found.location].elements
            values = (elements[attr.index - 1].attributes["value"] for attr in found.attrs)
            return Enumeration(
                builtin=found.attrs[0].types[0].name, values=tuple(map(SchemaText, values))
            )
        return self.record(found, name, location)

    def record(self, found: Class, name: str, location: Location) -> Record:
        """The record of an element of this name, whose class this is."""
        if not found.attrs and len(found.extensions) == 1:  # an element of a named type
            return self.record(self.named_class(found.extensions[0].type), name, location)
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
        location = self._location(owner, attr)
        limits = attr.restrictions
        if attr.tag != "Element" or len(attr.types) != 1:
            problem = Problem(f"{attr.local_name} has no meaning here: {attr.tag}", location)
            raise Failure(ExitCode.SCHEMA, problem)
        unbounded = limits.max_occurs is not None and limits.max_occurs >= sys.maxsize
        return Field(
            name=SchemaText(attr.local_name),
            namespace=SchemaText(attr.namespace) if attr.namespace else None,
            type=self.field_type(owner, attr, location),
            min_occurs=1 if limits.min_occurs is None else limits.min_occurs,
            max_occurs=None if unbounded else limits.max_occurs or 1,
            documentation=_documentation(attr.help),
            location=location,
        )

    def field_type(
        self, owner: Class, attr: Attr, location: Location
    ) -> Record | Scalar | Enumeration:
        reference = attr.types[0]
        if reference.native:
            return Scalar(builtin=reference.name, facets=_facets(reference.name, attr.restrictions))
        if reference.forward:
            found = self.container.find_inner(owner, reference.qname)
        else:
            found = self.named_class(reference)
        return self.class_type(found, attr.local_name, location)

    def named_class(self, reference: AttrType) -> Class:
        """The class that is referred to.

        xsdata lifts anonymous enumerations out of their element and gives them names that need not
        be unique; only `reference` tells those apart.
        """
        found = self.container.data[reference.qname]
        lifted = [candidate for candidate in found if candidate.ref == reference.reference]
        return (lifted or [candidate for candidate in found if not candidate.local_type])[0]

    def _location(self, owner: Class, attr: Attr) -> Location:
        elements = self.documents[owner.location].elements
        return elements[attr.index - 1].location


def _facets(builtin: str, limits: Restrictions) -> Facets:
    least, most = vocabulary.INTEGERS.get(builtin, (None, None))
    bounds = {
        "min_inclusive": _decimal(limits.min_inclusive),
        "max_inclusive": _decimal(limits.max_inclusive),
        "min_exclusive": _decimal(limits.min_exclusive),
        "max_exclusive": _decimal(limits.max_exclusive),
    }
    if builtin in vocabulary.INTEGERS:  # on whole numbers, more than 4 is at least 5
        above, below = bounds["min_exclusive"], bounds["max_exclusive"]
        lowest = (
            bounds["min_inclusive"],
            _decimal(least),
            None if above is None else above + 1,
        )
        highest = (
            bounds["max_inclusive"],
            _decimal(most),
            None if below is None else below - 1,
        )
        bounds = {
            "min_inclusive": max((value for value in lowest if value is not None), default=None),
            "max_inclusive": min((value for value in highest if value is not None), default=None),
        }
    return Facets(
        **bounds,
        length=limits.length,
        min_length=limits.min_length,
        max_length=limits.max_length,
        total_digits=limits.total_digits,
        fraction_digits=limits.fraction_digits,
    )


def _decimal(value: str | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


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
