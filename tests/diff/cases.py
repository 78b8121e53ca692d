"""One small pair of schemas for each kind of change, with the kind that the way back is."""

from __future__ import annotations

from dataclasses import dataclass

HEAD = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:x" targetNamespace="urn:x">'
)


@dataclass(frozen=True, slots=True)
class Case:
    """A change: `ids` are found from old to new, `back` from new to old."""

    ids: frozenset[str]
    back: frozenset[str]
    old: str
    new: str

    @property
    def name(self) -> str:
        """The name of the test for pytest."""
        return "+".join(sorted(self.ids)) or "nothing"


def case(ids: str, back: str, old: str, new: str) -> Case:
    """Return a case whose two schemas are written out in short."""
    return Case(frozenset(ids.split()), frozenset(back.split()), _schema(old), _schema(new))


def _schema(text: str) -> str:
    """Return a schema: as it is, or its components, or the content of the type of its root, X."""
    if text.startswith("<xs:schema"):
        return text
    if not text.startswith('<xs:element name="X"'):
        content, _, globals_ = text.partition("§")
        text = f'<xs:element name="X"><xs:complexType>{content}</xs:complexType></xs:element>{globals_}'
    return f"{HEAD}{text}</xs:schema>"


def seq(*parts: str) -> str:
    """Return a sequence."""
    return f"<xs:sequence>{''.join(parts)}</xs:sequence>"


def choice(*parts: str, occurs: str = "") -> str:
    """Return a choice."""
    return f"<xs:choice {occurs}>{''.join(parts)}</xs:choice>"


def every(*parts: str) -> str:
    """Return all of these, in any order."""
    return f"<xs:all>{''.join(parts)}</xs:all>"


def e(name: str, type_: str = "string", more: str = "") -> str:
    """Return an element of a built-in type; `?`, `*`, `+` after the name set how often it occurs."""
    occurs = {"?": 'minOccurs="0"', "*": 'minOccurs="0" maxOccurs="unbounded"'}
    occurs["+"] = 'maxOccurs="unbounded"'
    sign = occurs.get(name[-1], "")
    return f'<xs:element name="{name.rstrip("?*+")}" type="xs:{type_}" {sign} {more}/>'


def of(name: str, inner: str, more: str = "") -> str:
    """Return an element of a type of its own: facets of a string, or a whole type."""
    return f'<xs:element name="{name}" {more}>{simple(inner)}</xs:element>'


def simple(facets: str, base: str = "string") -> str:
    """Return a simple type with facets, written `maxLength=5 pattern=[a-z]`."""
    if facets.startswith("<"):
        return facets
    words = facets.split()
    if words and words[0].startswith("base="):
        base = words.pop(0).partition("=")[2]
    inner = "".join(
        f'<xs:{name} value="{value}"/>' for name, _, value in (w.partition("=") for w in words)
    )
    return (
        f'<xs:simpleType><xs:restriction base="xs:{base}">{inner}</xs:restriction></xs:simpleType>'
    )


def attr(name: str, more: str = "", type_: str = "string") -> str:
    """Return an attribute."""
    return f'<xs:attribute name="{name}" type="xs:{type_}" {more}/>'


def record(name: str, inner: str, more: str = "") -> str:
    """Return an element with a complex type."""
    return f'<xs:element name="{name}" {more}><xs:complexType>{inner}</xs:complexType></xs:element>'


def facet(old: str, new: str) -> tuple[str, str]:
    """Return the same element with other facets."""
    return seq(of("A", old)), seq(of("A", new))


def text_with(attributes: str, base: str = "string") -> str:
    """Return the content of a type that holds text and attributes."""
    return (
        f'<xs:simpleContent><xs:extension base="xs:{base}">{attributes}</xs:extension>'
        "</xs:simpleContent>"
    )


ANY = '<xs:any minOccurs="0" namespace="{}" processContents="{}"/>'
TWO = (e("A"), e("B"))
T = '§<xs:complexType name="T"><xs:sequence><xs:element name="A" type="xs:string"/></xs:sequence></xs:complexType>'
EXTENDED = (
    '<xs:complexType name="U"><xs:complexContent><xs:extension base="T"><xs:sequence>'
    '<xs:element name="B" type="xs:string"/></xs:sequence></xs:extension></xs:complexContent>'
    "</xs:complexType>"
)
TYPED = seq('<xs:element name="E" type="T"/>')
HEADED = seq('<xs:element ref="H"/>')
MEMBER = '<xs:element name="{}" type="xs:string" substitutionGroup="H"/>'

CASES = [
    # Elements and attributes
    case("element-added-optional", "element-removed-optional", seq(e("A")), seq(e("A"), e("B?"))),
    case("element-added-required", "element-removed-required", seq(e("A")), seq(*TWO)),
    case(
        "element-added-required-with-default",
        "element-removed-required",
        seq(e("A")),
        seq(e("A"), e("B", more='default="x"')),
    ),
    case(
        "element-added-to-choice",
        "element-removed-from-choice",
        choice(*TWO),
        choice(*TWO, e("C")),
    ),
    case(
        "target-namespace-changed",
        "target-namespace-changed",
        f"{HEAD}{record('X', seq(e('A'), ANY.format('##other', 'lax')))}</xs:schema>",
        f"{HEAD.replace('urn:x', 'urn:y')}{record('X', seq(e('A'), ANY.format('##other', 'lax')))}</xs:schema>",
    ),
    case(
        "content-model-widened",
        "content-model-narrowed",
        seq(*TWO),
        seq(*TWO, e("A?")),
    ),
    case("element-renamed", "element-renamed", seq(e("Colour")), seq(e("Color"))),
    case("element-renamed-case-only", "element-renamed-case-only", seq(e("Sku")), seq(e("SKU"))),
    case(
        "element-moved",
        "element-moved",
        seq(record("P", seq(e("Q?"), e("M?"))), record("R", seq(e("S?")))),
        seq(record("P", seq(e("Q?"))), record("R", seq(e("S?"), e("M?")))),
    ),
    case(
        "element-wrapped",
        "element-unwrapped",
        seq(e("Z"), e("A", "int")),
        seq(e("Z"), record("Wrapper", seq(e("A", "int")))),
    ),
    case(
        "element-kind-changed", "element-kind-changed", seq(e("Z"), e("A")), seq(e("Z")) + attr("A")
    ),
    case(
        "attribute-added-optional",
        "attribute-removed-optional",
        seq(e("A")),
        seq(e("A")) + attr("b"),
    ),
    case(
        "attribute-added-required",
        "attribute-removed-required",
        seq(e("A")),
        seq(e("A")) + attr("b", 'use="required"'),
    ),
    case("attribute-renamed", "attribute-renamed", attr("colour"), attr("color")),
    case(
        "attribute-use-tightened",
        "attribute-use-relaxed",
        attr("a"),
        attr("a", 'use="required"'),
    ),
    case(
        "wildcard-added",
        "wildcard-removed",
        seq(e("A")),
        seq(e("A"), ANY.format("##other", "skip")),
    ),
    case("wildcard-added", "wildcard-removed", seq(e("A")), seq(e("A")) + "<xs:anyAttribute/>"),
    case(
        "wildcard-namespace-widened",
        "wildcard-namespace-narrowed",
        seq(ANY.format("urn:a", "skip")),
        seq(ANY.format("urn:a urn:b", "skip")),
    ),
    case(
        "wildcard-process-relaxed",
        "wildcard-process-tightened",
        seq(ANY.format("##other", "strict")),
        seq(ANY.format("##other", "skip")),
    ),
    case(
        "wildcard-occurs-changed",
        "wildcard-occurs-changed",
        seq('<xs:any namespace="##other" processContents="skip"/>'),
        seq('<xs:any namespace="##other" processContents="skip" maxOccurs="3"/>'),
    ),
    # Occurrence, nil, default, fixed
    case("became-required", "became-optional", seq(e("A?")), seq(e("A"))),
    case("became-list", "became-single", seq(e("A?")), seq(e("A*"))),
    case("list-min-raised", "list-min-lowered", seq(e("A*")), seq(e("A+"))),
    case(
        "list-max-lowered",
        "list-max-raised",
        seq(e("A", more='maxOccurs="5"')),
        seq(e("A", more='maxOccurs="3"')),
    ),
    case(
        "group-occurs-changed",
        "group-occurs-changed",
        choice(*TWO),
        choice(*TWO, occurs='minOccurs="0"'),
    ),
    case("nillable-added", "nillable-removed", seq(e("A")), seq(e("A", more='nillable="true"'))),
    case("default-added", "default-removed", seq(e("A")), seq(e("A", more='default="x"'))),
    case(
        "default-changed",
        "default-changed",
        seq(e("A", more='default="x"')),
        seq(e("A", more='default="y"')),
    ),
    case(
        "default-added",
        "default-removed",
        seq(e("A?", "int")),
        seq(e("A?", "int", 'default="1"')),
    ),
    case(
        "fixed-added",
        "fixed-removed",
        seq(e("A", "date")),
        seq(e("A", "date", 'fixed="2026-01-01"')),
    ),
    case("fixed-added", "fixed-removed", seq(e("A")), seq(e("A", more='fixed="x"'))),
    case("fixed-changed", "fixed-changed", attr("a", 'fixed="x"'), attr("a", 'fixed="y"')),
    case(
        "version-marker-changed",
        "version-marker-changed",
        attr("version", 'fixed="1.0"'),
        attr("version", 'fixed="2.0"'),
    ),
    # Content models
    case(
        "sequence-reordered",
        "sequence-reordered",
        seq(*TWO, e("C?"), e("D?")),
        seq(e("B"), e("C?"), e("D?"), e("A")),
    ),
    case("sequence-to-all", "all-to-sequence", seq(*TWO), every(*TWO)),
    case("sequence-to-choice", "choice-to-sequence", seq(*TWO), choice(*TWO)),
    case(
        "sequence-to-repeated-choice",
        "repeated-choice-to-sequence",
        seq(*TWO),
        choice(*TWO, occurs='maxOccurs="unbounded"'),
    ),
    case("all-to-choice", "choice-to-all", every(*TWO), choice(*TWO)),
    case(
        "all-to-repeated-choice",
        "repeated-choice-to-all",
        every(*TWO),
        choice(*TWO, occurs='maxOccurs="unbounded"'),
    ),
    case(
        "choice-to-repeated-choice",
        "repeated-choice-to-choice",
        choice(*TWO),
        choice(*TWO, occurs='maxOccurs="unbounded"'),
    ),
    case(
        "content-model-widened",
        "content-model-narrowed",
        seq(choice(seq(*TWO), e("C"))),
        seq(choice(seq(e("A"), choice(e("B"), e("C"))), e("C"))),
    ),
    case(
        "content-model-changed",
        "content-model-changed",
        choice(seq(*TWO), e("C")),
        choice(e("A"), seq(e("B"), e("C"))),
    ),
    case(
        "content-became-mixed",
        "content-became-unmixed",
        seq(e("A")),
        '<xs:complexContent mixed="true"><xs:restriction base="xs:anyType">'
        f"{seq(e('A'))}</xs:restriction></xs:complexContent>",
    ),
    case(
        "content-became-empty",
        "content-became-nonempty",
        seq(record("P", seq(e("A?")))),
        seq(record("P", "")),
    ),
    case(
        "identity-constraint-added",
        "identity-constraint-removed",
        f'<xs:element name="X"><xs:complexType>{seq(e("A*"))}</xs:complexType></xs:element>',
        f'<xs:element name="X"><xs:complexType>{seq(e("A*"))}</xs:complexType>'
        '<xs:unique name="u"><xs:selector xpath="A"/><xs:field xpath="."/></xs:unique></xs:element>',
    ),
    case("id-type-dropped", "id-type-added", attr("a", type_="ID"), attr("a")),
    # Types
    case("type-widened", "type-narrowed", seq(e("A", "int")), seq(e("A", "long"))),
    case(
        "type-widened json-token-changed",
        "type-narrowed json-token-changed",
        seq(e("A", "int")),
        seq(e("A", "string")),
    ),
    case("type-incompatible", "type-incompatible", seq(e("A", "date")), seq(e("A", "dateTime"))),
    case(
        "type-incompatible json-token-changed",
        "type-incompatible json-token-changed",
        seq(e("A", "boolean")),
        seq(e("A", "date")),
    ),
    case(
        "type-meaning-changed",
        "type-meaning-changed",
        seq(e("A", "hexBinary")),
        seq(e("A", "base64Binary")),
    ),
    case(
        "type-meaning-changed",
        "type-meaning-changed",
        seq(e("A", "decimal")),
        seq(e("A", "double")),
    ),
    case(
        "scalar-became-object",
        "object-became-scalar",
        seq(e("A")),
        seq(record("A", text_with(attr("b")))),
    ),
    case(
        "simple-became-complex", "complex-became-simple", seq(e("A")), seq(record("A", seq(e("B"))))
    ),
    case(
        "scalar-became-xs-list json-token-changed",
        "xs-list-became-scalar json-token-changed",
        seq(e("A", "NMTOKEN")),
        seq(e("A", "NMTOKENS")),
    ),
    case(
        "union-member-added",
        "union-member-removed",
        seq(of("A", '<xs:simpleType><xs:union memberTypes="xs:date xs:gYear"/></xs:simpleType>')),
        seq(
            of(
                "A",
                '<xs:simpleType><xs:union memberTypes="xs:date xs:gYear xs:gYearMonth"/></xs:simpleType>',
            )
        ),
    ),
    case("type-opened", "type-closed", seq(e("A", "int")), seq(e("A", "anyType"))),
    case(
        "type-made-abstract",
        "type-made-concrete",
        f"{TYPED}{T}{EXTENDED}",
        f"{TYPED}{T}{EXTENDED}".replace('name="T">', 'name="T" abstract="true">'),
    ),
    case("derived-type-added", "derived-type-removed", f"{TYPED}{T}", f"{TYPED}{T}{EXTENDED}"),
    case(
        "derived-type-renamed",
        "derived-type-renamed",
        f"{TYPED}{T}{EXTENDED}".replace('name="T">', 'name="T" abstract="true">'),
        f"{TYPED}{T}{EXTENDED}".replace('name="T">', 'name="T" abstract="true">').replace(
            '"U"', '"V"'
        ),
    ),
    case(
        "substitution-member-added action-added",
        "substitution-member-removed action-removed",
        f'{HEADED}§<xs:element name="H" type="xs:string"/>{MEMBER.format("M")}',
        f'{HEADED}§<xs:element name="H" type="xs:string"/>{MEMBER.format("M")}{MEMBER.format("N")}',
    ),
    case(
        "element-made-abstract action-removed",
        "element-made-concrete action-added",
        f'{HEADED}§<xs:element name="H" type="xs:string"/>{MEMBER.format("M")}{MEMBER.format("N")}',
        f'{HEADED}§<xs:element name="H" type="xs:string" abstract="true"/>{MEMBER.format("M")}{MEMBER.format("N")}',
    ),
    # Facets
    case(
        "enum-value-added",
        "enum-value-removed",
        *facet(
            "enumeration=red enumeration=blue", "enumeration=red enumeration=blue enumeration=green"
        ),
    ),
    case(
        "enum-value-renamed",
        "enum-value-renamed",
        *facet("enumeration=recieved enumeration=sent", "enumeration=received enumeration=sent"),
    ),
    case("enum-closed", "enum-opened", seq(e("A")), seq(of("A", "enumeration=red"))),
    case("pattern-added", "pattern-removed", *facet("", "pattern=[a-z]+")),
    case("pattern-narrowed", "pattern-widened", *facet("pattern=[a-z]+", "pattern=[a-f]+")),
    case("pattern-changed", "pattern-changed", *facet("pattern=[a-z]+", "pattern=[0-9]+")),
    case("length-changed", "length-changed", *facet("length=3", "length=4")),
    case("length-added", "length-removed", *facet("", "length=4")),
    case("min-length-raised", "min-length-lowered", *facet("minLength=1", "minLength=2")),
    case("max-length-lowered", "max-length-raised", *facet("maxLength=255", "maxLength=50")),
    case(
        "lower-bound-raised",
        "lower-bound-lowered",
        *facet("base=decimal minInclusive=1", "base=decimal minExclusive=1"),
    ),
    case(
        "upper-bound-lowered",
        "upper-bound-raised",
        *facet("base=int maxInclusive=100", "base=int maxInclusive=99"),
    ),
    case(
        "upper-bound-lowered",
        "upper-bound-raised",
        *facet("base=date maxInclusive=2030-01-01", "base=date maxInclusive=2029-01-01"),
    ),
    case(
        "total-digits-lowered",
        "total-digits-raised",
        *facet("base=decimal totalDigits=6", "base=decimal totalDigits=5"),
    ),
    case(
        "fraction-digits-lowered",
        "fraction-digits-raised",
        *facet("base=decimal fractionDigits=3", "base=decimal fractionDigits=2"),
    ),
    case(
        "white-space-changed",
        "white-space-changed",
        *facet("whiteSpace=preserve", "whiteSpace=collapse"),
    ),
    # Namespaces and forms
    case(
        "target-namespace-changed",
        "target-namespace-changed",
        seq(e("A")),
        f"{HEAD.replace('urn:x', 'urn:y')}"
        f'<xs:element name="X"><xs:complexType>{seq(e("A"))}</xs:complexType></xs:element></xs:schema>',
    ),
    case(
        "element-form-default-changed",
        "element-form-default-changed",
        seq(*TWO),
        f'{HEAD[:-1]} elementFormDefault="qualified">'
        f'<xs:element name="X"><xs:complexType>{seq(*TWO)}</xs:complexType></xs:element></xs:schema>',
    ),
    case(
        "attribute-form-default-changed",
        "attribute-form-default-changed",
        attr("a") + attr("b"),
        f'{HEAD[:-1]} attributeFormDefault="qualified">'
        f'<xs:element name="X"><xs:complexType>{attr("a")}{attr("b")}</xs:complexType></xs:element></xs:schema>',
    ),
    case("form-changed", "form-changed", seq(e("A")), seq(e("A", more='form="qualified"'))),
    # Documentation
    case(
        "deprecated-announced",
        "deprecation-withdrawn",
        seq(e("A")),
        seq(
            '<xs:element name="A" type="xs:string"><xs:annotation><xs:documentation>Deprecated: use B.'
            "</xs:documentation></xs:annotation></xs:element>"
        ),
    ),
    # Root elements of single files
    case(
        "action-added",
        "action-removed",
        seq(e("A")),
        f'{seq(e("A"))}§<xs:element name="Yonder" type="xs:int"/>',
    ),
]
