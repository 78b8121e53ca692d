"""A small schema for each construct of XML Schema that is supported."""

from __future__ import annotations

from typing import Final

_NS: Final = "urn:oracle"
_BUILTIN: Final = [
    "string",
    "normalizedString",
    "token",
    "language",
    "Name",
    "NCName",
    "NMTOKEN",
    "ID",
    "anyURI",
    "integer",
    "long",
    "int",
    "short",
    "byte",
    "nonNegativeInteger",
    "positiveInteger",
    "nonPositiveInteger",
    "negativeInteger",
    "unsignedLong",
    "unsignedInt",
    "unsignedShort",
    "unsignedByte",
    "decimal",
    "float",
    "double",
    "boolean",
    "base64Binary",
    "hexBinary",
    "dateTime",
    "date",
    "time",
    "duration",
    "gYear",
    "gYearMonth",
    "gMonth",
    "gMonthDay",
    "gDay",
    "NMTOKENS",
]


def _schema(body: str, form: str = "qualified") -> str:
    return (
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{_NS}" '
        f'targetNamespace="{_NS}" elementFormDefault="{form}">\n{body}\n</xs:schema>\n'
    )


def _root(content: str, rest: str = "", *, mixed: bool = False) -> str:
    kind = ' mixed="true"' if mixed else ""
    return _schema(
        f'<xs:element name="Root"><xs:complexType{kind}>{content}</xs:complexType></xs:element>{rest}'
    )


def _sequence(*elements: str) -> str:
    return f"<xs:sequence>{''.join(elements)}</xs:sequence>"


def _simple(inner: str, name: str = "Value", occurs: str = 'minOccurs="0"') -> str:
    return f'<xs:element name="{name}" {occurs}><xs:simpleType>{inner}</xs:simpleType></xs:element>'


def _limited(base: str, **facets: str) -> str:
    listed = "".join(f'<xs:{name} value="{value}"/>' for name, value in facets.items())
    return f'<xs:restriction base="xs:{base}">{listed}</xs:restriction>'


def _listed(base: str, *values: str) -> str:
    listed = "".join(f'<xs:enumeration value="{value}"/>' for value in values)
    return f'<xs:restriction base="xs:{base}">{listed}</xs:restriction>'


_BASE: Final = """
<xs:complexType name="Shape" abstract="true"><xs:sequence>
  <xs:element name="Name" type="xs:string"/></xs:sequence></xs:complexType>
<xs:complexType name="Circle"><xs:complexContent><xs:extension base="Shape"><xs:sequence>
  <xs:element name="Radius" type="xs:decimal"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
<xs:complexType name="Square"><xs:complexContent><xs:extension base="Shape"><xs:sequence>
  <xs:element name="Side" type="xs:decimal"/></xs:sequence>
  <xs:attribute name="tilted" type="xs:boolean"/></xs:extension></xs:complexContent></xs:complexType>
"""

_IMPORT: Final = (
    '<xs:import namespace="urn:other" schemaLocation="TwoNamespaces-other.xsd"/><xs:element'
)

CONSTRUCTS: Final[dict[str, dict[str, str]]] = {
    "BuiltInTypes": {
        "": _root(
            _sequence(*(f'<xs:element name="{t}" type="xs:{t}" minOccurs="0"/>' for t in _BUILTIN))
            + "".join(
                f'<xs:attribute name="{t}-a" type="xs:{t}"/>'
                for t in (*_BUILTIN, "anySimpleType")
                if t != "ID"
            )
        )
    },
    "RepeatedTypes": {
        "": _root(
            _sequence(
                *(
                    f'<xs:element name="{t}" type="xs:{t}" minOccurs="0" maxOccurs="3"/>'
                    for t in _BUILTIN
                )
            )
        )
    },
    "Facets": {
        "": _root(
            _sequence(
                _simple(_limited("string", length="4"), "Length"),
                _simple(_limited("token", minLength="2", maxLength="5"), "Lengths"),
                _simple(_limited("decimal", totalDigits="5", fractionDigits="2"), "Digits"),
                _simple(_limited("decimal", minInclusive="-1.5", maxExclusive="2.5"), "Bounds"),
                _simple(_limited("integer", minExclusive="3", maxInclusive="9"), "Whole"),
                _simple(_limited("double", minInclusive="0", maxExclusive="200"), "Double"),
                _simple(_limited("date", minInclusive="2000-01-01"), "Since"),
                _simple(_limited("string", pattern="[A-Z]{2}[0-9]+(-x)?"), "Pattern"),
                _simple(_limited("integer", pattern="[1-9]0*"), "RoundNumber"),
                _simple(_limited("base64Binary", maxLength="3"), "Bytes"),
                _simple(_limited("string", whiteSpace="collapse", maxLength="6"), "Collapsed"),
                _simple(_listed("string", "a", "b c", "", "+", "-", "1", "None", "ä"), "Texts"),
                _simple(_listed("integer", "1", "02", "+3"), "Numbers"),
                _simple(_listed("decimal", "1.50", "2"), "Decimals"),
                _simple(_listed("date", "2026-01-01", "2026-12-31"), "Dates"),
                _simple(_listed("NMTOKEN", "x", "y-z"), "Tokens"),
            )
        )
    },
    "Attributes": {
        "": _root(
            _sequence('<xs:element name="id" type="xs:string" minOccurs="0"/>')
            + '<xs:attribute name="id" type="xs:int" use="required"/>'
            '<xs:attribute name="Kind" default="plain"><xs:simpleType>'
            + _listed("NMTOKEN", "plain", "fancy")
            + "</xs:simpleType></xs:attribute>"
            '<xs:attribute name="version" type="xs:decimal" fixed="1.0"/>'
            '<xs:attribute name="when" type="xs:dateTime" form="qualified"/>'
            '<xs:attribute name="class" type="xs:NMTOKENS"/>'
        )
    },
    "SimpleContent": {
        "": _root(
            _sequence(
                '<xs:element name="Price" type="Price" maxOccurs="3"/>',
                '<xs:element name="Small" type="Small" minOccurs="0"/>',
            ),
            '<xs:complexType name="Price" block="#all"><xs:simpleContent><xs:extension base="xs:decimal">'
            '<xs:attribute name="currency" type="xs:string" use="required"/></xs:extension>'
            '</xs:simpleContent></xs:complexType><xs:complexType name="Small"><xs:simpleContent>'
            '<xs:restriction base="Price"><xs:maxInclusive value="5"/></xs:restriction>'
            "</xs:simpleContent></xs:complexType>",
        )
    },
    "Choice": {
        "": _root(
            '<xs:sequence><xs:choice><xs:element name="A" type="xs:int"/>'
            '<xs:sequence><xs:element name="B" type="xs:string"/><xs:element name="C" '
            'type="xs:string" minOccurs="0"/></xs:sequence></xs:choice>'
            '<xs:choice minOccurs="0"><xs:element name="D" type="xs:int" maxOccurs="2"/>'
            '<xs:element name="E" type="xs:int"/></xs:choice></xs:sequence>'
        )
    },
    "RepeatedChoice": {
        "": _root(
            '<xs:choice minOccurs="0" maxOccurs="unbounded"><xs:element name="A" type="xs:int"/>'
            '<xs:element name="B" type="Text"/><xs:element name="C" type="xs:string" default="c"/>'
            "</xs:choice>",
            '<xs:complexType name="Text"><xs:simpleContent><xs:extension base="xs:string">'
            '<xs:attribute name="lang" type="xs:language"/></xs:extension></xs:simpleContent>'
            "</xs:complexType>",
        )
    },
    "RepeatedSequence": {
        "": _root(
            '<xs:sequence maxOccurs="3"><xs:element name="Key" type="xs:string"/>'
            '<xs:element name="Value" type="xs:int" minOccurs="0"/></xs:sequence>'
        )
    },
    "All": {
        "": _root(
            '<xs:all><xs:element name="A" type="xs:int"/><xs:element name="B" type="xs:string" '
            'minOccurs="0"/></xs:all>'
        )
    },
    "Any": {
        "": _root(
            _sequence(
                '<xs:element name="A" type="xs:int"/>',
                '<xs:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="3"/>',
            )
            + '<xs:attribute name="own" type="xs:int"/><xs:anyAttribute processContents="lax" '
            'namespace="##other"/>'
        )
    },
    "AnyType": {
        "": _root(
            _sequence(
                '<xs:element name="Anything"/>',
                '<xs:element name="More" type="xs:anyType" minOccurs="0" maxOccurs="2"/>',
            )
        )
    },
    "AnySimpleType": {
        "": _root(
            _sequence(
                '<xs:element name="One" type="xs:anySimpleType"/>',
                '<xs:element name="Several" type="xs:anySimpleType" minOccurs="0" maxOccurs="3"/>',
                '<xs:element name="Default" type="xs:anySimpleType" minOccurs="0" default="a"/>',
            )
        )
    },
    "Nillable": {
        "": _root(
            _sequence(
                '<xs:element name="A" type="xs:int" nillable="true"/>',
                '<xs:element name="B" type="xs:boolean" nillable="true" minOccurs="0"/>',
                '<xs:element name="C" type="xs:date" nillable="true" maxOccurs="3"/>',
            )
        )
    },
    "NilRecords": {
        "": _schema(
            '<xs:element name="Root" nillable="true"><xs:complexType><xs:sequence>'
            '<xs:element name="Size" type="Noted" nillable="true" maxOccurs="3"/>'
            '<xs:element name="Must" type="Noted" nillable="true"/>'
            '<xs:element name="May" type="Noted" nillable="true" minOccurs="0"/>'
            '<xs:element name="Pair" type="Pair" nillable="true"/>'
            '<xs:element name="Pairs" type="Pair" nillable="true" minOccurs="0" maxOccurs="2"/>'
            '<xs:element name="Shape" type="Shape" nillable="true" minOccurs="0"/>'
            '<xs:element name="Default" type="xs:int" default="7" nillable="true" minOccurs="0"/>'
            '<xs:choice><xs:element name="One" type="xs:int" nillable="true"/>'
            '<xs:element name="Other" type="Pair" nillable="true"/></xs:choice>'
            '<xs:element name="Several"><xs:complexType><xs:choice maxOccurs="4">'
            '<xs:element name="A" type="xs:int" nillable="true"/><xs:element name="B" type="Pair" '
            'nillable="true"/></xs:choice></xs:complexType></xs:element>'
            '</xs:sequence><xs:attribute name="a" type="xs:int"/></xs:complexType></xs:element>'
            '<xs:complexType name="Noted"><xs:simpleContent><xs:extension base="xs:double">'
            '<xs:attribute name="unit" type="xs:string"/><xs:attribute name="why" default="unknown" '
            'type="xs:string"/></xs:extension></xs:simpleContent></xs:complexType>'
            '<xs:complexType name="Pair"><xs:sequence><xs:element name="X" type="xs:int"/>'
            '<xs:element name="Y" type="xs:int" minOccurs="0"/></xs:sequence><xs:attribute name="k"/>'
            "</xs:complexType>" + _BASE
        )
    },
    "Defaults": {
        "": _root(
            _sequence(
                '<xs:element name="A" type="xs:int" default="7" minOccurs="0"/>',
                '<xs:element name="B" type="xs:string" fixed="always"/>',
                '<xs:element name="C" type="xs:boolean" default="true"/>',
                '<xs:element name="D" type="Noted" default="none"/>',
            ),
            '<xs:complexType name="Noted"><xs:simpleContent><xs:extension base="xs:string">'
            '<xs:attribute name="by" type="xs:string"/></xs:extension></xs:simpleContent>'
            "</xs:complexType>",
        )
    },
    "Lists": {
        "": _root(
            _sequence(
                _simple('<xs:list itemType="xs:int"/>', "Numbers"),
                _simple('<xs:list itemType="xs:token"/>', "Words", 'minOccurs="0" maxOccurs="2"'),
                _simple(
                    "<xs:restriction><xs:simpleType><xs:list><xs:simpleType>"
                    + _listed("NMTOKEN", "red", "green")
                    + '</xs:simpleType></xs:list></xs:simpleType><xs:minLength value="1"/>'
                    '<xs:maxLength value="2"/></xs:restriction>',
                    "Colours",
                ),
            )
            + '<xs:attribute name="sizes"><xs:simpleType><xs:list itemType="xs:decimal"/>'
            "</xs:simpleType></xs:attribute>"
        )
    },
    "Unions": {
        "": _root(
            _sequence(
                _simple(
                    '<xs:union memberTypes="xs:int"><xs:simpleType>'
                    + _listed("string", "small", "large")
                    + "</xs:simpleType></xs:union>",
                    "Size",
                ),
                _simple('<xs:union memberTypes="xs:date xs:string"/>', "When", 'maxOccurs="2"'),
            )
        )
    },
    "Mixed": {
        "": _root(
            '<xs:choice minOccurs="0" maxOccurs="unbounded"><xs:element name="b" type="xs:string"/>'
            '<xs:element name="i" type="Inline"/></xs:choice><xs:attribute name="id" type="xs:int"/>',
            '<xs:complexType name="Inline" mixed="true"><xs:sequence><xs:element name="u" '
            'type="xs:string" minOccurs="0" maxOccurs="2"/></xs:sequence></xs:complexType>',
            mixed=True,
        )
    },
    "AbstractType": {
        "": _root(_sequence('<xs:element name="Shape" type="Shape" maxOccurs="3"/>'), _BASE)
    },
    "DerivedType": {
        "": _root(
            _sequence(
                '<xs:element name="One" type="Circle"/>',
                '<xs:element name="Other" type="Circle" minOccurs="0"/>',
            ),
            _BASE + '<xs:complexType name="Disc"><xs:complexContent><xs:extension base="Circle">'
            '<xs:attribute name="filled" type="xs:boolean"/></xs:extension></xs:complexContent>'
            "</xs:complexType>",
        )
    },
    "SubstitutionGroup": {
        "": _root(
            _sequence('<xs:element ref="Shape" minOccurs="0"/>', '<xs:element ref="Note"/>'),
            _BASE + '<xs:element name="Shape" type="Shape" abstract="true"/>'
            '<xs:element name="Circle" type="Circle" substitutionGroup="Shape"/>'
            '<xs:element name="Square" type="Square" substitutionGroup="Shape"/>'
            '<xs:element name="Note" type="xs:string"/>'
            '<xs:element name="Remark" type="xs:string" substitutionGroup="Note"/>',
        )
    },
    "AbstractAlone": {
        "": _root(
            _sequence(
                '<xs:choice><xs:element name="A" type="xs:int"/><xs:element ref="Extension"/>'
                "</xs:choice>",
                '<xs:element ref="Extension" minOccurs="0"/>',
            ),
            '<xs:element name="Extension" abstract="true"/>',
        )
    },
    "AbstractTypeAlone": {
        "": _root(
            _sequence(
                '<xs:element name="A" type="xs:int"/>',
                '<xs:element name="Loose" type="Bare" minOccurs="0"/>',
                '<xs:choice><xs:element name="B" type="xs:int"/><xs:element name="Bare" '
                'type="Bare"/></xs:choice>',
            ),
            '<xs:complexType name="Bare" abstract="true"/>',
        )
    },
    "AnythingExtended": {
        "": _root(
            _sequence(
                '<xs:element name="Free" type="Free"/>',
                '<xs:element name="Noted" type="Noted" minOccurs="0"/>',
                '<xs:element name="Own" type="Own" minOccurs="0"/>',
            ),
            '<xs:complexType name="Free"><xs:complexContent><xs:extension base="xs:anyType"/>'
            '</xs:complexContent></xs:complexType><xs:complexType name="Noted"><xs:complexContent>'
            '<xs:extension base="xs:anyType"><xs:attribute name="by" type="xs:int"/></xs:extension>'
            '</xs:complexContent></xs:complexType><xs:complexType name="Own"><xs:complexContent>'
            '<xs:restriction base="xs:anyType"><xs:sequence><xs:element name="Key" type="xs:int"/>'
            "</xs:sequence></xs:restriction></xs:complexContent></xs:complexType>",
        )
    },
    "Periods": {
        "": _root(
            _sequence(
                _simple(_limited("gYear", minInclusive="-0100", maxExclusive="9999"), "Year"),
                _simple(_limited("gYearMonth", minExclusive="2026-03"), "Month"),
                _simple(_limited("gMonthDay", minInclusive="--03-01"), "Day"),
                _simple(_limited("duration", maxInclusive="P1Y"), "Span"),
                _simple(_limited("gDay", maxInclusive="---15"), "Half", 'maxOccurs="2"'),
            )
        )
    },
    "OptionalGroup": {
        "": _root(
            _sequence(
                '<xs:element name="Pair" maxOccurs="2"><xs:complexType><xs:group ref="Pair" '
                'minOccurs="0"/></xs:complexType></xs:element>'
            ),
            '<xs:group name="Pair"><xs:sequence><xs:element name="A" type="xs:int"/><xs:element '
            'name="B" type="xs:int"/></xs:sequence></xs:group>',
        )
    },
    "Recursive": {
        "": _root(
            _sequence('<xs:element name="Node" type="Node"/>'),
            '<xs:complexType name="Node"><xs:sequence><xs:element name="Name" type="xs:string"/>'
            '<xs:element name="Node" type="Node" minOccurs="0" maxOccurs="2"/>'
            '<xs:element name="Next" type="Node" minOccurs="0"/></xs:sequence></xs:complexType>',
        )
    },
    "Groups": {
        "": _root(
            '<xs:sequence><xs:group ref="Names"/><xs:group ref="Names2" minOccurs="0"/>'
            '</xs:sequence><xs:attributeGroup ref="Common"/>',
            '<xs:group name="Names"><xs:sequence><xs:element name="A" type="xs:string"/>'
            '</xs:sequence></xs:group><xs:group name="Names2"><xs:choice><xs:element name="B" '
            'type="xs:int"/><xs:element name="C" type="xs:int"/></xs:choice></xs:group>'
            '<xs:attributeGroup name="Common"><xs:attribute name="id" type="xs:int"/>'
            "</xs:attributeGroup>",
        )
    },
    "Redefine": {
        "": _schema(
            '<xs:redefine schemaLocation="Redefine-parts.xsd"><xs:complexType name="Part">'
            '<xs:complexContent><xs:extension base="Part"><xs:sequence><xs:element name="Added" '
            'type="xs:int"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>'
            '</xs:redefine><xs:element name="Root" type="Part"/>'
        ),
        "-parts": _schema(
            '<xs:complexType name="Part"><xs:sequence><xs:element name="Kept" type="xs:string"/>'
            "</xs:sequence></xs:complexType>"
        ),
    },
    "TwoNamespaces": {
        "": _root(
            _sequence(
                '<xs:element name="Note" type="xs:string"/>',
                '<xs:element xmlns:o="urn:other" ref="o:Note" minOccurs="0" maxOccurs="2"/>',
                '<xs:element name="Inner" minOccurs="0"><xs:complexType><xs:choice minOccurs="0" '
                'maxOccurs="unbounded"><xs:element name="Part" type="Part"/><xs:element '
                'xmlns:o="urn:other" ref="o:Part"/><xs:element xmlns:o="urn:other" ref="o:Note"/>'
                "</xs:choice></xs:complexType></xs:element>",
            ),
            '<xs:complexType name="Part"><xs:attribute name="id" type="xs:int"/></xs:complexType>',
        ).replace("<xs:element", _IMPORT, 1),
        "-other": _schema(
            '<xs:element name="Note" type="xs:int"/><xs:element name="Part"><xs:complexType>'
            '<xs:attribute name="id" type="xs:int"/></xs:complexType></xs:element>'
        ).replace(_NS, "urn:other"),
    },
    "NamesInNamespaces": {
        "": _root(
            _sequence(
                '<xs:element name="One" type="xs:QName" maxOccurs="3"/>',
                '<xs:element name="Maybe" type="xs:QName" minOccurs="0" nillable="true"/>',
                _simple(_listed("QName", "a", "b"), "Listed"),
                _simple('<xs:list itemType="xs:QName"/>', "Several"),
                _simple('<xs:union memberTypes="xs:int xs:QName"/>', "Either", 'maxOccurs="2"'),
                '<xs:element name="Noted" minOccurs="0"><xs:complexType><xs:simpleContent>'
                '<xs:extension base="xs:QName"><xs:attribute name="kind" type="xs:QName"/>'
                '<xs:attribute name="other" type="xs:QName"/></xs:extension></xs:simpleContent>'
                "</xs:complexType></xs:element>",
                '<xs:element name="Mixed" minOccurs="0"><xs:complexType><xs:choice minOccurs="0" '
                'maxOccurs="unbounded"><xs:element name="A" type="xs:QName"/><xs:element name="B" '
                'type="xs:int"/></xs:choice></xs:complexType></xs:element>',
            )
            + '<xs:attribute name="default" type="xs:QName" default="a"/>'
            '<xs:attribute name="kinds"><xs:simpleType><xs:list itemType="xs:QName"/>'
            "</xs:simpleType></xs:attribute>",
        )
    },
    "TypesOfTwoNamespaces": {
        "": _root(
            _sequence('<xs:element name="It" type="Base" maxOccurs="4"/>'),
            '<xs:complexType name="Base"><xs:sequence><xs:element name="A" type="xs:int"/>'
            '</xs:sequence></xs:complexType><xs:complexType name="More"><xs:complexContent>'
            '<xs:extension base="Base"><xs:sequence><xs:element name="B" type="xs:int"/></xs:sequence>'
            "</xs:extension></xs:complexContent></xs:complexType>",
        ).replace("<xs:element", _IMPORT.replace("TwoNamespaces", "TypesOfTwoNamespaces"), 1),
        "-other": _schema(
            f'<xs:import namespace="{_NS}" schemaLocation="TypesOfTwoNamespaces.xsd"/>'
            '<xs:complexType name="More"><xs:complexContent><xs:extension xmlns:b="urn:oracle" '
            'base="b:Base"><xs:sequence><xs:element name="B" type="xs:int"/></xs:sequence>'
            "</xs:extension></xs:complexContent></xs:complexType>"
        ).replace(f'xmlns="{_NS}" targetNamespace="{_NS}"', 'targetNamespace="urn:other"'),
    },
    "SharedTypes": {
        "": _root(
            '<xs:choice minOccurs="0" maxOccurs="unbounded"><xs:element name="A" type="Id"/>'
            '<xs:element name="B" type="Id"/><xs:element name="Long" type="Id"/></xs:choice>',
            '<xs:complexType name="Id"><xs:simpleContent><xs:extension base="xs:string">'
            '<xs:attribute name="t" type="xs:int"/></xs:extension></xs:simpleContent></xs:complexType>'
            '<xs:complexType name="Long"><xs:simpleContent><xs:extension base="Id">'
            '<xs:attribute name="u" type="xs:int"/></xs:extension></xs:simpleContent></xs:complexType>',
        )
    },
    "SubstitutesInOrder": {
        "": _root(
            '<xs:sequence><xs:element ref="Head" maxOccurs="3"/></xs:sequence>',
            '<xs:complexType name="Bare" abstract="true"><xs:attribute name="id"/></xs:complexType>'
            '<xs:complexType name="Shape"><xs:complexContent><xs:extension base="Bare">'
            '<xs:attribute name="w"/></xs:extension></xs:complexContent></xs:complexType>'
            '<xs:element name="Head" type="Bare"/>'
            '<xs:element name="Shape" type="Shape" substitutionGroup="Head"/>',
        )
    },
    "Unqualified": {
        "": _schema(
            '<xs:element name="Root"><xs:complexType><xs:sequence><xs:element name="A" '
            'type="xs:int"/><xs:element ref="B"/></xs:sequence><xs:attribute name="c"/>'
            '</xs:complexType></xs:element><xs:element name="B" type="xs:string"/>',
            form="unqualified",
        )
    },
    "Names": {
        "": _root(
            _sequence(
                *(
                    f'<xs:element name="{name}" type="xs:int" minOccurs="0"/>'
                    for name in (
                        "class",
                        "None",
                        "match",
                        "type",
                        "Id",
                        "ID",
                        "id",
                        "a-b",
                        "a.b",
                        "a_b",
                        "self",
                        "record",
                        "check",
                        "extra",
                        "field",
                        "list",
                        "print",
                        "größe",
                        "名",
                        "to_xml",
                        "from_json",
                        "of",
                        "any_elements",
                        "text",
                        "content",
                        "_",
                        "__x__",
                    )
                )
            )
            + '<xs:attribute name="class" type="xs:int"/><xs:attribute name="extra" type="xs:int"/>'
        )
    },
}
"""The files of a schema for each construct, by what the name of the file ends in; its root is Root."""
