"""The contract of any schema, against what xmlschema makes of the same schema."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from neto_gen.contract import vocabulary
from neto_gen.contract.document import XML_SCHEMA
from neto_gen.contract.model import Enumeration, Record, Scalar
from neto_gen.contract.rules import check
from neto_gen.contract.schema import load
from neto_gen.contract.xsd import read_message
from tests.support import XS, write_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from neto_gen.contract.model import FieldType

    Draw = Callable[[st.SearchStrategy[Any]], Any]

NAMES = ["A", "B", "C", "Dd", "e", "F_1"]
LENGTHS = [("minLength", 1), ("maxLength", 9)]


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
        """The two files."""
        for number in range(self.draw(st.integers(0, 3))):
            self.declare(f'<xs:simpleType name="S{number}">{self.restriction()}</xs:simpleType>')
            self.simple_types.append(f"S{number}")
        for number in range(self.draw(st.integers(0, 2))):
            self.declare(f'<xs:complexType name="T{number}">{self.group(1)}</xs:complexType>')
            self.complex_types.append(f"T{number}")
        for number in range(self.draw(st.integers(0, 2))):
            self.declare(self.element(f"G{number}", 1, ""))
            self.elements.append(f"G{number}")
        root = f'<xs:element name="X"><xs:complexType>{self.group(3)}</xs:complexType></xs:element>'
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
        """The content of a simple type."""
        if self.simple_types and self.draw(st.booleans()):
            return f'<xs:restriction base="{self.prefix}{self.simple_types[-1]}"/>'
        kind = self.draw(st.sampled_from(["text", "list", "number"]))
        if kind == "text":
            chosen = self.draw(st.lists(st.sampled_from(LENGTHS), unique=True))
            facets = "".join(f'<xs:{name} value="{value}"/>' for name, value in chosen)
            base = self.draw(st.sampled_from(sorted(vocabulary.STRINGS - {"ENTITY"})))
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

    def group(self, depth: int) -> str:
        """The content of a complex type."""
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
            least = self.draw(st.sampled_from(["", 'minOccurs="0"']))
            inner = f"<xs:sequence {least}>{inner}</xs:sequence>"
        return f"<xs:sequence>{''.join(parts[:cut])}{inner}</xs:sequence>"

    def occurs(self, most: int = 5) -> str:
        """How often an element occurs."""
        least = self.draw(st.integers(0, 1))
        limit = self.draw(st.sampled_from(["", *(f'maxOccurs="{n}"' for n in (1, 3, "unbounded"))]))
        return f'minOccurs="{least}" {limit if most > 1 else ""}'

    def element(self, name: str, depth: int, occurs: str) -> str:
        """A declaration with a name."""
        kinds = ["builtin", "simple"]
        kinds += ["named simple"] if self.simple_types else []
        kinds += ["complex"] if depth else []
        kinds += ["named complex"] if depth and self.complex_types else []
        kind = self.draw(st.sampled_from(kinds))
        if kind == "simple":
            content = f"<xs:simpleType>{self.restriction()}</xs:simpleType>"
        elif kind == "complex":
            content = f"<xs:complexType>{self.group(depth - 1)}</xs:complexType>"
        else:
            types = {"builtin": sorted(vocabulary.SCALARS), "named simple": self.simple_types}
            chosen = self.draw(st.sampled_from(types.get(kind, self.complex_types)))
            prefix = "xs:" if kind == "builtin" else self.prefix
            return f'<xs:element name="{name}" type="{prefix}{chosen}" {occurs}/>'
        return f'<xs:element name="{name}" {occurs}>{content}</xs:element>'


@st.composite
def schemas(draw: Draw) -> dict[str, str]:
    """The files of a schema whose root element is X."""
    return Schemas(draw).files()


def ours(found: FieldType) -> object:
    """What an element holds, by the contract."""
    match found:
        case Record(fields=fields):
            return [
                (
                    f"{{{f.namespace.untrusted if f.namespace else ''}}}{f.name.untrusted}",
                    f.min_occurs,
                    f.max_occurs,
                    ours(f.type),
                )
                for f in fields
            ]
        case Enumeration(values=values):
            return sorted(value.untrusted for value in values)
        case Scalar(builtin=builtin, facets=facets):
            return (
                builtin,
                facets.min_length,
                facets.max_length,
                facets.min_inclusive,
                facets.max_inclusive,
            )


def theirs(found: Any) -> object:
    """What an element holds, by xmlschema."""
    if found.is_complex():
        return [
            (
                element.name if element.name.startswith("{") else f"{{}}{element.name}",
                0 if group.min_occurs == 0 else element.min_occurs,
                element.max_occurs,
                theirs(element.type),
            )
            for group, element in members(found.content)
        ]
    if found.enumeration:
        return sorted(found.enumeration)
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


def facet(found: Any, name: str) -> Any:
    """The value of a facet, from the nearest type that has it: xmlschema's own look is not deep."""
    while found is not None:
        own = (found.facets or {}).get(f"{{{XML_SCHEMA}}}{name}")
        if own is not None:
            return own.value
        found = found.base_type
    return None


def members(group: Any) -> list[tuple[Any, Any]]:
    """The elements of a group, each with the group that it stands in."""
    found: list[tuple[Any, Any]] = []
    for item in group:
        found += (
            members(item) if isinstance(item, xmlschema.validators.XsdGroup) else [(group, item)]
        )
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
        assert ours(read_message(schema, "X").record) == theirs(root.type)
