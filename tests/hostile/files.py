"""Attacks by what a file is, what it names, and how it is encoded."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Final

from tests.hostile.attack import ACTION, Attack, operation
from tests.support import XS, root, schema

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUEST: Final = f"{ACTION}.xsd"
_TEN: Final = dict(zip("bcdefghij", "abcdefghi", strict=True))
_ENTITIES: Final = {
    "billion laughs": '<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {name} "{f"&{inner};" * 10}">' for name, inner in _TEN.items()),
    "quadratic blow-up": f'<!ENTITY a "{"a" * 50_000}">',
    "an external entity": '<!ENTITY a SYSTEM "file:///etc/passwd">',
    "an entity from the network": '<!ENTITY a SYSTEM "http://127.0.0.1:1/x">',
    "a parameter entity": '<!ENTITY % p SYSTEM "http://127.0.0.1:1/x"> %p;',
    "a parameter entity of a parameter entity": (
        "<!ENTITY % a \"<!ENTITY &#37; b SYSTEM 'file:///etc/passwd'>\"> %a; %b;"
    ),
    "an attribute by default": '<!ATTLIST xs:schema targetNamespace CDATA "evil">',
    "an unparsed entity": '<!NOTATION n SYSTEM "n"><!ENTITY a SYSTEM "/dev/zero" NDATA n>',
    "an entity of itself": '<!ENTITY a "&b;"><!ENTITY b "&a;">',
    "nothing": "",
}
_DOCTYPES: Final = {
    "an external document type": '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    "a document type from the network": '<!DOCTYPE x PUBLIC "x" "http://127.0.0.1:1/x.dtd">',
    "an external document type with entities": '<!DOCTYPE x SYSTEM "x.dtd" [<!ENTITY a "a">]>',
}
_LOCATIONS: Final = (
    *("file:///etc/passwd", "FILE:///etc/passwd", "file:/etc/passwd", "file:Types.xsd"),
    *("http://127.0.0.1:1/x.xsd", "https://127.0.0.1:1/x.xsd", "ftp://127.0.0.1:1/x.xsd"),
    *("//127.0.0.1:1/x.xsd", "\\\\127.0.0.1\\x", "data:text/xml,&lt;xs:schema/&gt;", "jar:file:x"),
    *("/etc/passwd", "/dev/zero", "/dev/stdin", "/dev/fd/0", "/proc/self/environ", "C:\\x.xsd"),
    *("../secret.xsd", "a/../../secret.xsd", "..", ".", "./", "%2e%2e/secret.xsd"),
    *("..%2fsecret.xsd", "%2fetc%2fpasswd", "%2e%2e%2fsecret.xsd", "..\\secret.xsd"),
    *("%252e%252e/secret.xsd", "Types.xsd%00.xsd", "x?y", "x#y", "~/x.xsd", "$HOME/x.xsd", "%"),
    *("%ff.xsd", "x" * 300, "x/" * 3000 + "x.xsd", "CON", "", " ", "*.xsd", "\u202e.xsd", "-"),
    *("&#10;/etc/passwd", " /etc/passwd", " file:///etc/passwd", "&#9;http://127.0.0.1:1/x"),
)
_LINKS: Final = {
    "a file": "/etc/passwd",
    "a device": "/dev/zero",
    "standard input": "/dev/stdin",
    "the environment": "/proc/self/environ",
    "a file beside the folder": "../secret.xsd",
    "itself": "Types.xsd",
    "a folder": ".",
    "nothing": "nowhere",
}
_TEXT: Final = schema(root(ACTION, '<xs:element name="Gr\u00fc\u00dfe" type="xs:string"/>'))


def attacks() -> Iterator[Attack]:
    """All of them."""
    yield from _entities()
    yield from _locations()
    yield from _links()
    yield from _encodings()


def _entities() -> Iterator[Attack]:
    uses = {"a value": f'<xs:element name="{"&a;" * 9}"/>', "no place": ""}
    doctypes = {name: f"<!DOCTYPE x [{inner}]>" for name, inner in _ENTITIES.items()} | _DOCTYPES
    for name, doctype in doctypes.items():
        for place, use in uses.items():
            for version in ("", '<?xml version="1.0" standalone="yes"?>'):
                yield Attack(
                    name=f"{name} in {place}, {'declared' if version else 'plain'}",
                    files=operation(f"{version}{doctype}<xs:schema {XS}>{use}</xs:schema>"),
                    tries="to have an entity read",
                    ends="refused",
                    says="a document type declaration is not accepted",
                )
    for place, text in (("a value", '<xs:element name="&a;"/>'), ("a text", "&a;")):
        yield Attack(
            name=f"an entity that is not declared in {place}",
            files=operation(schema(text)),
            tries="to have an entity read",
            ends="refused",
            says="undefined entity",
        )
    included = f'<!DOCTYPE x [{_ENTITIES["billion laughs"]}]>{schema("&j;")}'
    yield Attack(
        name="billion laughs in an included file",
        files=operation(
            schema('<xs:include schemaLocation="Types.xsd"/>' + root(ACTION, "")), Types=included
        ),
        tries="to have an entity read",
        ends="refused",
        says="Types.xsd:1:",
    )
    yield Attack(
        name="XInclude",
        files=operation(
            schema(
                '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'
                + root(ACTION, "")
            )
        ),
        tries="to have a file read",
        ends="refused",
    )
    yield Attack(
        name="a style sheet and a location for instances",
        files=operation(
            '<?xml-stylesheet href="http://127.0.0.1:1/x"?>'
            + schema(
                root(ACTION, ""),
                'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
                'xsi:schemaLocation="x http://127.0.0.1:1/x.xsd"',
            )
        ),
        tries="to have something fetched",
    )


def _locations() -> Iterator[Attack]:
    for location in _LOCATIONS:
        for construct in ("include", "import", "redefine", "override"):
            namespace = "namespace='x' " if construct == "import" else ""
            reference = f'<xs:{construct} {namespace}schemaLocation="{location}"/>'
            # An import without a location names no file, and needs none.
            harmless = construct == "import" and not location
            yield Attack(
                name=f"{construct} of {location[:40]!r}",
                files=operation(schema(reference + root(ACTION, ""))),
                tries="to have a file read that is not in the folder",
                ends="either" if harmless else "refused",
                says="" if harmless or len(location) > 200 else REQUEST,
            )


def _links() -> Iterator[Attack]:
    reference = schema('<xs:include schemaLocation="Types.xsd"/>' + root(ACTION, ""))
    for name, target in _LINKS.items():
        yield Attack(
            name=f"an included file that is a link to {name}",
            files=operation(reference),
            links={"Types.xsd": target},
            tries="to have a file read that is not in the folder",
            ends="refused",
            says="Types.xsd",
        )
        yield Attack(
            name=f"a schema that is a link to {name}",
            files=operation(),
            links={REQUEST: target.replace("Types.xsd", REQUEST)},
            tries="to have a file read that is not in the folder",
            ends="refused",
        )
        yield Attack(
            name=f"a lock that is a link to {name}",
            files=operation(),
            links={"schemas.lock": target.replace("Types.xsd", "schemas.lock")},
            tries="to have a file read that is not in the folder",
        )
    yield Attack(
        name="a folder in the folder that is a link out of it",
        files=operation(reference.replace("Types.xsd", "out/passwd")),
        links={"out": "/etc"},
        tries="to have a file read that is not in the folder",
        ends="refused",
        says="out/passwd",
    )
    yield Attack(
        name="an included file of 1 GiB",
        files=operation(reference),
        sizes={"Types.xsd": 1 << 30},
        tries="to take all memory",
        ends="refused",
        says="Types.xsd: larger than",
    )
    yield Attack(
        name="a schema of 1 GiB",
        files=operation(),
        sizes={REQUEST: 1 << 30},
        tries="to take all memory",
        ends="refused",
        says=f"{REQUEST}: larger than",
    )


def _encodings() -> Iterator[Attack]:
    marks = {
        "UTF-8": codecs.BOM_UTF8,
        "UTF-16 LE": codecs.BOM_UTF16_LE,
        "UTF-16 BE": codecs.BOM_UTF16_BE,
        "UTF-32 LE": codecs.BOM_UTF32_LE,
        "UTF-32 BE": codecs.BOM_UTF32_BE,
        "no": b"",
        "two": codecs.BOM_UTF8 * 2,
        "half a": b"\xef\xbb",
        "UTF-7": b"+/v8",
    }
    codings = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "latin-1", "utf-7", "cp037")
    for mark_name, mark in marks.items():
        for coding in codings:
            yield Attack(
                name=f"{coding} with {mark_name} mark",
                files=operation(mark + _TEXT.encode(coding)),
                tries="to be read as something else",
                ends="built" if (mark_name, coding) in _RIGHT else "either",
            )
    for declared in (
        *("utf-16", "utf-7", "utf-8", "latin-1", "ascii", "idna", "punycode", "unicode_escape"),
        *("rot13", "zip", "hex", "base64", "quopri", "mbcs", "raw_unicode_escape", "undefined"),
        *("x" * 1000, "cp037", "shift_jis", "gb18030", "iso-2022-jp", "utf_8_sig", "os", "../x"),
    ):
        for coding in ("utf-8", "utf-16"):
            text = f'<?xml version="1.0" encoding="{declared}"?>{_TEXT}'
            yield Attack(
                name=f"{coding} that is declared {declared[:20]}",
                files=operation(text.encode(coding)),
                tries="to be read as something else, or with a codec that does more than decode",
            )
    for name, content in {
        "nothing": b"",
        "a space": b" ",
        "NULs": b"\0" * 100,
        "a program": b"\x7fELF\x02\x01\x01",
        "gzip": b"\x1f\x8b\x08\0\0\0\0\0",
        "a broken character": _TEXT.encode().replace(b"\xc3", b"\xff"),
        "an overlong character": _TEXT.encode().replace(b"\xc3\xbc", b"\xc0\xaf"),
        "a surrogate": _TEXT.encode().replace(b"\xc3\xbc", b"\xed\xa0\x80"),
        "half a document": _TEXT.encode()[:-20],
        "two documents": _TEXT.encode() * 2,
        "a late declaration": b"\n<?xml version='1.0'?>" + _TEXT.encode(),
        "HTML": b"<!doctype html><title>404</title>",
        "JSON": b'{"x": 1}',
        "another root": b"<x/>",
    }.items():
        yield Attack(
            name=f"{name} for a schema",
            files={**operation(), REQUEST: content},
            tries="to be read as something else",
            ends="refused",
            says=REQUEST,
        )


_RIGHT: Final = {
    *(("UTF-8", "utf-8"), ("no", "utf-8"), ("UTF-16 LE", "utf-16-le"), ("UTF-16 BE", "utf-16-be"))
}
