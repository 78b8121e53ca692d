"""Answers that want more than to be read: by every reader, in every encoding, on every version of expat."""

from __future__ import annotations

import encodings.aliases
import io
import itertools
import os
import time
from random import Random
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError, fromstring

import pytest

from neto_client import Limits, ResponseError, _fast, _raw_document, events
from neto_client.add_customer_log import AddCustomerLogResponse
from neto_client.get_item import GetItemResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
SECRET = "EXPANDED"
ROOT = "AddCustomerLogResponse"


def streamed(document: bytes, size: int = 7) -> Any:
    """Read a document as a stream, in pieces of this size."""
    pieces = (document[start : start + size] for start in range(0, len(document), size))
    found = AddCustomerLogResponse.iter_from_xml(pieces)
    return [*found], found.rest


def streamed_at_once(document: bytes) -> Any:
    """Read a document as a stream from a file."""
    found = AddCustomerLogResponse.iter_from_xml(io.BytesIO(document))
    return [*found], found.rest


def notified(document: bytes) -> events.Event:
    """Read a document as a notification."""
    return events.receive(document.replace(ROOT.encode(), b"Event"), {"NETOAPI_KEY": "k"}, key="k")


def strictly(document: bytes) -> AddCustomerLogResponse:
    """Read a document strictly."""
    return AddCustomerLogResponse.from_xml(document, strict=True)


def extra(found: Any) -> dict[str, Any]:
    """Return the data that no schema lists, from a reader's result."""
    rest = found[1] if isinstance(found, tuple) else found
    more: dict[str, Any] = rest.extra
    return more


READERS: dict[str, Callable[[bytes], Any]] = {
    "whole": AddCustomerLogResponse.from_xml,
    "strict": strictly,
    "stream": streamed,
    "file": streamed_at_once,
    "notification": notified,
}
BEFORE = [
    *(
        "",
        "\ufeff",
        "\ufeff\ufeff",
        " \ufeff",
        "\ufeff \ufeff",
        " ",
        "\n\t\r\n",
        "\u00a0",
        "\u2028",
    ),
    *("<!-- c -->", "<?p x?>", "<!-- > --><?a?>\n", '<?xml version="1.0"?>', "\ufeff\ufeff<!---->"),
    *(
        '\ufeff<?xml version="1.0"?>\n\ufeff',
        '<?xml version="1.1"?>',
        "<!--" + "x" * 70_000 + "-->",
    ),
]
DECLARED = ["<!DOCTYPE {0}>", "<!DOCTYPE {0} SYSTEM '{1}'>", "<!DOCTYPE {0} PUBLIC 'p' '{1}'>"]
INNER = [
    '<!ENTITY a "EXPANDED">',
    "<!ENTITY a SYSTEM '{1}'>",
    "<!ENTITY % p SYSTEM '{1}'>%p;",
    "<!ENTITY % p '<!ENTITY a \"EXPANDED\">'>%p;",
    '<!ENTITY b "EXPANDED"><!ENTITY a "&b;&b;&b;">',
    '<!ENTITY a "' + "x" * 5_000 + '">',
    '<!ATTLIST {0} b CDATA "EXPANDED">',
    "<!NOTATION n SYSTEM '{1}'>",
]
DECLARED += [f"<!DOCTYPE {{0}} [{inner}]>" for inner in INNER]
DECLARED += [f"<!DOCTYPE {{0}} SYSTEM '{{1}}' [\n{inner} ]>" for inner in INNER[:3]]
BOMB = "<!DOCTYPE {0} [<!ENTITY e0 'EXPANDED'>" + "".join(
    f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12)
)
DECLARED.append(BOMB + "<!ENTITY a '&e11;'>]>")
BODIES = [
    f"<{ROOT}><Ack>&a;</Ack></{ROOT}>",
    f"<{ROOT}/>",
    f"<{ROOT} b='&a;'/>",
    f"<{ROOT}><CustomerLog><LogID>1</LogID></CustomerLog><Ack>&a;&a;</Ack></{ROOT}>",
]
ENCODINGS = ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "iso-8859-1", "cp1252", "utf-7"]


def document_types(file: str) -> Iterator[bytes]:
    """Yield documents with a document type, hidden in many ways."""
    chance = Random(15)  # noqa: S311 - no secret
    documents = [*itertools.product(BEFORE, DECLARED, BODIES, ENCODINGS)]
    for before, declared, body, encoding in (
        documents if IS_LONG else chance.sample(documents, 250)
    ):
        text = before + declared.replace("{0}", ROOT).replace("{1}", file) + body
        yield text.encode(encoding, "ignore")


def test_no_document_type_is_read(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """However it is hidden, every reader refuses it; nothing is expanded, and no file is read."""
    file = tmp_path / "secret"
    file.write_text(SECRET, encoding="utf-8")
    tried = 0
    for document in document_types(file.as_uri()):
        for name, read in READERS.items():
            tried += 1
            with pytest.raises(ResponseError) as caught:
                pytest.fail(f"{name} read {document!r}: {read(document)!r}")
            assert SECRET not in str(caught.value)
    record_property("answers tried", tried)
    record_property("answers refused", tried)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("before", BEFORE)
def test_a_document_type_is_named(reader: str, before: str) -> None:
    """What is refused is said, wherever the parser can come as far as the document type."""
    document = f"{before}<!DOCTYPE {ROOT}><{ROOT}/>".encode()
    with pytest.raises(ResponseError) as caught:
        READERS[reader](document)
    assert ("a document type declaration is not accepted" in str(caught.value)) == (
        not before.endswith("\n\ufeff")
    )


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("before", BEFORE[:4])
def test_nothing_is_expanded_even_unrefused(
    reader: str, before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the check of the document type failed, what it declares would not be known all the same."""
    monkeypatch.setattr(_raw_document, "_refuse_document_type", lambda *_: None)
    declared = (
        f'{before}<!DOCTYPE {ROOT} [<!ENTITY a "{SECRET}"><!ATTLIST {ROOT} b CDATA "{SECRET}">]>'
    )
    with pytest.raises(ResponseError, match="undefined entity"):
        READERS[reader](f"{declared}<{ROOT}><New>&a;</New></{ROOT}>".encode())
    if reader != "strict":
        assert SECRET not in repr(READERS[reader](f"{declared}<{ROOT}/>".encode()))


@pytest.mark.parametrize("reader", [name for name in READERS if name != "notification"])
def test_a_position_is_that_in_the_document(reader: str) -> None:
    """What stands before the root element counts, where a problem is said to be."""
    document = f"<?xml version='1.0'?>\n<!-- é\n é --><{ROOT}> <a></b></{ROOT}>"
    with pytest.raises(ParseError) as expected:
        fromstring(document)
    assert "line 3" in str(expected.value)
    with pytest.raises(ResponseError) as caught:
        READERS[reader](document.encode())
    assert str(expected.value) in str(caught.value)


CODECS = sorted({*encodings.aliases.aliases, *encodings.aliases.aliases.values()})
CODECS += ["idna", "undefined", "punycode", "unicode_escape", "raw_unicode_escape", "x" * 3_000]
KNOWN = {"ascii", "us-ascii", "latin-1", "utf-8", "utf-16", "utf-32", "koi8-r", "koi8-u"}
KNOWN |= {f"iso-8859-{number}" for number in range(1, 17) if number != 12}
KNOWN |= {f"{family}{number}" for family in ("windows-", "cp") for number in range(1250, 1259)}


@pytest.mark.parametrize("reader", READERS)
def test_codecs_of_python_are_no_encodings(reader: str) -> None:
    """Only a few encodings are read, whatever Python can decode; another is named in the error."""
    for codec in CODECS:
        if codec in KNOWN:
            continue
        document = f'<?xml version="1.0" encoding="{codec}"?><{ROOT}/>'.encode()
        with pytest.raises(ResponseError) as caught:
            READERS[reader](document)
        if codec[0].isalpha() and len(codec) < 200:
            assert f"declares the encoding {codec.lower()!r}" in str(caught.value)
        else:
            assert "not well-formed" in str(caught.value) or "does not end" in str(caught.value)


NAMED = "iso-8859-1"
ELSEWHERE = [
    "<?xml-stylesheet encoding='{}'?>",
    "<?xml-model version='1.0' encoding='{}'?>",
    "<?XML version='1.0' encoding='{}'?>",
    "<?p encoding='{}'?>",
    "<!-- encoding='{}' -->",
    "<!--<?xml version='1.0' encoding='{}'?>-->",
    "<?p <?xml version='1.0' encoding='{}'?>",
    "<?xml version='1.0'?><?p encoding='{}'?>",
    "<?xml version='1.0'?><!-- encoding='{}' -->",
    "<?xml version='1.0' ?>\n<?xml-stylesheet version='1.0' encoding='{}'?>",
]


@pytest.mark.parametrize("reader", [name for name in READERS if name != "strict"])
@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_another_instruction_names_no_encoding(reader: str, elsewhere: str) -> None:
    """Only the declaration of XML says what the encoding is; by itself, a document is UTF-8."""
    document = f"{elsewhere.format(NAMED)}<{ROOT}><New>é</New></{ROOT}>".encode()
    try:
        found = READERS[reader](document)
    except ResponseError as error:
        assert elsewhere.startswith("<?XML")  # no name for an instruction, says expat
        assert "not well-formed" in str(error)  # noqa: PT017 - most are read
    else:
        assert extra(found) == {"New": "é"}


@pytest.mark.parametrize(
    "declaration",
    [
        '<?xml version="1.0" encoding="{}"?>',
        "<?xml version='1.0' encoding='{}'?>",
        "<?xml  version = '1.0'\n encoding = '{}' standalone='yes' ?>",
        "<?xml version='1.1' encoding='{}'?>",
    ],
)
@pytest.mark.parametrize("reader", [name for name in READERS if name != "strict"])
def test_the_declaration_names_the_encoding(reader: str, declaration: str) -> None:
    """In whatever way it is written."""
    document = f"{declaration.format(NAMED)}<{ROOT}><New>é</New></{ROOT}>".encode(NAMED)
    assert extra(READERS[reader](document)) == {"New": "é"}


NUMBERS = {
    "9" * 400: True,
    "9" * 401: False,
    "-" + "9" * 400: True,
    "-" + "9" * 401: False,
    "9" * 4_300: False,
    "9" * 5_000: False,
    "9" * 100_000: False,
    "1." + "0" * 399: True,
    "1." + "0" * 400: False,
    "1." + "3" * 399: True,
    "1." + "3" * 3_000: False,
    "0." + "0" * 3_000 + "1": False,
    "1E399": True,
    "1E400": False,
    "1e-399": True,
    "1e-400": False,
    "1E999": False,
    "1E999999999": False,
    "1E-999999999": False,
    "-1E99999999999999999999": False,
    "1" * 300 + "E100": True,
    "1" * 300 + "E101": False,
}


def without_orjson(patch: pytest.MonkeyPatch) -> None:
    """Take orjson away."""
    patch.setattr(_fast, "loads", None)
    patch.setattr(_fast, "dumps", None)


def items(wire: str, document: bytes, *, by_stream: bool, unreadable: str = "keep") -> list[Any]:
    """Return the records of a document."""
    if by_stream:
        found = getattr(GetItemResponse, f"iter_from_{wire}")([document], unreadable=unreadable)
        return [*found]
    whole = getattr(GetItemResponse, f"from_{wire}")(document, unreadable=unreadable)
    return [*whole.item]


@pytest.mark.parametrize("has_orjson", [True, False])
@pytest.mark.parametrize("by_stream", [True, False])
@pytest.mark.parametrize(
    "form", ['{{"Item":[{{"{0}":{1}}}]}}', '{{"Item":[{{"{0}":"{1}"}}]}}', "xml"]
)
def test_no_number_has_more_than_400_digits(
    form: str, *, by_stream: bool, has_orjson: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In XML and JSON, as a number and as a text, for an integer and a decimal; and in no spelling."""
    if not has_orjson:
        without_orjson(monkeypatch)
    wire = "xml" if form == "xml" else "json"
    if form == "xml":
        form = "<GetItemResponse><Item><{0}>{1}</{0}></Item></GetItemResponse>"
    for number, fits in NUMBERS.items():
        for name in ("ID", "RRP"):
            document = form.format(name, number).encode()
            is_integer = number.removeprefix("-").isdigit() or (
                "E" not in number.upper() and not number.partition(".")[2].strip("0")
            )
            if fits and (name == "RRP" or is_integer):
                (item,) = items(wire, document, by_stream=by_stream)
                value = item.rrp if name == "RRP" else item.id
                assert len(f"{value:f}" if name == "RRP" else str(value)) <= 402
                continue
            (item,) = items(wire, document, by_stream=by_stream)
            assert item.rrp is item.id is None
            assert [*item.extra] == [name]
            assert fits or item.extra[name] == number
            with pytest.raises(ResponseError) as caught:
                items(wire, document, by_stream=by_stream, unreadable="raise")
            assert len(str(caught.value)) < 300


@pytest.mark.parametrize("has_orjson", [True, False])
@pytest.mark.parametrize("by_stream", [True, False])
@pytest.mark.parametrize("number", [number for number, fits in NUMBERS.items() if not fits])
def test_nor_where_no_schema_says_what_stands(
    number: str, *, by_stream: bool, has_orjson: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number of JSON that no schema lists is never worked out: it stays as it is written."""
    if not has_orjson:
        without_orjson(monkeypatch)
    (item,) = items("json", f'{{"Item":[{{"New":[{number}]}}]}}'.encode(), by_stream=by_stream)
    assert item.extra == {"New": [number]}


JSON = [
    *(b'{"New": NaN}', b'{"New": Infinity}', b'{"New": -Infinity}', b'{"New": 01}', b'{"New": .5}'),
    *(
        b'{"New": 1.}',
        b"{1: 2}",
        b"{[1]: 2}",
        b"{null: 2}",
        b'{"New": 1,}',
        b'{"CustomerLog": [1,]}',
    ),
    *(
        b'{"CustomerLog": [{},]}',
        b'{"CustomerLog": [,]}',
        b"{,}",
        b'{"New" 1}',
        b'{"New": 1 "Ack": 2}',
    ),
    *(b'{"New": "\x00"}', b'{"New": "\\x"}', b"{'New': 1}", b"{", b"[", b"", b"  ", b"[]", b"null"),
    *(
        b"1",
        b'"a"',
        b"{}{}",
        b"{}]",
        b'{"New": "\xff"}',
        b'{"New": tru}',
        b'{"New": --1}',
        b"[{},{}]",
    ),
    *(b'{"AddCustomerLogResponse": 1}', b'{"AddCustomerLogResponse": [1]}', b'{"New": "'),
    *(
        b'{"AddCustomerLogResponse": [{"a": 1}, {"b": 1}]}',
        b"\xff\xfe{\x00",
        b"\xef\xbb\xbf\xef\xbb\xbf{}",
    ),
    *(b'{"New": ' + b"[" * 100_000, b'{"a":' * 100_000, b'{"CustomerLog":' * 70 + b"1" + b"}" * 70),
]


@pytest.mark.parametrize("has_orjson", [True, False])
@pytest.mark.parametrize("document", JSON, ids=range(len(JSON)))
def test_what_is_no_answer_in_json(
    document: bytes, *, has_orjson: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is refused, whole or as a stream, in one piece or in many, with orjson or without."""
    if not has_orjson:
        without_orjson(monkeypatch)
    with pytest.raises(ResponseError):
        AddCustomerLogResponse.from_json(document)
    for size in (1, len(document) or 1):
        if len(document) > 1_000 and size == 1:
            size = 997  # noqa: PLW2901 - enough pieces
        pieces = [document[start : start + size] for start in range(0, len(document), size)]
        with pytest.raises(ResponseError):
            list(AddCustomerLogResponse.iter_from_json(pieces))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize(
    "form",
    [
        "{}",
        '{{"AddCustomerLogResponse": {}}}',
        '[{{"AddCustomerLogResponse": [{}]}}]',
        '{{"AddCustomerLogResponse": null, "CustomerLog": [{{"LogID": 1}}], "New": "é"}}',
    ],
)
def test_wrappings_of_json(form: str, encoding: str) -> None:
    """Bare, wrapped, and wrapped in lists of one: the same records, whole or as a stream."""
    inner = '{"CustomerLog": [{"LogID": 1}], "New": "é"}'
    document = form.format(inner).encode(encoding)
    whole = AddCustomerLogResponse.from_json(document)
    assert [log.log_id for log in whole.customer_log] == [1]
    assert whole.extra == {"New": "é"}
    for size in (1, 3, 1_000):
        pieces = [document[start : start + size] for start in range(0, len(document), size)]
        found = AddCustomerLogResponse.iter_from_json(pieces)
        assert [*found] == whole.customer_log
        assert found.rest is not None
        assert found.rest.extra == whole.extra


def levels_of(wire: str, depth: int, more: str) -> bytes:
    """Return a document with so many levels of elements that hold others; each holds two of one name."""
    if wire == "xml":
        inner = "x"
        for _ in range(depth - 2):
            inner = f"<a>{inner}</a><a>z</a>"
        return f"<{ROOT}><New>{more}{inner}</New></{ROOT}>".encode()
    found = '"x"'
    for _ in range(depth - 2):
        found = f'{{"a":[{found},"z"]}}'
    return f'{{"New":{found}}}'.encode()


@pytest.mark.parametrize("depth", [3, 10, 64])
@pytest.mark.parametrize(
    ("wire", "more"), [("xml", ""), ("xml", "<!-- c -->"), ("xml", "<?p?>"), ("json", "")]
)
@pytest.mark.parametrize("by_stream", [True, False])
def test_all_readers_agree_on_depth(wire: str, more: str, depth: int, *, by_stream: bool) -> None:
    """As many levels as the limit are read, and one more is not, by whatever reads the document."""

    def read(document: bytes) -> Any:
        limits = Limits(depth=depth)
        if not by_stream:
            return getattr(AddCustomerLogResponse, f"from_{wire}")(document, limits=limits)
        return list(getattr(AddCustomerLogResponse, f"iter_from_{wire}")([document], limits=limits))

    read(levels_of(wire, depth + 1, more).replace(b"<a>x</a><a>z</a>", b"x"))
    read(levels_of(wire, depth, more))
    with pytest.raises(ResponseError, match="nested too deeply"):
        read(levels_of(wire, depth + 2, more))


def seconds(read: Callable[[], object]) -> float:
    """Return the seconds that this takes, at best."""
    best = 100.0
    for _ in range(4):
        start = time.process_time()
        read()
        best = min(best, time.process_time() - start)
    return best


TOKENS = {
    "comment": (f"<{ROOT}><!--", "-->"),
    "instruction": (f"<{ROOT}><?p ", "?>"),
    "attribute": (f"<{ROOT}><New a='", "'/>"),
    "attribute of the root": (f"<{ROOT} a='", "'>"),
    "name": (f"<{ROOT}><", "/>"),
    "text": (f"<{ROOT}><New>", "</New>"),
    "CDATA": (f"<{ROOT}><New><![CDATA[", "]]></New>"),
    "comment before the root": ("<!--", f"--><{ROOT}>"),
    "comment in a record": (f"<{ROOT}><CustomerLog><!--", "--></CustomerLog>"),
}


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("size", [64, 65_536])
def test_a_token_without_end_takes_no_longer_than_its_size(token: str, size: int) -> None:
    """Four times as long a token takes about four times as long, in small pieces and in large ones."""
    start, end = (part.encode() for part in TOKENS[token])

    def read(length: int) -> None:
        document = start + b"x" * length + end + f"</{ROOT}>".encode()
        pieces = (document[place : place + size] for place in range(0, len(document), size))
        list(AddCustomerLogResponse.iter_from_xml(pieces))

    length = 8_000 * (1 if size == 64 else 60)
    assert seconds(lambda: read(8 * length)) < 24 * seconds(lambda: read(length)) + 0.02


@pytest.mark.parametrize("kind", ["records after others", "spaces", "a long text"])
@pytest.mark.parametrize("wire", ["xml", "json"])
def test_a_stream_takes_no_longer_than_its_size(wire: str, kind: str) -> None:
    """Eight times as long a document takes about eight times as long."""

    def document(count: int) -> bytes:
        other, record, space = (
            (b"<New>x</New>", b"<CustomerLog><LogID>1</LogID></CustomerLog>", b" ")
            if wire == "xml"
            else (b'{"New":"x"},', b'{"LogID":"1"},', b" ")
        )
        start, end = (
            (f"<{ROOT}>".encode(), f"</{ROOT}>".encode())
            if wire == "xml"
            else (b'{"CustomerLog":[', b"{}]}")
        )
        inner = {
            "records after others": other * count + record * count,
            "spaces": space * (40 * count) + record,
            "a long text": other.replace(b"x", b"x" * (40 * count)),
        }[kind]
        return start + inner + end

    def read(count: int) -> None:
        list(getattr(AddCustomerLogResponse, f"iter_from_{wire}")(io.BytesIO(document(count))))

    assert seconds(lambda: read(8_000)) < 24 * seconds(lambda: read(1_000)) + 0.02
