"""Schemas in the style of those that products have, each with a document of it."""

from __future__ import annotations

from typing import Final, NamedTuple

XS: Final = "http://www.w3.org/2001/XMLSchema"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"


class Product(NamedTuple):
    """A schema, what its target namespace is, and a document of it."""

    schema: str
    document: str


def _product(
    definitions: str, inside: str, attributes: str = "", form: str = "qualified"
) -> Product:
    schema = (
        f'<xs:schema xmlns:xs="{XS}" xmlns="urn:p" targetNamespace="urn:p" '
        f'elementFormDefault="{form}">\n{definitions}\n</xs:schema>\n'
    )
    root = "Root" if form == "qualified" else "p:Root"
    space = "xmlns" if form == "qualified" else "xmlns:p"
    document = (
        f'<{root} {space}="urn:p" xmlns:o="urn:other" xmlns:xs="{XS}" xmlns:xsi="{XSI}" {attributes}>'
        f"{inside}</{root}>"
    )
    return Product(schema, document)


_ORDER = _product(
    """
<xs:simpleType name="Sku"><xs:restriction base="xs:token"><xs:pattern value="[A-Z]{2}-\\d{3,5}"/>
</xs:restriction></xs:simpleType>
<xs:simpleType name="Money"><xs:restriction base="xs:decimal"><xs:fractionDigits value="2"/>
<xs:totalDigits value="8"/><xs:minInclusive value="0"/></xs:restriction></xs:simpleType>
<xs:complexType name="Price"><xs:simpleContent><xs:extension base="Money">
<xs:attribute name="currency" use="required"><xs:simpleType><xs:restriction base="xs:string">
<xs:enumeration value="EUR"/><xs:enumeration value="AUD"/></xs:restriction></xs:simpleType></xs:attribute>
</xs:extension></xs:simpleContent></xs:complexType>
<xs:complexType name="Line"><xs:sequence><xs:element name="Sku" type="Sku"/>
<xs:element name="Quantity" type="xs:positiveInteger" default="1"/><xs:element name="Price" type="Price" minOccurs="0"/>
</xs:sequence><xs:attribute name="gift" type="xs:boolean" default="false"/></xs:complexType>
<xs:element name="Root"><xs:complexType><xs:sequence><xs:element name="Placed" type="xs:dateTime"/>
<xs:element name="Due" type="xs:date" nillable="true"/><xs:element name="Line" type="Line" minOccurs="1" maxOccurs="3"/>
<xs:element name="Note" type="xs:string" minOccurs="0"/></xs:sequence>
<xs:attribute name="version" type="xs:string" fixed="1.0" use="required"/></xs:complexType></xs:element>
""",
    "<Placed>2026-01-31T10:00:00Z</Placed><Due>2026-02-01</Due><Line gift='true'><Sku>AB-123</Sku>"
    "<Quantity>2</Quantity><Price currency='EUR'>19.90</Price></Line><Line><Sku>XY-99999</Sku><Quantity/></Line>"
    "<Note>call first</Note>",
    'version="1.0"',
)
_PAYMENT = _product(
    """
<xs:complexType name="Party"><xs:sequence><xs:element name="Name" minOccurs="0"><xs:simpleType>
<xs:restriction base="xs:string"><xs:minLength value="1"/><xs:maxLength value="12"/></xs:restriction></xs:simpleType>
</xs:element><xs:choice><xs:element name="Iban"><xs:simpleType><xs:restriction base="xs:string">
<xs:pattern value="[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}"/></xs:restriction></xs:simpleType></xs:element>
<xs:sequence><xs:element name="Bic" type="xs:NMTOKEN"/><xs:element name="Account" type="xs:unsignedLong"/></xs:sequence>
</xs:choice></xs:sequence></xs:complexType>
<xs:element name="Root"><xs:complexType><xs:sequence><xs:element name="Id" type="xs:ID"/>
<xs:choice maxOccurs="unbounded"><xs:element name="Credit" type="Party"/><xs:element name="Debit" type="Party"/></xs:choice>
<xs:element name="Urgent" type="xs:boolean" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
""",
    "<Id>i1</Id><Credit><Name>A</Name><Iban>DE021234</Iban></Credit><Debit><Bic>ABCD</Bic><Account>12</Account></Debit>"
    "<Credit><Iban>AT99X</Iban></Credit><Urgent>0</Urgent>",
)
_REPORT = _product(
    """
<xs:complexType name="Text" mixed="true"><xs:choice minOccurs="0" maxOccurs="unbounded">
<xs:element name="b" type="Text"/><xs:element name="i" type="Text"/><xs:element name="a"><xs:complexType mixed="true">
<xs:attribute name="href" type="xs:anyURI" use="required"/></xs:complexType></xs:element>
<xs:element name="br"><xs:complexType/></xs:element></xs:choice></xs:complexType>
<xs:element name="Root"><xs:complexType><xs:sequence><xs:element name="title" type="xs:normalizedString"/>
<xs:element name="p" type="Text" maxOccurs="unbounded"/></xs:sequence><xs:attribute name="lang" type="xs:language"/>
</xs:complexType></xs:element>
""",
    "<title>A report</title><p>One <b>bold <i>and</i></b><br/> two <a href='x#y'>here</a>.</p><p/>",
    'lang="en-AU"',
)
_VEHICLES = _product(
    """
<xs:complexType name="Vehicle" abstract="true"><xs:sequence><xs:element name="Wheels" type="xs:unsignedByte"/>
</xs:sequence><xs:attribute name="plate" type="xs:string"/></xs:complexType>
<xs:complexType name="Car"><xs:complexContent><xs:extension base="Vehicle"><xs:sequence>
<xs:element name="Doors" type="xs:int"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
<xs:complexType name="Van"><xs:complexContent><xs:extension base="Car"><xs:attribute name="load" type="xs:float"/>
</xs:extension></xs:complexContent></xs:complexType>
<xs:complexType name="Mini"><xs:complexContent><xs:restriction base="Car"><xs:sequence>
<xs:element name="Wheels" type="xs:unsignedByte" fixed="4"/><xs:element name="Doors"><xs:simpleType>
<xs:restriction base="xs:int"><xs:maxInclusive value="3"/></xs:restriction></xs:simpleType></xs:element></xs:sequence>
</xs:restriction></xs:complexContent></xs:complexType>
<xs:element name="Root"><xs:complexType><xs:sequence><xs:element name="Own" type="Vehicle"/>
<xs:element name="Fleet" type="Car" minOccurs="0" maxOccurs="4" block="restriction"/></xs:sequence></xs:complexType></xs:element>
""",
    "<Own xsi:type='Mini'><Wheels>4</Wheels><Doors>3</Doors></Own><Fleet plate='x'><Wheels>4</Wheels><Doors>5</Doors></Fleet>"
    "<Fleet xsi:type='Van' load='1.5E2'><Wheels>6</Wheels><Doors>2</Doors></Fleet>",
)
_SHAPES = _product(
    """
<xs:element name="Shape" type="Any" abstract="true"/><xs:complexType name="Any"><xs:attribute name="id" type="xs:NCName"/>
</xs:complexType><xs:complexType name="Round"><xs:complexContent><xs:extension base="Any"><xs:sequence>
<xs:element name="Radius" type="xs:double"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
<xs:complexType name="Path"><xs:complexContent><xs:extension base="Any"><xs:sequence><xs:element name="Points">
<xs:simpleType><xs:restriction><xs:simpleType><xs:list itemType="xs:decimal"/></xs:simpleType><xs:minLength value="2"/>
<xs:maxLength value="6"/></xs:restriction></xs:simpleType></xs:element></xs:sequence></xs:extension></xs:complexContent>
</xs:complexType><xs:element name="Circle" type="Round" substitutionGroup="Shape"/>
<xs:element name="Line" type="Path" substitutionGroup="Shape"/><xs:element name="Arrow" substitutionGroup="Line" nillable="true"/>
<xs:element name="Root"><xs:complexType><xs:sequence><xs:element ref="Shape" minOccurs="0" maxOccurs="4"/></xs:sequence></xs:complexType></xs:element>
""",
    "<Circle id='c'><Radius>1e3</Radius></Circle><Line><Points>0 1.5 -2 3</Points></Line>"
    "<Arrow xsi:nil='true'/><Arrow><Points>1 2</Points></Arrow>",
)
_ENVELOPE = _product(
    """
<xs:element name="Known" type="xs:int"/><xs:attribute name="known" type="xs:date"/>
<xs:element name="Root"><xs:complexType><xs:sequence><xs:element name="Header"><xs:complexType><xs:sequence>
<xs:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="2"/></xs:sequence>
<xs:anyAttribute namespace="##other" processContents="skip"/></xs:complexType></xs:element>
<xs:element name="Body"><xs:complexType><xs:sequence><xs:any namespace="##any" processContents="skip"/></xs:sequence>
</xs:complexType></xs:element><xs:element name="Sealed"><xs:complexType><xs:sequence>
<xs:any namespace="##targetNamespace" processContents="strict" minOccurs="0"/></xs:sequence>
<xs:anyAttribute namespace="##targetNamespace"/></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
""",
    "<Header o:at='1'><o:a>1</o:a><o:b><o:c/></o:b></Header><Body><o:x/></Body><Sealed xmlns:p='urn:p' p:known='2026-01-31'>"
    "<Known>5</Known></Sealed>",
)
_CONFIG = _product(
    """
<xs:complexType name="Server"><xs:all><xs:element name="host" type="xs:string"/><xs:element name="port" minOccurs="0">
<xs:simpleType><xs:restriction base="xs:unsignedShort"><xs:minExclusive value="0"/></xs:restriction></xs:simpleType></xs:element>
<xs:element name="timeout" type="xs:duration" minOccurs="0"/><xs:element name="mode" minOccurs="0" default="ro">
<xs:simpleType><xs:restriction base="xs:NMTOKEN"><xs:enumeration value="ro"/><xs:enumeration value="rw"/></xs:restriction>
</xs:simpleType></xs:element></xs:all></xs:complexType>
<xs:element name="Root"><xs:complexType><xs:sequence><xs:element name="server" type="Server" maxOccurs="unbounded"/>
<xs:element name="limit" minOccurs="0"><xs:simpleType><xs:union memberTypes="xs:nonNegativeInteger"><xs:simpleType>
<xs:restriction base="xs:token"><xs:enumeration value="unbounded"/></xs:restriction></xs:simpleType></xs:union></xs:simpleType>
</xs:element></xs:sequence></xs:complexType></xs:element>
""",
    "<server><port>80</port><host>a</host><timeout>PT30S</timeout></server><server><mode>rw</mode><host/></server>"
    "<limit>unbounded</limit>",
    form="unqualified",
)
_CALENDAR = _product(
    """
<xs:element name="Root"><xs:complexType><xs:sequence maxOccurs="3"><xs:element name="day" type="xs:gMonthDay"/>
<xs:element name="year" type="xs:gYear" minOccurs="0"/><xs:element name="from" type="xs:time"/><xs:choice minOccurs="0">
<xs:element name="until" type="xs:time"/><xs:element name="for"><xs:simpleType><xs:restriction base="xs:duration">
<xs:maxInclusive value="P1D"/></xs:restriction></xs:simpleType></xs:element></xs:choice></xs:sequence>
<xs:attribute name="zone"><xs:simpleType><xs:restriction base="xs:string"><xs:length value="6"/></xs:restriction>
</xs:simpleType></xs:attribute></xs:complexType></xs:element>
""",
    "<day>--02-29</day><year>2024</year><from>10:00:00</from><for>PT1H</for><day>--12-31Z</day><from>23:59:59.5+01:00</from>"
    "<until>24:00:00</until>",
    'zone="+01:00"',
)
_KEYS = _product(
    """
<xs:complexType name="Blob"><xs:simpleContent><xs:extension base="xs:base64Binary"><xs:attribute name="sum"><xs:simpleType>
<xs:restriction base="xs:hexBinary"><xs:length value="4"/></xs:restriction></xs:simpleType></xs:attribute></xs:extension>
</xs:simpleContent></xs:complexType>
<xs:complexType name="Small"><xs:simpleContent><xs:restriction base="Blob"><xs:maxLength value="3"/>
<xs:attribute name="sum" use="prohibited"/></xs:restriction></xs:simpleContent></xs:complexType>
<xs:element name="Root"><xs:complexType><xs:sequence><xs:element name="blob" type="Blob" maxOccurs="3"/>
<xs:element name="small" type="Small" minOccurs="0"/><xs:element name="names" minOccurs="0" nillable="true"><xs:simpleType>
<xs:list itemType="xs:QName"/></xs:simpleType></xs:element><xs:element name="any" minOccurs="0"/></xs:sequence></xs:complexType>
</xs:element>
""",
    "<blob sum='0aFF00ff'>YWJj</blob><blob>Y Q = =</blob><small>YQ==</small><names>xs:int o:x</names><any at='1'>t<o:x/></any>",
)
_FIXED = _product(
    """
<xs:complexType name="Mixed" mixed="true"><xs:sequence minOccurs="0"><xs:element name="e" minOccurs="0"/></xs:sequence>
</xs:complexType>
<xs:element name="Root"><xs:complexType><xs:sequence><xs:element name="text" type="xs:string" fixed="as is" minOccurs="0"/>
<xs:element name="number" type="xs:decimal" fixed="1.50" minOccurs="0"/><xs:element name="list" fixed="1 2" minOccurs="0">
<xs:simpleType><xs:list itemType="xs:int"/></xs:simpleType></xs:element><xs:element name="mixed" type="Mixed" fixed="so"
minOccurs="0" maxOccurs="2"/><xs:element name="flag" type="xs:boolean" default="true" minOccurs="0" nillable="true"/>
</xs:sequence><xs:attribute name="a" type="xs:int" fixed="7"/></xs:complexType></xs:element>
""",
    "<text>as is</text><number>1.50</number><list>1 2</list><mixed/><mixed>so</mixed><flag/>",
    'a="07"',
)
_GROUPS = _product(
    """
<xs:group name="Address"><xs:sequence><xs:element name="street" type="xs:token"/><xs:element name="zip"><xs:simpleType>
<xs:restriction base="xs:string"><xs:pattern value="\\d{4}"/><xs:pattern value="\\d{5}(-\\d{4})?"/></xs:restriction>
</xs:simpleType></xs:element></xs:sequence></xs:group><xs:attributeGroup name="Common"><xs:attribute name="id" type="xs:ID"/>
<xs:attribute ref="marked"/></xs:attributeGroup><xs:attribute name="marked" type="xs:boolean"/>
<xs:element name="Root"><xs:complexType><xs:sequence><xs:group ref="Address"/><xs:group ref="Address" minOccurs="0"/>
<xs:element name="phone" type="xs:string" minOccurs="2" maxOccurs="3"/></xs:sequence><xs:attributeGroup ref="Common"/>
</xs:complexType></xs:element>
""",
    "<street>1 High St</street><zip>3000</zip><street>b</street><zip>12345-6789</zip><phone>1</phone><phone/>",
    'id="a" xmlns:p="urn:p" p:marked="1"',
)
_TREE = _product(
    """
<xs:complexType name="Node"><xs:sequence><xs:element name="value" type="xs:long" minOccurs="0"/>
<xs:sequence minOccurs="0" maxOccurs="2"><xs:element name="node" type="Node"/><xs:element name="sep" minOccurs="0">
<xs:complexType/></xs:element></xs:sequence></xs:sequence><xs:attribute name="name" type="xs:Name" use="required"/>
</xs:complexType><xs:element name="Root" type="Node" nillable="true"/>
""",
    "<value>1</value><node name='a'><node name='b'/><sep/></node><node name='c'><value>-9</value></node>",
    'name="r"',
)
_TYPED = _product(
    """
<xs:simpleType name="Level"><xs:restriction base="xs:int"><xs:minInclusive value="1"/><xs:maxInclusive value="9"/>
</xs:restriction></xs:simpleType><xs:simpleType name="Low"><xs:restriction base="Level"><xs:maxInclusive value="3"/>
</xs:restriction></xs:simpleType><xs:complexType name="Named"><xs:simpleContent><xs:extension base="Level">
<xs:attribute name="name" type="xs:token" use="required"/></xs:extension></xs:simpleContent></xs:complexType>
<xs:complexType name="Wide"><xs:simpleContent><xs:extension base="Named"><xs:anyAttribute namespace="##other"
processContents="lax"/></xs:extension></xs:simpleContent></xs:complexType>
<xs:element name="Root"><xs:complexType><xs:sequence><xs:element name="free" type="Level" maxOccurs="4"/>
<xs:element name="shut" type="Level" block="#all" minOccurs="0"/><xs:element name="open" type="xs:anySimpleType" minOccurs="0"/>
<xs:element name="named" type="Named" block="extension" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
""",
    "<free>9</free><free xsi:type='Low'>3</free><free xsi:type='Wide' name='n' o:x='1'>5</free><shut xsi:type='Level'>4</shut>"
    "<open xsi:type='xs:date'>2026-01-31</open><named name='q' xsi:type='Named'>1</named>",
)
_UNIONS = _product(
    """
<xs:simpleType name="Percent"><xs:restriction base="xs:string"><xs:pattern value="\\d+%"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Size"><xs:union memberTypes="xs:byte Percent xs:boolean"/></xs:simpleType>
<xs:simpleType name="Sizes"><xs:list itemType="Size"/></xs:simpleType>
<xs:simpleType name="Few"><xs:restriction base="Sizes"><xs:length value="2"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Listed"><xs:restriction base="Size"><xs:enumeration value="1"/><xs:enumeration value="5%"/></xs:restriction>
</xs:simpleType><xs:element name="Root"><xs:complexType><xs:sequence><xs:element name="size" type="Size" maxOccurs="3"/>
<xs:element name="few" type="Few" minOccurs="0"/><xs:element name="listed" type="Listed" minOccurs="0"/></xs:sequence>
<xs:attribute name="all" type="Sizes"/></xs:complexType></xs:element>
""",
    "<size>12</size><size>50%</size><size>true</size><few>1 2%</few><listed>5%</listed>",
    'all="1 2% true"',
)
_NUMBERS = _product(
    """
<xs:element name="Root"><xs:complexType><xs:sequence><xs:element name="f" type="xs:float" maxOccurs="2"/><xs:element name="d">
<xs:simpleType><xs:restriction base="xs:double"><xs:minInclusive value="-1"/><xs:maxExclusive value="1E3"/></xs:restriction>
</xs:simpleType></xs:element><xs:element name="n"><xs:simpleType><xs:restriction base="xs:decimal"><xs:enumeration value="1.0"/>
<xs:enumeration value="2.50"/></xs:restriction></xs:simpleType></xs:element><xs:element name="t" minOccurs="0"><xs:simpleType>
<xs:restriction base="xs:dateTime"><xs:minInclusive value="2026-01-01T00:00:00Z"/></xs:restriction></xs:simpleType></xs:element>
<xs:element name="w" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string"><xs:whiteSpace value="collapse"/>
<xs:maxLength value="5"/></xs:restriction></xs:simpleType></xs:element></xs:sequence></xs:complexType></xs:element>
""",
    "<f>INF</f><f>-0</f><d>999.5</d><n>1</n><t>2026-01-31T10:00:00+02:00</t><w>  a  b </w>",
)

PRODUCTS: Final = {
    "Order": _ORDER,
    "Payment": _PAYMENT,
    "Report": _REPORT,
    "Vehicles": _VEHICLES,
    "Shapes": _SHAPES,
    "Envelope": _ENVELOPE,
    "Config": _CONFIG,
    "Calendar": _CALENDAR,
    "Keys": _KEYS,
    "Fixed": _FIXED,
    "Groups": _GROUPS,
    "Tree": _TREE,
    "Typed": _TYPED,
    "Unions": _UNIONS,
    "Numbers": _NUMBERS,
}
