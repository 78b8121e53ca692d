"""Attacks by what a file is, what it names, and how it is encoded."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Final

from tests.hostile.attack import ACTION, Attack, operation
from tests.support import XS, root, schema

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUEST: Final = f"{ACTION}.xsd"
_LETTERS: Final = dict(zip("bcdefghij", "abcdefghi", strict=True))
_NESTED: Final = "".join(f'<!ENTITY {n} "{f"&{m};" * 10}">' for n, m in _LETTERS.items())
_DOUBLED: Final = "".join(f'<!ENTITY {n} "<a>&{m};&{m};&{m};</a>">' for n, m in _LETTERS.items())
_DEEP: Final = "".join(f'<!ENTITY e{n} "&e{n + 1};">' for n in range(100)) + '<!ENTITY e100 "x">'
_PERCENT: Final = "".join(f"<!ENTITY % {n} '{f'&#37;{m};' * 10}'>" for n, m in _LETTERS.items())
_MANY: Final = "".join(f'<!ENTITY e{n} "x">' for n in range(5000))
_LONG: Final = "x" * 50_000
_TOO_MUCH: Final = "its entities come to more than 1,000,000 characters"
_ITSELF: Final = "refers to itself"
_FILE: Final = 'is the file "/etc/passwd"'
# What is declared, what is used of it in a value, and what the message says.
_ENTITIES: Final[dict[str, tuple[str, str, str]]] = {
    "billion laughs": (f'<!ENTITY a "ha">{_NESTED}', "&j;", _TOO_MUCH),
    "a billion times nothing": (f'<!ENTITY a "">{_NESTED}', "&j;", _TOO_MUCH),
    "billion laughs as a default": (
        f'<!ENTITY a "ha">{_NESTED}<!ATTLIST xs:element id CDATA "&j;">',
        "",
        _TOO_MUCH,
    ),
    "billion laughs that are not used": (f'<!ENTITY a "ha">{_NESTED}', "", ""),
    "a bomb of parameter entities": (
        f"<!ENTITY % a '<!ENTITY x \"x\">'>{_PERCENT} %j;",
        "",
        "declares more than 2,000 entities",
    ),
    "quadratic blow-up": (f'<!ENTITY a "{_LONG}">', "&a;" * 100, _TOO_MUCH),
    "a default for every element": (
        f'<!ATTLIST xs:element id CDATA "{_LONG}">',
        '"/><xs:element name="'.join("abcdefghijklmnopqrstuvwxyz"),
        _TOO_MUCH,
    ),
    "a hundred levels": (_DEEP, "&e0;", "more than 20 deep"),
    "very many entities": (_MANY, "&e0;", "declares more than 2,000 entities"),
    "an external entity": ('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;", "file:///etc/passwd"),
    "an external entity that is not used": ('<!ENTITY a SYSTEM "file:///etc/passwd">', "", ""),
    "an entity from the network": ('<!ENTITY a SYSTEM "http://127.0.0.1:1/x">', "&a;", "http://"),
    "a parameter entity": ('<!ENTITY % p SYSTEM "http://127.0.0.1:1/x"> %p;', "", "%p;"),
    "a parameter entity of a parameter entity": (
        "<!ENTITY % a \"<!ENTITY &#37; b SYSTEM 'file:///etc/passwd'>\"> %a; %b;",
        "",
        "%b;",
    ),
    "a known document type as an entity": ('<!ENTITY % p SYSTEM "/x/XMLSchema.dtd"> %p;', "", ""),
    "an attribute by default": (
        '<!ATTLIST xs:schema xmlns:xs CDATA "evil" targetNamespace CDATA "evil">',
        "",
        "",
    ),
    "an unparsed entity": (
        '<!NOTATION n SYSTEM "n"><!ENTITY a SYSTEM "/dev/zero" NDATA n>',
        "&a;",
        "/dev/zero",
    ),
    "an entity of itself": ('<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;", _ITSELF),
    "a parameter entity of itself": ("<!ENTITY % a '&#37;a;'> %a;", "", _ITSELF),
    "a quote": ("<!ENTITY a '\" evil=\"'>", "&a;", ""),
    "half a tag": ("<!ENTITY a '<xs:element name=&#34;x'>", "&a;", "markup in a value"),
    "a conditional section": ("<![INCLUDE[<!ENTITY a 'x'>]]>", "&a;", "not well-formed"),
    "no end": ("<!ENTITY a 'x", "", "not well-formed"),
    "nothing": ("", "", ""),
}
_CONTENT: Final[dict[str, tuple[str, str, str]]] = {
    "a bomb of elements": (f'<!ENTITY a "<b/>">{_DOUBLED}', "&j;", ""),
    "an open element": ('<!ENTITY a "<b>">', "&a;</b>", "not well-formed"),
    "an end": ('<!ENTITY a "</xs:schema><xs:schema>">', "&a;", "not well-formed"),
    "an external entity": ('<!ENTITY a SYSTEM "/etc/passwd">', "&a;", _FILE),
    "half a reference": ('<!ENTITY a "&#38;">', "&a;lt;", "not well-formed"),
    "a document type in an entity": ('<!ENTITY a "<!DOCTYPE x>">', "&a;", "not well-formed"),
    "a comment without end": ('<!ENTITY a "<!-- ">', "&a; -->", "not well-formed"),
}
_LOADED: Final = "its document type is in a file of its own"
_DOCTYPES: Final = {
    "an external document type": ('<!DOCTYPE x SYSTEM "file:///etc/passwd">', _LOADED),
    "a document type from the network": (
        '<!DOCTYPE x PUBLIC "x" "http://127.0.0.1:1/x.dtd">',
        _LOADED,
    ),
    "an external document type with entities": (
        '<!DOCTYPE x SYSTEM "x.dtd" [<!ENTITY a "a">]>',
        _LOADED,
    ),
    "a name like the known one": ('<!DOCTYPE x SYSTEM "http://127.0.0.1:1/?/XMLSchema.dtd">', ""),
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
    """Yield all attacks."""
    yield from _entities()
    yield from _locations()
    yield from _links()
    yield from _encodings()


def _entities() -> Iterator[Attack]:
    found = {
        **{
            name: (f"<!DOCTYPE x [{inner}]>", f'<xs:element name="x{use}"/>', says)
            for name, (inner, use, says) in _ENTITIES.items()
        },
        **{
            f"{name} in the content": (f"<!DOCTYPE x [{inner}]>", use, says)
            for name, (inner, use, says) in _CONTENT.items()
        },
        **{name: (doctype, "", says) for name, (doctype, says) in _DOCTYPES.items()},
    }
    for name, (doctype, use, says) in found.items():
        for version in ("", '<?xml version="1.0" standalone="yes"?>'):
            is_alone = bool(version) and says == _LOADED
            for coding in ("utf-8", "utf-16"):
                text = f"{version}{doctype}<xs:schema {XS}>{use}</xs:schema>"
                yield Attack(
                    name=f"{name}, {'declared' if version else 'plain'} in {coding}",
                    files=operation(text.encode(coding)),
                    tries="to have an entity read that is a file, or very many",
                    ends="refused",
                    says="" if is_alone else says,
                )
    for place, text in (("a value", '<xs:element name="&a;"/>'), ("a text", "&a;")):
        yield Attack(
            name=f"an entity that is not declared in {place}",
            files=operation(schema(text)),
            tries="to have an entity read",
            ends="refused",
            says="undefined entity",
        )
    included = f'<!DOCTYPE x [{_ENTITIES["billion laughs"][0]}]>{schema("&j;")}'
    yield Attack(
        name="billion laughs in an included file",
        files=operation(
            schema('<xs:include schemaLocation="Types.xsd"/>' + root(ACTION, "")), Types=included
        ),
        tries="to have an entity read",
        ends="refused",
        says=_TOO_MUCH,
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
            if namespace:  # which nothing has to be read for until something refers to it
                yield Attack(
                    name=f"import of {location[:40]!r} that nothing needs",
                    files=operation(schema(reference + root(ACTION, ""))),
                    tries="to have a file read that is not in the folder",
                    ends="either",
                )
                reference += '<xs:element name="Needed" type="x:Type" xmlns:x="x"/>'
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
