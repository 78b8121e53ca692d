"""Small schemas that mean something very large, or that take long to understand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.hostile.attack import ACTION, IS_LONG, Attack, operation
from tests.hostile.texts import attribute, facet
from tests.support import root, schema

if TYPE_CHECKING:
    from collections.abc import Iterator

_STRING: Final = 'type="xs:string"'
_NINES: Final = "9" * 5000
_PATTERNS: Final = {
    "nested repetition": "(a+)+b",
    "deeper repetition": "((((((a*)*)*)*)*)*)*b",
    "overlapping choices": "(a|a|aa|aaa)*b",
    "empty repetition": "(a?){4000}a{4000}",
    "an endless count": "a{2147483647}",
    "a huge count": "a{" + _NINES + "}",
    "counts of counts": "((a{1000}){1000}){1000}",
    "counts of optional counts": "((a{0,70}){0,70})",
    "deep brackets": "(" * 20_000 + "a" + ")" * 20_000,
    "deep classes": "[a-[" * 20_000 + "b" + "]]" * 20_000,
    "many choices": "|".join(f"a{index}" for index in range(20_000)),
    "a long literal": "a" * 1_000_000,
    "a property of nothing": "\\p{IsNothing}",
    "a look behind": "(?<=a)b",
    "a flag": "(?i)a",
    "a back reference": "(a)\\1",
    "a condition": "(?(1)a|b)",
    "a name": "(?P<x>a)(?P=x)",
    "an open class": "[a",
    "an open bracket": "(a",
    "a comment": "(?#x)",
}
_NUMBERS: Final = {
    "minOccurs": f'<xs:element name="A" {_STRING} minOccurs="{{}}"/>',
    "maxOccurs": f'<xs:element name="A" {_STRING} maxOccurs="{{}}"/>',
    "minOccurs of a choice": (
        f'<xs:choice minOccurs="{{}}" maxOccurs="unbounded"><xs:element name="A" {_STRING}/></xs:choice>'
    ),
    **{
        f"{name} of {base}": facet(name, '"{}"', base)
        for name, base in (
            *(("length", "string"), ("minLength", "string"), ("maxLength", "string")),
            *(("totalDigits", "decimal"), ("fractionDigits", "decimal")),
            *(("minInclusive", "integer"), ("maxExclusive", "decimal"), ("minInclusive", "double")),
            *(("enumeration", "integer"), ("enumeration", "decimal"), ("enumeration", "double")),
            *(("minInclusive", "gYear"), ("minInclusive", "date"), ("minInclusive", "duration")),
            *(
                ("minInclusive", "dateTime"),
                ("enumeration", "base64Binary"),
                ("maxInclusive", "int"),
            ),
        )
    },
    "the default of an integer": '<xs:element name="A" type="xs:integer" default="{}" minOccurs="0"/>',
    "the default of a double": '<xs:element name="A" type="xs:double" default="{}" minOccurs="0"/>',
    "the default of a year": '<xs:element name="A" type="xs:gYear" default="{}" minOccurs="0"/>',
}
_VALUES: Final = (
    *("999999999", "1e999999999", "-1E-999999999", _NINES, "-1", "0x10", "1_0", "\u0661", "NaN"),
    *("INF", "-INF", "Infinity", "sNaN", "1.", "+0", "-0", "true", "9999-99-99", "P999999999Y"),
)


def attacks() -> Iterator[Attack]:
    """Yield all attacks."""
    for name, pattern in _PATTERNS.items():
        yield Attack(
            name=f"a pattern with {name}",
            files=operation(schema(root(ACTION, facet("pattern", attribute(pattern))))),
            tries="to take all time",
        )
    step = 1 if IS_LONG else 4
    for index, (place, field) in enumerate(_NUMBERS.items()):
        for value in _VALUES[index % step :: step]:
            yield Attack(
                name=f"{value[:20]!a} for {place}",
                files=operation(schema(root(ACTION, field.format(value)))),
                tries="to take all memory",
            )
    for name, text in _shapes():
        yield Attack(name=name, files=operation(text), tries="to take all time or all memory")
    yield from _file_attacks()


def _shapes() -> Iterator[tuple[str, str]]:
    element = f'<xs:element name="{{}}" {_STRING} minOccurs="0"/>'
    inner = "<xs:sequence>" * 900 + element.format("A") + "</xs:sequence>" * 900
    yield "900 nested groups", schema(root(ACTION, inner))
    for depth in (60, 300, 5000) if IS_LONG else (60, 5000):
        opening = '<xs:element name="A"><xs:complexType><xs:sequence>'
        closing = "</xs:sequence></xs:complexType></xs:element>"
        nested = opening * depth + element.format("A") + closing * depth
        yield f"{depth} nested elements", schema(root(ACTION, nested))
    deep = "<a>" * 200_000
    yield "200,000 open tags", schema(f"<xs:annotation><xs:appinfo>{deep}")
    yield "groups that double", schema(
        "".join(_doubled("group", level, "<xs:sequence>{}</xs:sequence>") for level in range(1, 40))
        + f'<xs:group name="g0"><xs:sequence>{element.format("A")}</xs:sequence></xs:group>'
        + root(ACTION, '<xs:group ref="g39"/>'),
        "",
    )
    yield "attribute groups that double", schema(
        "".join(_doubled("attributeGroup", level, "{}") for level in range(1, 40))
        + f'<xs:attributeGroup name="g0"><xs:attribute name="a" {_STRING}/></xs:attributeGroup>'
        + f'<xs:element name="{ACTION}"><xs:complexType><xs:attributeGroup ref="g39"/>'
        "</xs:complexType></xs:element>",
        "",
    )
    types = (
        f'<xs:complexType name="t{level}"><xs:sequence>'
        + "".join(f'<xs:element name="{n}" type="t{level - 1}"/>' for n in "ABCDEFGH")
        + "</xs:sequence></xs:complexType>"
        for level in range(1, 7)
    )
    yield "types that grow eightfold", schema(
        f'{"".join(types)}<xs:complexType name="t0"/>'
        + root(ACTION, '<xs:element name="A" type="t6"/>'),
        "",
    )
    unions = (
        f'<xs:simpleType name="t{level}"><xs:union memberTypes="t{level - 1} t{level - 1}"/>'
        "</xs:simpleType>"
        for level in range(1, 40)
    )
    yield "unions that double", schema(
        f'{"".join(unions)}<xs:simpleType name="t0"><xs:restriction base="xs:string"/></xs:simpleType>'
        + root(ACTION, '<xs:element name="A" type="t39"/>'),
        "",
    )
    yield "a union of itself", schema(
        '<xs:simpleType name="t"><xs:union memberTypes="t t"/></xs:simpleType>'
        + root(ACTION, '<xs:element name="A" type="t"/>'),
        "",
    )
    yield "an extension of itself", schema(
        '<xs:complexType name="t"><xs:complexContent><xs:extension base="t"/></xs:complexContent>'
        "</xs:complexType>" + root(ACTION, '<xs:element name="A" type="t"/>'),
        "",
    )
    yield "a group of itself", schema(
        '<xs:group name="g"><xs:sequence><xs:group ref="g"/></xs:sequence></xs:group>'
        + root(ACTION, '<xs:group ref="g"/>'),
        "",
    )
    steps = (
        f'<xs:simpleType name="t{n}"><xs:restriction base="t{n - 1}"/></xs:simpleType>'
        for n in range(1, 1500)
    )
    yield "1,500 steps of restriction", schema(
        f'{"".join(steps)}<xs:simpleType name="t0"><xs:restriction base="xs:string"/></xs:simpleType>'
        + root(ACTION, '<xs:element name="A" type="t1499"/>'),
        "",
    )
    heads = "".join(
        f'<xs:element name="e{n}" {_STRING} substitutionGroup="e{n - 1}"/>' for n in range(1, 60)
    )
    yield "a chain of substitutions", schema(
        f'<xs:element name="e0" {_STRING}/>{heads}' + root(ACTION, '<xs:element ref="e0"/>'), ""
    )
    yield "fields that are one in Python", schema(
        root(ACTION, "".join(element.format(f"a{'._-'[n % 3]}b{'.' * n}") for n in range(60)))
    )
    yield "a name of 100,000 letters", schema(root(ACTION, element.format("a" * 100_000)))
    values = "".join(f'<xs:enumeration value="{"!" * n}"/>' for n in range(60))
    yield "values that have no letters", schema(
        root(ACTION, facet("x", "").replace("<xs:x value=/>", values))
    )
    unknown = " ".join(f'a{n}=""' for n in range(3000))
    yield "3,000 attributes that are not known", schema(
        root(ACTION, f"<xs:element name='A' {unknown}/>")
    )
    yield "10,000 mistakes", schema(root(ACTION, "<xs:element/>" * 10_000))
    prefixes = "".join(f' xmlns:p{n}="u{n}"' for n in range(2000))
    nested = "".join(f'<a{n} xmlns:q{n}="v">' for n in range(900))
    yield "prefixes in every depth", (
        schema(f"<xs:annotation><xs:appinfo>{nested}", f"targetNamespace='x'{prefixes}")
    )


def _doubled(kind: str, level: int, content: str) -> str:
    inner = content.format(f'<xs:{kind} ref="g{level - 1}"/>' * 2)
    return f'<xs:{kind} name="g{level}">{inner}</xs:{kind}>'


def _file_attacks() -> Iterator[Attack]:
    chain = {
        f"F{n}": schema(f'<xs:include schemaLocation="F{n + 1}.xsd"/>') for n in range(300)
    } | {"F300": schema("")}
    include = '<xs:include schemaLocation="F0.xsd"/>'
    yield Attack(
        name="a chain of 300 includes",
        files=operation(schema(include + root(ACTION, "")), **chain),
        tries="to take all time",
    )
    both = "".join(f'<xs:include schemaLocation="F{n}.xsd"/>' for n in range(40))
    yield Attack(
        name="40 files that all include each other",
        files=operation(
            schema(both + root(ACTION, "")), **{f"F{n}": schema(both) for n in range(40)}
        ),
        tries="to take all time",
    )
    yield Attack(
        name="a redefinition of itself",
        files=operation(schema(f'<xs:redefine schemaLocation="{ACTION}.xsd"/>' + root(ACTION, ""))),
        tries="to take all time",
    )
    chameleon = "".join(
        f'<xs:import namespace="n{n}" schemaLocation="N{n}.xsd"/>' for n in range(60)
    )
    yield Attack(
        name="one file in 60 namespaces",
        files=operation(
            schema(chameleon + root(ACTION, "")),
            Types=schema("", ""),
            **{
                f"N{n}": schema(
                    '<xs:include schemaLocation="Types.xsd"/>', f'targetNamespace="n{n}"'
                )
                for n in range(60)
            },
        ),
        tries="to take all memory",
    )
