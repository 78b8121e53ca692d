"""From the files of a schema to its declarations, by way of xsdata's model of XML Schema.

The only module that imports xsdata: its parser reads what each element of a file says. It is given
one file at a time and goes no further: its class model keeps the last of two types of one name,
loses the order of choices, and takes time that grows with the square of a record's size.

Long, because all that knows xsdata is in this one place.
"""

from __future__ import annotations

import io
import logging
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from xsdata.codegen.parsers.schema import SchemaParser
from xsdata.formats.dataclass.context import XmlContext
from xsdata.formats.dataclass.parsers.handlers import XmlEventHandler
from xsdata.logger import logger
from xsdata.models import xsd
from xsdata.models.enums import FormType

from neto_gen.contract.xsd import vocabulary
from neto_gen.contract.xsd.declarations import (
    AttributeDeclaration,
    AttributeGroupReference,
    Attributes,
    ComplexType,
    ElementDeclaration,
    Facet,
    GroupReference,
    ModelGroup,
    Notation,
    QName,
    SimpleType,
    Wildcard,
)
from neto_gen.contract.xsd.document import XML_SCHEMA
from neto_gen.contract.xsd.schema import Key
from neto_gen.problems import ExitCode, Failure, Problem

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from xsdata.models.mixins import ElementBase

    from neto_gen.contract.xsd.declarations import Particle
    from neto_gen.contract.xsd.document import SchemaDocument, SchemaElement
    from neto_gen.contract.xsd.schema import Schema
    from neto_gen.problems import Location

Component = (
    ElementDeclaration
    | AttributeDeclaration
    | ComplexType
    | SimpleType
    | ModelGroup
    | Attributes
    | Notation
)
"""A global component."""

# Shared by all schemas: creating it for each would take three times as long as parsing.
_CONTEXT = XmlContext(models_package="xsdata.models")
_ENUMERATION = f"{{{XML_SCHEMA}}}enumeration"
_VALUES = frozenset({"value", "default", "fixed"})  # elements whose white space may be significant
_BLOCKED = frozenset({"extension", "restriction", "substitution"})
_DERIVATIONS = {"block": _BLOCKED, "final": _BLOCKED | {"list", "union"}}


def read_declarations(schema: Schema) -> dict[Key, Component]:
    """Read the global components of a schema that passed `neto_gen.contract.xsd.rules`."""
    keys = {id(element): key for key, element in schema.components.items()}
    found: dict[Key, Component] = {}
    for document in schema.documents:
        model = parse(document)
        changed = (
            child for change in (*model.redefines, *model.overrides) for child in _children(change)
        )
        reader = _Reader(schema, document)
        for child in (*_children(model), *changed):
            element = document.elements[child.index - 1]
            key = keys.get(id(element))
            if key is not None:
                reader.top = element
                found[key] = reader.component(child)
                while reader.inline:
                    name, inline = reader.inline.pop()
                    found[Key("type", name)] = reader.complex_type(inline)
    return found


class _Parser(SchemaParser):
    """Reads numbers and words without the white space around them, which the language allows.

    Values of enumerations are only counted: they may be very many, and facets are read as they are
    written, not from what xsdata makes of them. Elements that the document leaves out are skipped.
    """

    inside = 0  # how many elements are open below a value, or in what is left out
    count = 0  # of all elements before
    left_out: frozenset[int] = frozenset()

    def start(  # noqa: PLR0917 - the signature of the base class
        self,
        clazz: type[Any] | None,
        queue: list[Any],
        objects: list[tuple[str | None, Any]],
        qname: str,
        attrs: dict[str, str],
        ns_map: dict[str | None, str],
    ) -> None:
        """Start an element."""
        number = self.count
        self.count += 1
        if number in self.left_out:
            self.inside += 1
            return
        if self.inside or qname == _ENUMERATION:
            self.inside += 1
            self.index += 1
            return
        for name, value in attrs.items():
            if name not in _VALUES and (value[:1].isspace() or value[-1:].isspace()):
                attrs[name] = value.strip()
        super().start(  # pyright: ignore[reportUnknownMemberType]
            clazz, queue, objects, qname, attrs, ns_map
        )

    def end(
        self,
        queue: list[Any],
        objects: list[tuple[str | None, Any]],
        qname: str,
        text: str | None,
        tail: str | None,
    ) -> Any:  # noqa: ANN401 - the signature of the base class
        """End an element."""
        if self.inside:
            self.inside -= 1
            return None
        return super().end(  # pyright: ignore[reportUnknownMemberType]
            queue, objects, qname, text, tail
        )


def parse(document: SchemaDocument) -> xsd.Schema:
    """Parse a file with xsdata."""
    parser = _Parser(location=f"file:///{document.name}", context=_CONTEXT, handler=XmlEventHandler)
    parser.left_out = document.left_out
    with _warnings_are_problems(document):
        return parser.parse(io.BytesIO(document.content), xsd.Schema)


def _children(model: ElementBase) -> Iterator[ElementBase]:
    """Return the children of an element in the order of the file; xsdata sorts them by kind."""
    children: list[ElementBase] = [*model.children()]  # pyright: ignore[reportUnknownMemberType]
    return iter(sorted(children, key=lambda child: child.index))


class _Reader:
    """Reads declarations from the model of one file."""

    def __init__(self, schema: Schema, document: SchemaDocument) -> None:
        self.schema = schema
        self.document = document
        self.top = document.root
        self.inline: list[tuple[QName, xsd.ComplexType]] = []

    def element(self, model: ElementBase) -> SchemaElement:
        return self.document.elements[model.index - 1]

    def location(self, model: ElementBase) -> Location:
        return self.element(model).location

    def occurs(self, model: ElementBase) -> tuple[int, int | None]:
        """Return how often an element may occur, read from its text: xsdata drops large numbers."""
        attributes = self.element(model).attributes
        least, most = (attributes.get(name, "1").strip() for name in ("minOccurs", "maxOccurs"))
        return int(least), None if most == "unbounded" else int(most)

    def name(self, model: ElementBase, reference: str, space: str = "type") -> QName:
        """Return the name that an element refers to."""
        return self.schema.name_in(self.top, space, self.element(model).resolve(reference))

    def names(self, model: ElementBase, references: str | None) -> tuple[QName, ...]:
        return tuple(self.name(model, reference) for reference in (references or "").split())

    def component(self, model: ElementBase) -> Component:  # noqa: PLR0911 - one for each kind
        """Read a global component."""
        match model:
            case xsd.Element():
                return self.global_element(model)
            case xsd.Attribute():
                return self.attribute(
                    model, QName(self.document.target_namespace, model.name or "")
                )
            case xsd.ComplexType():
                return self.complex_type(model)
            case xsd.SimpleType():
                return self.simple_type(model)
            case xsd.AttributeGroup():
                return self.attributes(model)
            case xsd.Group():
                inner = next(self.particles(model))
                assert isinstance(inner, ModelGroup)  # noqa: S101 - the rules guarantee it
                return inner
            case xsd.Notation():
                return Notation(name=QName(self.document.target_namespace, model.name or ""))
            case _:  # pragma: no cover - the rules let no other pass
                raise TypeError(type(model))

    # Elements and attributes

    def global_element(self, model: xsd.Element) -> ElementDeclaration:
        return self.declaration(model, QName(self.document.target_namespace, model.name or ""))

    def local_element(self, model: xsd.Element) -> ElementDeclaration:
        if model.ref:
            least, most = self.occurs(model)
            return ElementDeclaration(
                name=self.name(model, model.ref, "element"),
                is_reference=True,
                min_occurs=least,
                max_occurs=most,
                documentation=_documentation(model),
                location=self.location(model),
            )
        form = model.form or self.form("elementFormDefault")
        return self.declaration(model, self.local_name(model.name, form))

    def declaration(self, model: xsd.Element, name: QName) -> ElementDeclaration:
        least, most = self.occurs(model)
        type_: QName | SimpleType | None = None
        if model.type:
            type_ = self.name(model, model.type)
        elif model.complex_type is not None:
            # Read later: types may be nested deeper than Python's stack.
            type_ = QName(
                self.document.target_namespace,
                f"(in {self.document.name} at {model.complex_type.index})",
            )
            self.inline.append((type_, model.complex_type))
        elif model.simple_type is not None:
            type_ = self.simple_type(model.simple_type)
        return ElementDeclaration(
            name=name,
            type=type_,
            min_occurs=least,
            max_occurs=most,
            nillable=bool(model.nillable),
            abstract=bool(model.abstract),
            default=model.default,
            fixed=model.fixed,
            heads=self.names(model, model.substitution_group),
            block=self.ruled_out(model, "block"),
            final=self.ruled_out(model, "final"),
            documentation=_documentation(model),
            constraints=_constraints(self.element(model)),
            namespaces=self.element(model).namespaces,
            location=self.location(model),
        )

    def form(self, default: str) -> FormType:
        return FormType(self.document.root.attributes.get(default, "unqualified").strip())

    def local_name(self, name: str | None, form: FormType) -> QName:
        namespace = self.document.target_namespace if form is FormType.QUALIFIED else ""
        return QName(namespace, name or "")

    def ruled_out(self, model: ElementBase, attribute: str) -> frozenset[str]:
        """Return the derivations that `block` or `final` excludes, or the schema's default."""
        default = self.document.root.attributes.get(f"{attribute}Default", "")
        words = frozenset(self.element(model).attributes.get(attribute, default).split())
        known = _DERIVATIONS[attribute]
        return known if "#all" in words else words & known

    def attribute(self, model: xsd.Attribute, name: QName) -> AttributeDeclaration:
        type_: QName | SimpleType | None = None
        if model.type:
            type_ = self.name(model, model.type)
        elif model.simple_type is not None:
            type_ = self.simple_type(model.simple_type)
        return AttributeDeclaration(
            name=name,
            is_reference=bool(model.ref),
            type=type_,
            use=model.use.value if model.use is not None else "optional",
            default=model.default,
            fixed=model.fixed,
            documentation=_documentation(model),
            namespaces=self.element(model).namespaces,
            location=self.location(model),
        )

    def attributes(self, *models: ElementBase) -> Attributes:
        """Return the attributes declared in these elements."""
        uses: list[AttributeDeclaration | AttributeGroupReference] = []
        wildcard: Wildcard | None = None
        for child in (child for model in models for child in _children(model)):
            match child:
                case xsd.Attribute(ref=str(reference)) if reference:
                    uses.append(self.attribute(child, self.name(child, reference, "attribute")))
                case xsd.Attribute():
                    form = child.form or self.form("attributeFormDefault")
                    uses.append(self.attribute(child, self.local_name(child.name, form)))
                case xsd.AttributeGroup():
                    name = self.name(child, child.ref, "attributeGroup")
                    uses.append(AttributeGroupReference(name=name, location=self.location(child)))
                case xsd.AnyAttribute():
                    wildcard = self.wildcard(child)
                case _:
                    pass
        return Attributes(uses=tuple(uses), wildcard=wildcard)

    # Content models

    def particles(self, model: ElementBase) -> Iterator[Particle]:
        for child in _children(model):
            match child:
                case xsd.Element():
                    yield self.local_element(child)
                case xsd.Any():
                    yield self.wildcard(child)
                case xsd.Sequence() | xsd.Choice() | xsd.All():
                    least, most = self.occurs(child)
                    yield ModelGroup(
                        compositor=type(child).__name__.lower(),
                        particles=tuple(self.particles(child)),
                        min_occurs=least,
                        max_occurs=most,
                        location=self.location(child),
                    )
                case xsd.Group():
                    least, most = self.occurs(child)
                    yield GroupReference(
                        name=self.name(child, child.ref, "group"),
                        min_occurs=least,
                        max_occurs=most,
                        location=self.location(child),
                    )
                case _:
                    pass

    def wildcard(self, model: xsd.Any | xsd.AnyAttribute) -> Wildcard:
        least, most = self.occurs(model) if isinstance(model, xsd.Any) else (0, None)
        attributes = self.element(model).attributes
        written = attributes.get("namespace", "##any").strip()
        special = {"##local": "", "##targetNamespace": self.document.target_namespace}
        namespaces: str | tuple[str, ...] = written
        if written not in {"##any", "##other"}:
            namespaces = tuple(special.get(word, word) for word in written.split())
        return Wildcard(
            namespaces=namespaces,
            target_namespace=self.document.target_namespace,
            process_contents=attributes.get("processContents", "strict").strip(),
            min_occurs=least,
            max_occurs=most,
            location=self.location(model),
        )

    # Types

    def complex_type(self, model: xsd.ComplexType) -> ComplexType:
        content = model.simple_content or model.complex_content
        derivation = (content.extension or content.restriction) if content is not None else None
        simple = derivation.simple_type if isinstance(derivation, xsd.Restriction) else None
        mixed = bool(model.mixed)
        if isinstance(content, xsd.ComplexContent) and "mixed" in self.element(content).attributes:
            mixed = content.mixed  # which takes precedence
        facets: tuple[Facet, ...] = ()
        if isinstance(derivation, xsd.Restriction) and model.simple_content is not None:
            facets = self.facets(derivation)
        base = self.name(derivation, derivation.base) if derivation and derivation.base else None
        variety = SimpleType(
            location=self.location(derivation or model),
            variety="restriction",
            bases=(self.simple_type(simple),) if simple is not None else (),
            facets=facets,
        )
        return ComplexType(
            name=QName(self.document.target_namespace, model.name) if model.name else None,
            derivation=None if derivation is None else type(derivation).__name__.lower(),
            base=base,
            content=next(self.particles(derivation or model), None),
            simple=variety if variety.bases or variety.facets else None,
            has_simple_content=model.simple_content is not None,
            mixed=mixed,
            abstract=bool(model.abstract),
            block=self.ruled_out(model, "block"),
            final=self.ruled_out(model, "final"),
            attributes=self.attributes(derivation or model),
            documentation=_documentation(model),
            location=self.location(model),
        )

    def simple_type(self, model: xsd.SimpleType) -> SimpleType:
        bases: list[QName | SimpleType] = []
        facets: tuple[Facet, ...] = ()
        variety, inner = "restriction", model.restriction or model.list or model.union
        match inner:
            case xsd.Restriction():
                bases += self.names(inner, inner.base)
                if inner.simple_type is not None:
                    bases = [self.simple_type(inner.simple_type)]
                facets = self.facets(inner)
            case xsd.List():
                variety = "list"
                bases += self.names(inner, inner.item_type)
                if inner.simple_type is not None:
                    bases.append(self.simple_type(inner.simple_type))
            case xsd.Union():
                variety = "union"
                bases += self.names(inner, inner.member_types)
                bases += [self.simple_type(member) for member in inner.simple_types]
            case None:  # pragma: no cover - the rules let none pass
                pass
        return SimpleType(
            location=self.location(model),
            variety=variety,
            bases=tuple(bases),
            facets=facets,
            final=self.ruled_out(model, "final"),
        )

    def facets(self, model: xsd.Restriction) -> tuple[Facet, ...]:
        """Return the facets with their text as written: xsdata converts it to numbers, and rounds."""
        return tuple(
            Facet(
                name=child.name,
                value=child.attributes["value"],
                location=child.location,
                namespaces=child.namespaces,
                fixed=vocabulary.BOOLEANS[child.attributes.get("fixed", "false")],
            )
            for child in self.element(model).schema_children()
            if child.name in vocabulary.FACETS
        )


def _constraints(element: SchemaElement) -> tuple[str, ...]:
    """Return the keys and unique values of an element, each described in words."""
    found: list[str] = []
    for child in element.schema_children():
        if child.name in {"key", "unique", "keyref"}:
            refer = child.attributes.get("refer", "").rpartition(":")[2]
            paths = [inner.attributes.get("xpath", "") for inner in child.schema_children()]
            found.append(" ".join([child.name, *([f"to {refer}"] if refer else []), *paths]))
    return tuple(found)


def _documentation(model: xsd.Element | xsd.Attribute | xsd.ComplexType) -> str | None:
    return model.display_help


@contextmanager
def _warnings_are_problems(document: SchemaDocument) -> Generator[None]:
    """Raise Failure for whatever xsdata warns of or raises."""
    problems: list[Problem] = []
    where = document.root.location
    hint = "please report it with the schema: neto-gen should have supported or refused it"

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
    except Exception as error:  # noqa: BLE001 - whatever it raises, the user gets a message
        problems.append(Problem(f"xsdata: {type(error).__name__}: {error}", where, hint))
    finally:
        logger.removeHandler(handler)
    if problems:
        raise Failure(ExitCode.SCHEMA, *problems)
