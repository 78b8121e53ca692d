"""Every payload in every place of a schema that can hold text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from tests.hostile.attack import ACTION, IS_LONG, Attack, operation
from tests.support import root, schema

if TYPE_CHECKING:
    from collections.abc import Iterator

# Code that leaves two traces when it runs: a file in the working folder, and a variable.
CODE: Final = "[__import__('os').putenv('PWNED','1'),open('pwned','w')]"
PAYLOADS: Final = {
    "code": CODE,
    "code after a quote": f"'+{CODE}+'",
    "code after double quotes": f'"+{CODE}+"',
    "code after a docstring": f'"""\n{CODE}\n"""',
    "code after another docstring": f"'''\n{CODE}\n'''",
    "code after a backslash": f'\\"""\n{CODE}\n#',
    "code after a line feed": f"x\n{CODE}",
    "code after a carriage return": f"x\r{CODE}",
    "code after both": f"x\r\n{CODE}\r\n",
    "code after a comment": f"# -*- coding: utf-7 -*-\n{CODE}",
    "code after a next line": f"x\u0085{CODE}",
    "code after a line separator": f"x\u2028{CODE}\u2029{CODE}",
    "code in a replacement field": f"{{{CODE}}}",
    "code in Jinja": f"{{{{ {CODE} }}}}{{% for x in () %}}{{# x #}}{{% endfor %}}",
    "the end of raw Jinja": "{% endraw %}{{ self.__init__.__globals__ }}{% raw %}",
    "the end of a line statement": "x %}{{ cycler.__init__.__globals__.os.putenv('PWNED','1') }}",
    "code after the end of a call": f"'), {CODE}, ('",
    "bidi controls": "\u202e\u2066\u2069\u200f\ufeff",
    "C1 controls": "\u0080\u009b31m\u009d",
    "a delete": "\x7f\u00ad\u200b",
    "private and unassigned": "\ue000\U000e0001\U0010fffd\u0378",
    "a backslash at the end": "x\\",
    "a quote at the end": 'x"',
    "three quotes": "'''\"\"\"",
    "a number sign": "# noqa",
    "escapes": "\\x00\\u202e\\N{BULLET}\\",
    "a percent": "%s%(x)s%n{0}{x!r}",
    "long": "x" * 70_000,
}
# Characters that XML cannot hold, written all the same.
UNHOLDABLE: Final = {
    "NUL": "a\0b",
    "NUL by number": "&#0;",
    "a form feed": "a\fb",
    "a form feed by number": "&#12;",
    "an escape": "\x1b[31m",
    "a surrogate": "\ud800",
    "a surrogate by number": "&#xd800;",
    "no character": "\uffff",
    "beyond Unicode": "&#x110000;",
}


def attribute(text: str) -> str:
    """Return a text as the value of an attribute, line breaks included."""
    return quoteattr(text, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def facet(name: str, value: str, base: str = "string") -> str:
    """Return an element with a type of one facet; `value` is in its quotes."""
    return (
        '<xs:element name="Value" minOccurs="0"><xs:simpleType>'
        f'<xs:restriction base="xs:{base}"><xs:{name} value={value}/></xs:restriction>'
        "</xs:simpleType></xs:element>"
    )


_FREE = (
    '<xs:element name="Value" minOccurs="0" id="a"><xs:annotation>'
    "<xs:documentation source={0} xml:lang='en'>{1}</xs:documentation>"
    "<xs:appinfo source={0}>{1}</xs:appinfo></xs:annotation><xs:simpleType>"
    '<xs:restriction base="xs:string"><xs:enumeration value={0}/></xs:restriction>'
    "</xs:simpleType></xs:element>"
    '<xs:element name="Default" type="xs:string" default={0} minOccurs="0"/>'
    '<xs:element name="Fixed" type="xs:string" fixed={0} minOccurs="0"/>'
    '<xs:element name="Foreign" type="xs:string" xmlns:f="f" f:x={0} minOccurs="0">'
    "<!--{1}--><?x {1}?><xs:annotation><xs:documentation><![CDATA[{1}]]></xs:documentation>"
    "</xs:annotation></xs:element>"
    '<xs:element name="Key" type="xs:string" minOccurs="0"><xs:key name="k">'
    "<xs:selector xpath='a'/><xs:field xpath='b'/></xs:key></xs:element>"
    "<xs:any namespace={0} processContents='lax' minOccurs='0'/></xs:sequence>"
    "<xs:attribute name='a' type='xs:string' default={0}/>"
    "<xs:attribute name='b' type='xs:string' fixed={0}/>"
)
_FREE_SCHEMA = "targetNamespace={0} version={0} xml:lang={0}"
"""Places where any text is welcome: {0} in quotes, {1} between tags."""

_FACETS: Final = {
    **dict.fromkeys(("length", "minLength", "maxLength", "whiteSpace", "pattern"), "string"),
    **dict.fromkeys(("minInclusive", "maxInclusive", "minExclusive", "maxExclusive"), "decimal"),
    **dict.fromkeys(("totalDigits", "fractionDigits"), "decimal"),
    "enumeration": "integer",
    "explicitTimezone": "dateTime",
    "assertion": "string",
}
_FIELDS: Final = {
    "the name of an element": "<xs:element name={0} type='xs:string'/>",
    "the name of a type": "<xs:element name='A' type={0}/>",
    "a prefix of a type": "<xs:element xmlns:q={0} name='A' type='q:string'/>",
    "a reference": "<xs:element ref={0}/>",
    "a group": "<xs:group ref={0}/>",
    "minOccurs": "<xs:element name='A' type='xs:string' minOccurs={0}/>",
    "maxOccurs": "<xs:element name='A' type='xs:string' maxOccurs={0}/>",
    "form": "<xs:element name='A' type='xs:string' form={0}/>",
    "nillable": "<xs:element name='A' type='xs:string' nillable={0}/>",
    "the default of a number": "<xs:element name='A' type='xs:integer' default={0}/>",
    "the fixed value of a date": "<xs:element name='A' type='xs:date' fixed={0}/>",
    "processContents": "<xs:any processContents={0}/>",
    "an id": "<xs:element name='A' type='xs:string' id={0}/>",
    "the path of a key": (
        "<xs:element name='A' type='xs:string'><xs:key name='k'><xs:selector xpath={0}/>"
        "<xs:field xpath={0}/></xs:key></xs:element>"
    ),
    "what is blocked": "<xs:element name='A' type='xs:string' block={0}/>",
    "an attribute that is not known": "<xs:element name='A' type='xs:string' x={0}/>",
    "text between declarations": "{1}",
    "a list": "<xs:element name='A'><xs:simpleType><xs:list itemType={0}/></xs:simpleType></xs:element>",
    "a union": (
        "<xs:element name='A'><xs:simpleType><xs:union memberTypes={0}/></xs:simpleType></xs:element>"
    ),
    "the name of an attribute": (
        "<xs:element name='A'><xs:complexType><xs:attribute name={0} type='xs:string'/>"
        "</xs:complexType></xs:element>"
    ),
}
_SCHEMA: Final = {
    "elementFormDefault": "elementFormDefault={0}",
    "a namespace": "xmlns:q={0}",
    "a prefix": "xmlns:{1}='q'",
}
_TOP: Final = {
    "the location of an include": "<xs:include schemaLocation={0}/>",
    "the namespace of an import": "<xs:import namespace={0}/>",
    "the location of an import": "<xs:import namespace='x' schemaLocation={0}/>",
    "the location of a redefinition": "<xs:redefine schemaLocation={0}/>",
    "the name of a global element": "<xs:element name={0} type='xs:string'/>",
    "the name of a global type": "<xs:complexType name={0}/>",
}


def fields() -> list[str]:
    """Return the declarations of a field with a place each."""
    return [
        *_FIELDS.values(),
        *(facet(name, "{0}", base) for name, base in _FACETS.items()),
    ]


def documents() -> Iterator[tuple[str, str]]:
    """Yield each place in a whole schema: {0} is in quotes, {1} between tags."""
    free = root(ACTION, _FREE).replace("\n</xs:sequence>", "")
    notes = "<xs:notation name='n' public={0} system={0}/>"
    yield "free text", f"<!--{{1}}--><?x {{1}}?>{schema(notes + free, _FREE_SCHEMA)}"
    for name, base in _FACETS.items():
        yield f"the facet {name}", schema(root(ACTION, facet(name, "{0}", base)))
    for place, field in _FIELDS.items():
        yield place, schema(root(ACTION, field))
    for place, attributes in _SCHEMA.items():
        yield place, schema(root(ACTION, ""), attributes)
    for place, declaration in _TOP.items():
        yield place, schema(declaration + root(ACTION, ""))


def attacks() -> Iterator[Attack]:
    """Yield every payload in every place; in the short form, each place has every fourth payload.

    Each payload is in all places that allow any text, in either form.
    """
    places = dict(documents())
    step = 1 if IS_LONG else 4
    for number, (payload, text) in enumerate(PAYLOADS.items()):
        for index, (place, document) in enumerate(places.items()):
            if place != "free text" and (index + number) % step:
                continue
            yield Attack(
                name=f"{payload} in {place}",
                files=operation(filled(document, attribute(text), escape(text))),
                tries="to be more than text",
                ends="built" if place == "free text" else "either",
            )
    for payload, text in UNHOLDABLE.items():
        for place in ("free text", "the name of an element", "elementFormDefault"):
            yield Attack(
                name=f"{payload} in {place}",
                files=operation(filled(places[place], f'"{text}"', text)),
                tries="to get a character in that XML cannot hold",
                ends="refused",
                says="not well-formed XML",
            )
    for payload, text in PAYLOADS.items():
        file = f"{text.replace('/', '_')[:40]}"
        schemas = operation()
        yield Attack(
            name=f"{payload} as the name of a file",
            files=schemas
            | {
                f"{file}.xsd": schemas[f"{ACTION}.xsd"],
                f"{file}Response.xsd": schemas[f"{ACTION}Response.xsd"],
            },
            tries="to be a name in Python that is none",
        )


def filled(document: str, quoted: str, text: str) -> str:
    """Return a document of `documents()` with this text in its places."""
    # Not by format(): a payload may hold braces, and so may what follows.
    return quoted.join(part.replace("{1}", text) for part in document.split("{0}"))
