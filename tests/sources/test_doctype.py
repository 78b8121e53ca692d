"""Document types: what entities stand for, as a parser has it, within bounds that are ours."""

from __future__ import annotations

from html.entities import html5
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_gen.sources.doctype import (
    LEAST_ADDED,
    MAX_DEPTH,
    DocumentTypeError,
    Plain,
    without_doctype,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

W3C = 'PUBLIC "-//W3C//DTD XMLSCHEMA 200102//EN" "XMLSchema.dtd"'


def plain(text: str, encoding: str = "utf-8") -> Plain:
    """Return a file without its document type."""
    found = without_doctype(text.encode(encoding))
    assert found is not None
    return found


def events(content: bytes) -> list[tuple[Any, ...]]:
    """Return the events of parsing a document."""
    found: list[tuple[Any, ...]] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)
    parser.ExternalEntityRefHandler = lambda *_: 1  # nothing is loaded

    def text(data: str) -> None:
        if found and found[-1][0] == "text":
            data = found.pop()[1] + data
        found.append(("text", data))

    parser.StartElementHandler = lambda name, attributes: found.append(("start", name, attributes))
    parser.EndElementHandler = lambda name: found.append(("end", name))
    parser.CharacterDataHandler = text
    parser.Parse(content, True)  # noqa: FBT003 - expat takes no keyword
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!DOCTYPE a><a/>", "<a/>"),
        (f'<?xml version="1.0"?>\n<!DOCTYPE a {W3C} [<!ENTITY % p "">]>\n<a/>', "\n\n<a/>"),
        ('<!DOCTYPE a SYSTEM "../x/xmlschema.dtd"><a/>', "<a/>"),
        (
            '<!-- x --><?x y?><!DOCTYPE a [<!ENTITY b "c">]> <a>&b;&lt;</a>',
            "<!-- x --><?x y?> <a>c&lt;</a>",
        ),
        ('<!DOCTYPE a [<!ENTITY b "&#38;lt;"><!ENTITY b "z">]><a b="&b;"/>', '<a b="&lt;"/>'),
        ('<!DOCTYPE a [<!ENTITY b \'"\'>]><a b="&b;"/>', '<a b="&#34;"/>'),
        (
            "<!DOCTYPE a [<!ENTITY b 'x'>]><a><![CDATA[&b;]]><!--&b;--><?b &b;?></a>",
            "<a><![CDATA[&b;]]><!--&b;--><?b &b;?></a>",
        ),
        (
            "<!DOCTYPE a [<!ATTLIST a b CDATA 'c' d CDATA #IMPLIED e (f|g) 'f'>]><a e='g'/>",
            "<a e='g' b='c'/>",
        ),
        ("<!DOCTYPE a [<!ENTITY % p '<!ENTITY b \"c\">'>%p;]><a>&b;</a>", "<a>c</a>"),
        (
            "<!DOCTYPE a [<!ELEMENT a ANY><!NOTATION n SYSTEM 'n'><!ENTITY u SYSTEM 'u' NDATA n>]><a/>",
            "<a/>",
        ),
    ],
)
def test_what_entities_stand_for(text: str, expected: str) -> None:
    """Entities and attributes by default are in their place, and the document type is gone."""
    assert plain(text).text == expected
    assert events(plain(text).content) == events(text.encode())


XHTML = "-//W3C//ENTITIES {} for XHTML//EN"


@pytest.mark.parametrize(
    ("public", "system", "declared", "others"),
    [
        (XHTML.format("Latin 1"), "a.ent", "nbsp eacute yuml", "euro"),
        (XHTML.format("Symbols"), "a.ent", "alpha hearts fnof", "nbsp"),
        (XHTML.format("Special"), "a.ent", "euro zwj OElig", "alpha"),
        ("-//W3C//ENTITIES Latin1//EN//HTML", "a.ent", "nbsp", "euro"),
        ("", "../dtd/xhtml-symbol.ent", "alpha", "nbsp"),
    ],
)
def test_the_character_entities_of_xhtml(
    public: str, system: str, declared: str, others: str
) -> None:
    """They are known by the identifiers of their files, each with the characters of its own file."""
    kind = f'PUBLIC "{public}"' if public else "SYSTEM"
    start = f'<!DOCTYPE a [<!ENTITY % set {kind} "{system}"> %set;]>'
    for name in declared.split():
        assert plain(f"{start}<a>&{name};</a>").text == f"<a>{html5[f'{name};']}</a>"
    assert plain(f"{start}<a>&{others};</a>").text == f"<a>&{others};</a>"  # a parser reports it


def test_an_unknown_file_of_entities() -> None:
    """Entities of a file that is not the W3C's are refused, with the name of the file."""
    text = '<!DOCTYPE a [<!ENTITY % set PUBLIC "-//X//ENTITIES Latin 1//EN" "lat1.ent"> %set;]><a/>'
    with pytest.raises(DocumentTypeError) as caught:
        without_doctype(text.encode())
    assert str(caught.value) == 'the entity %set; is the file "lat1.ent"'


def test_a_file_of_characters_is_no_text() -> None:
    """Its declarations cannot be the text of a document: only a parameter entity stands for them."""
    public = XHTML.format("Latin 1")
    text = f'<!DOCTYPE a [<!ENTITY set PUBLIC "{public}" "xhtml-lat1.ent">]><a>&set;</a>'
    with pytest.raises(DocumentTypeError, match=r'the entity &set; is the file "xhtml-lat1\.ent"'):
        without_doctype(text.encode())


def test_without_a_document_type() -> None:
    """A file without a document type is left as it is, also where it speaks of one."""
    assert without_doctype(b"<a/>") is None
    assert without_doctype(b"<a><!-- <!DOCTYPE a> --></a>") is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1251"])
def test_encodings(encoding: str) -> None:
    """A document type is read in the encoding of its file."""
    letter = "Ж" if encoding == "windows-1251" else "é"
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    text = f'{declared}<!DOCTYPE a [<!ENTITY b "{letter}">]><a>&b;</a>'
    assert plain(text, encoding).text == f"<a>{letter}</a>"


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ('<!DOCTYPE a SYSTEM "a.dtd"><a/>', 'in a file of its own, "a.dtd"', (1, 1)),
        ('\n<!DOCTYPE a [\n<!ENTITY b "]>\n<a/>', "the document type is not well-formed", (3, 1)),
        ("<!DOCTYPE a [<!ENTITY b '&b;'>]>\n<a>\n &b;</a>", "&b; refers to itself", (3, 2)),
        ("<!DOCTYPE a [<!ENTITY b SYSTEM 'c'>]><a b='&b;'/>", '&b; is the file "c"', (1, 44)),
        ("<!DOCTYPE a [<!ENTITY % b SYSTEM 'c'>\n %b;]><a/>", '%b; is the file "c"', (2, 2)),
        ("<!DOCTYPE a [ %b;]><a/>", "%b; is not declared", (1, 15)),
        (
            "<!DOCTYPE a [<!ENTITY b '<c>'>]><a>&b;</c></a>",
            "&b; stands for something that is",
            (1, 36),
        ),
        (
            "<!DOCTYPE a [<!ENTITY b '<c/>'>]><a b='&b;'/>",
            "&b; stands for markup in a value",
            (1, 40),
        ),
        ("<!DOCTYPE a [<!ENTITY % p ''><!ENTITY b '%p;'>]><a/>", "not well-formed", (1, 30)),
        ("<!DOCTYPE a [<!ENTITY b '&#0;'>]><a/>", "not well-formed", (1, 14)),
    ],
)
def test_what_is_refused(text: str, message: str, place: tuple[int, int]) -> None:
    """What is not accepted is told with its place in the file."""
    with pytest.raises(DocumentTypeError) as caught:
        plain(text)
    assert message in str(caught.value)
    assert (caught.value.line, caught.value.column) == place
    assert caught.value.hint


def test_depth_has_a_bound() -> None:
    """Entities may refer to each other so deep, and no deeper."""

    def nested(levels: int) -> str:
        chain = "".join(f"<!ENTITY e{n} '&e{n + 1};'>" for n in range(1, levels))
        return f"<!DOCTYPE a [{chain}<!ENTITY e{levels} 'x'>]><a>&e1;</a>"

    assert plain(nested(MAX_DEPTH)).text == "<a>x</a>"
    with pytest.raises(DocumentTypeError, match=f"more than {MAX_DEPTH} deep"):
        plain(nested(MAX_DEPTH + 1))


def test_what_is_added_has_a_bound() -> None:
    """Entities may add so many characters, and a few times as many as the file has, but no more."""
    entity = f"<!DOCTYPE a [<!ENTITY b '{'x' * 1000}'>]><a>"
    assert len(plain(f"{entity}{'&b;' * (LEAST_ADDED // 1000)}</a>").text) == LEAST_ADDED + 7
    with pytest.raises(DocumentTypeError, match="come to more than 1,000,000 characters"):
        plain(f"{entity}{'&b;' * (LEAST_ADDED // 1000 + 1)}</a>")
    large = f"{' ' * LEAST_ADDED}{'&b;' * (LEAST_ADDED // 1000 + 1)}"
    assert len(plain(f"{entity}{large}</a>").text) > 2 * LEAST_ADDED


_NAMES = st.sampled_from("bcdef")
_TEXTS = st.sampled_from(["x", "", "\n", " y ", "&lt;", "&#60;", "&#38;#38;", "'", "]]", "é", ">"])
_PARTS = st.one_of(_TEXTS, _NAMES.map(lambda name: f"&{name};"))
_ELEMENTS = st.one_of(
    _PARTS, st.sampled_from(["<g/>", "<g h='i'>j</g>", "<!--&b;-->", "<g>", "</g>"])
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Return a document with entities that may refer to each other, in any order."""

    def made(parts: st.SearchStrategy[str], quote: str) -> str:
        return "".join(draw(st.lists(parts, max_size=4))).replace('"', "").replace(quote, "")

    names = draw(st.lists(_NAMES, max_size=5))
    subset = [f'<!ENTITY {name} "{made(_ELEMENTS, "%")}">' for name in names]
    if draw(st.booleans()):
        subset.append(f'<!ATTLIST g h CDATA "{made(_PARTS, "%")}" k CDATA #IMPLIED>')
    content = made(_ELEMENTS, "\0")
    value = made(_PARTS, "\0")
    return f'<!DOCTYPE a [{"".join(subset)}]>\n<a b="{value}">{content}<g/></a>'


def _outcome(text: str) -> list[tuple[Any, ...]] | None:
    try:
        found = without_doctype(text.encode())
        assert found is not None
        return events(found.content)
    except (DocumentTypeError, expat.ExpatError):
        return None


def _expected(text: str) -> list[tuple[Any, ...]] | None:
    try:
        return events(text.encode())
    except expat.ExpatError:
        return None


@given(documents())
def test_it_reads_as_a_parser_does(text: str) -> None:
    """Whatever a document type declares, the document says what a parser would have made of it."""
    outcome = _outcome(text)
    expected = _expected(text)
    if outcome is not None or "]]" not in text:  # which entities may not put before a >
        assert outcome == expected


def _places(content: bytes, found: Plain | None) -> Iterator[tuple[int, int]]:
    places: list[tuple[int, int]] = []
    parser = expat.ParserCreate()

    def start(*_: object) -> None:
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        places.append((line, column) if found is None else found.origin(line, column))

    parser.StartElementHandler = start
    parser.Parse(content, True)  # noqa: FBT003 - expat takes no keyword
    return iter(places)


@given(documents())
def test_places_are_those_of_the_file(text: str) -> None:
    """Every element is where a parser finds it in the file: those of an entity where it is used."""
    if _expected(text) is not None and (found := without_doctype(text.encode())) is not None:
        assert list(_places(found.content, found)) == list(_places(text.encode(), None))
