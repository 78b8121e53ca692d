"""The contract of any schema, against what xmlschema makes of the same schema."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from neto_gen.contract.model import Element, Enumeration, ListType, RecordRef, Scalar, UnionType
from neto_gen.contract.resolve.messages import MessageReader
from neto_gen.contract.xsd import vocabulary
from neto_gen.contract.xsd.document import XML_SCHEMA
from neto_gen.contract.xsd.rules import check
from neto_gen.contract.xsd.schema import load
from tests.support import XS, write_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from neto_gen.contract.model import AnyType, Message, Record, SimpleType

    Draw = Callable[[st.SearchStrategy[Any]], Any]

NAMES = ["A", "B", "C", "Dd", "e", "F_1"]
LENGTHS = [("minLength", 1), ("maxLength", 9)]
# Of XML Schema 1.1: libxml2 does not know them.
NEWER = {"anyAtomicType", "dateTimeStamp", "yearMonthDuration", "dayTimeDuration"}
ATTRIBUTES = ["string", "int", "date", "NMTOKEN"]
BUILTINS = sorted(vocabulary.SCALARS - NEWER)
ITEMS = sorted({*BUILTINS} - {"anySimpleType"})
STRINGS = sorted({*vocabulary.STRINGS} - {"ENTITY"})


class Schemas:
    """Draws a schema: its root file, the file that it includes, and whether names have a prefix."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.namespace = draw(st.sampled_from(["", "NetoAPI"]))
        self.qualified = draw(st.booleans())
        self.prefix = "t:" if self.namespace else ""
        self.simple_types: list[str] = []
        self.complex_types: list[str] = []
        self.elements: list[str] = []
        self.main: list[str] = []
        self.included: list[str] = []

    def files(self) -> dict[str, str]:
        """Return the two files."""
        for number in range(self.draw(st.integers(0, 3))):
            self.declare(f'<xs:simpleType name="S{number}">{self.restriction()}</xs:simpleType>')
            self.simple_types.append(f"S{number}")
        for number in range(self.draw(st.integers(0, 2))):
            self.declare(f'<xs:complexType name="T{number}">{self.content(1)}</xs:complexType>')
            self.complex_types.append(f"T{number}")
        for number in range(self.draw(st.integers(0, 2))):
            self.declare(self.element(f"G{number}", 1, ""))
            self.elements.append(f"G{number}")
        content = self.content(3)
        root = f'<xs:element name="X"><xs:complexType>{content}</xs:complexType></xs:element>'
        form = ' elementFormDefault="qualified"' if self.qualified else ""
        target = f' targetNamespace="{self.namespace}" xmlns:t="{self.namespace}"'
        head = f"<xs:schema {XS}{form}{target if self.namespace else ''}>"
        include = '<xs:include schemaLocation="in/Y.xsd"/>'
        return {
            "X.xsd": f"{head}{include}{''.join(self.main)}{root}</xs:schema>",
            "in/Y.xsd": f"{head}{''.join(self.included)}</xs:schema>",
        }

    def declare(self, component: str) -> None:
        """Put a global component into one of the files."""
        self.draw(st.sampled_from([self.main, self.included])).append(component)

    def restriction(self) -> str:
        """Return the content of a simple type."""
        if self.simple_types and self.draw(st.booleans()):
            return f'<xs:restriction base="{self.prefix}{self.simple_types[-1]}"/>'
        several = self.draw(st.sampled_from(["", "", "list", "union"]))
        if several == "list":
            return f'<xs:list itemType="xs:{self.draw(st.sampled_from(ITEMS))}"/>'
        if several == "union":
            chosen = self.draw(st.lists(st.sampled_from(["int", "date", "token"]), min_size=2))
            members = " ".join(f"xs:{name}" for name in dict.fromkeys([*chosen, "string"]))
            return f'<xs:union memberTypes="{members}"/>'
        kind = self.draw(st.sampled_from(["text", "list", "number"]))
        if kind == "text":
            chosen = self.draw(st.lists(st.sampled_from(LENGTHS), unique=True))
            facets = "".join(f'<xs:{name} value="{value}"/>' for name, value in chosen)
            base = self.draw(st.sampled_from(STRINGS))
        elif kind == "list":
            values = self.draw(st.lists(st.sampled_from("abc"), min_size=1, unique=True))
            facets = "".join(f'<xs:enumeration value="{value}"/>' for value in values)
            base = "string"
        else:
            facets = '<xs:minInclusive value="-3"/><xs:maxInclusive value="7"/>'
            base = self.draw(st.sampled_from(["integer", "decimal", "int", "short", "byte"]))
        if self.draw(st.booleans()):
            return f'<xs:restriction base="xs:{base}">{facets}</xs:restriction>'
        inner = f'<xs:simpleType><xs:restriction base="xs:{base}"/></xs:simpleType>'
        return f"<xs:restriction>{inner}{facets}</xs:restriction>"

    def content(self, depth: int) -> str:
        """Return the content of a complex type: elements or a text, and attributes."""
        if self.draw(st.integers(0, 3)):
            return self.group(depth) + self.attributes()
        base = self.draw(st.sampled_from(BUILTINS))
        inner = f'<xs:extension base="xs:{base}">{self.attributes()}</xs:extension>'
        return f"<xs:simpleContent>{inner}</xs:simpleContent>"

    def attributes(self) -> str:
        """Return declarations of attributes."""
        uses = ["", 'use="required"', 'use="optional"']
        return "".join(
            f'<xs:attribute name="{name}" type="xs:{self.draw(st.sampled_from(ATTRIBUTES))}" '
            f"{self.draw(st.sampled_from(uses))}/>"
            for name in self.draw(st.lists(st.sampled_from("abc"), unique=True))
        )

    def group(self, depth: int) -> str:
        """Return a group of elements."""
        names = self.draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
        if self.draw(st.booleans()):
            inner = "".join(self.element(name, depth, self.occurs(most=1)) for name in names)
            return f"<xs:all>{inner}</xs:all>"
        parts = [self.element(name, depth, self.occurs()) for name in names]
        refs = (
            self.draw(st.lists(st.sampled_from(self.elements), unique=True))
            if self.elements
            else []
        )
        parts += [f'<xs:element ref="{self.prefix}{ref}" {self.occurs()}/>' for ref in refs]
        cut = self.draw(st.integers(0, len(parts)))
        inner = "".join(parts[cut:])
        if inner:
            occurs = self.draw(st.sampled_from(["", 'minOccurs="0"', 'maxOccurs="unbounded"']))
            kind = self.draw(st.sampled_from(["sequence", "choice"]))
            inner = f"<xs:{kind} {occurs}>{inner}</xs:{kind}>"
        return f"<xs:sequence>{''.join(parts[:cut])}{inner}</xs:sequence>"

    def occurs(self, most: int = 5) -> str:
        """Return how often an element occurs."""
        least = self.draw(st.integers(0, 1))
        limit = self.draw(st.sampled_from(["", *(f'maxOccurs="{n}"' for n in (1, 3, "unbounded"))]))
        return f'minOccurs="{least}" {limit if most > 1 else ""}'

    def element(self, name: str, depth: int, occurs: str) -> str:
        """Return a declaration with a name."""
        kinds = ["builtin", "simple"]
        kinds += ["named simple"] if self.simple_types else []
        kinds += ["complex"] if depth else []
        kinds += ["named complex"] if depth and self.complex_types else []
        kind = self.draw(st.sampled_from(kinds))
        if kind == "simple":
            content = f"<xs:simpleType>{self.restriction()}</xs:simpleType>"
        elif kind == "complex":
            content = f"<xs:complexType>{self.content(depth - 1)}</xs:complexType>"
        else:
            types = {"builtin": BUILTINS, "named simple": self.simple_types}
            chosen = self.draw(st.sampled_from(types.get(kind, self.complex_types)))
            prefix = "xs:" if kind == "builtin" else self.prefix
            return f'<xs:element name="{name}" type="{prefix}{chosen}" {occurs}/>'
        return f'<xs:element name="{name}" {occurs}>{content}</xs:element>'


@st.composite
def schemas(draw: Draw) -> dict[str, str]:
    """Return the files of a schema whose root element is X."""
    return Schemas(draw).files()


def ours(found: SimpleType | RecordRef | AnyType | None, message: Message) -> object:
    """Return what an element or an attribute holds, by the contract."""
    match found:
        case RecordRef(index=index):
            return our_record(message.records[index], message)
        case Enumeration(values=values):
            return sorted(value.untrusted for value in values)
        case ListType(item=item):
            return ["list", ours(item, message)]
        case UnionType(members=types):
            return ["union", *(ours(member, message) for member in types)]
        case Scalar(builtin=builtin, facets=facets):
            numeric = builtin in vocabulary.NUMBERS
            return (
                builtin,
                facets.min_length,
                facets.max_length,
                facets.min_inclusive if numeric else None,
                facets.max_inclusive if numeric else None,
            )
        case other:
            return other


def our_record(record: Record, message: Message) -> object:
    """Return what a record holds: attributes, and a text or elements."""
    attributes = [(a.name.untrusted, a.required, ours(a.type, message)) for a in record.attributes]
    if record.text is not None:
        text = ours(record.text, message)
        return [attributes, text] if attributes else text
    elements = [item for item in record.content if isinstance(item, Element)]
    return [
        attributes,
        [
            (
                f"{{{e.namespace.untrusted if e.namespace else ''}}}{e.name.untrusted}",
                e.min_occurs,
                e.max_occurs,
                ours(e.type, message),
            )
            for e in elements
        ],
    ]


def theirs(found: Any) -> object:
    """Return what an element or an attribute holds, by xmlschema."""
    if found.is_complex():
        attributes = [
            (name, attribute.use == "required", theirs(attribute.type))
            for name, attribute in found.attributes.items()
        ]
        if found.has_simple_content():
            text = theirs(found.content)
            return [attributes, text] if attributes else text
        return [
            attributes,
            [
                (
                    element.name if element.name.startswith("{") else f"{{}}{element.name}",
                    least,
                    most,
                    theirs(element.type),
                )
                for element, least, most in members(found.content)
            ],
        ]
    if found.enumeration:
        return sorted(found.enumeration)
    if found.is_list():
        return ["list", theirs(nearest(found, "item_type"))]
    if found.is_union():
        return ["union", *map(theirs, nearest(found, "member_types"))]
    builtin = found
    while builtin.target_namespace != XML_SCHEMA or builtin.local_name is None:
        builtin = builtin.base_type
    bounds = ("minInclusive", "maxInclusive") if builtin.local_name in vocabulary.NUMBERS else ()
    return (
        builtin.local_name,
        facet(found, "minLength") if builtin.local_name in vocabulary.STRINGS else None,
        facet(found, "maxLength"),
        *(facet(found, name) for name in bounds),
        *(None for _ in range(2 - len(bounds))),
    )


def nearest(found: Any, name: str) -> Any:
    """Return an attribute of a type, or of the nearest type that it restricts."""
    while getattr(found, name, None) is None:
        found = found.base_type
    return getattr(found, name)


def facet(found: Any, name: str) -> Any:
    """Return the value of a facet, from the nearest type that has it: xmlschema does not look deep."""
    while found is not None:
        own = (found.facets or {}).get(f"{{{XML_SCHEMA}}}{name}")
        if own is not None:
            return own.value
        found = found.base_type
    return None


def members(group: Any) -> list[tuple[Any, int, int | None]]:
    """Return the elements of a group, each with the least and the most times that it may stand there."""
    found: list[tuple[Any, int, int | None]] = []
    optional = group.min_occurs == 0 or (group.model == "choice" and len(group) > 1)
    for item in group:
        inner = [(item, item.min_occurs, item.max_occurs)]
        if isinstance(item, xmlschema.validators.XsdGroup):
            inner = members(item)
        found += [
            (element, 0 if optional else least, most if group.max_occurs == 1 else None)
            for element, least, most in inner
        ]
    return found


@given(files=schemas())
def test_the_contract_is_the_schemas(files: dict[str, str]) -> None:
    """Names, namespaces, occurrences, types and facets are those that xmlschema finds."""
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), files)
        etree.XMLSchema(etree.parse(f"{folder}/X.xsd"))
        root = xmlschema.XMLSchema(f"{folder}/X.xsd").elements["X"]
        contents = {name: text.encode() for name, text in files.items()}
        schema = load("X.xsd", contents.get, str)
        check(schema)
        message = MessageReader(schema).message("X")
        assert our_record(message.root, message) == theirs(root.type)
