"""Records one by one: the same as all at once, in memory that does not grow."""

from __future__ import annotations

import io
import itertools
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_client import Limits, RequestError, ResponseError
from neto_client.add_customer_log import (
    Ack,
    AddCustomerLog,
    AddCustomerLogResponse,
    AddCustomerLogResponseCustomerLog,
    CustomerLog,
    Error,
    Messages,
)
from tests.deviations import as_json, as_xml, deviating
from tests.soak import IS_LONG

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

MESSAGES: list[Any] = [
    AddCustomerLog.of([CustomerLog(notes=f"é & {n}", username="<a>") for n in range(4)]),
    AddCustomerLog(),
    AddCustomerLogResponse(
        customer_log=[AddCustomerLogResponseCustomerLog(log_id=n) for n in range(3)],
        ack=Ack.WARNING,
        current_time="2026-11-24 10:00:00",
        messages=Messages(error=[Error(message="m")]),
    ),
    AddCustomerLogResponse(ack=Ack.ERROR),
]


def pieces(document: bytes, size: int) -> Iterator[bytes]:
    """Yield a document as it arrives: in pieces of this size, and empty ones between them."""
    for start in range(0, len(document), size):
        yield document[start : start + size]
        yield b""


def records_of(message: Any) -> list[Any]:
    """Return the records of a message, and remove them from it."""
    if isinstance(message, AddCustomerLog):
        logs = message.customer_logs
        if logs is None:
            return []
        found, logs.customer_log = [*logs.customer_log], []
        return found
    found, message.customer_log = [*message.customer_log], []
    return found


@given(
    message=st.sampled_from(MESSAGES),
    chance=st.randoms(use_true_random=False),
    size=st.integers(1, 400),
    wire=st.sampled_from(["xml", "json"]),
    is_file=st.booleans(),
)
def test_the_same_records_as_all_at_once(
    message: Any, chance: Random, size: int, wire: str, *, is_file: bool
) -> None:
    """In pieces of any size or from a file, with any deviation: the same records, and the same rest."""
    own = type(message)
    roots = (own.__name__, own.__name__.removesuffix("Response"))
    make = as_xml if wire == "xml" else as_json
    document = make(chance, roots, deviating(chance, message, unknown=chance.choice([True, False])))
    whole = getattr(own, f"from_{wire}")(document)
    source = io.BytesIO(document) if is_file else pieces(document, size)
    found = getattr(own, f"iter_from_{wire}")(source)
    assert [*found] == records_of(whole)
    rest = found.rest
    if isinstance(rest, AddCustomerLog):  # an element whose records have gone is there or is not
        rest.customer_logs = whole.customer_logs = None
    assert rest == whole


NOISE = st.sampled_from(
    [
        "",
        "<!-- c -->",
        "<!--" + "c" * 300 + "-->",
        "<?p i?>",
        "\n\t ",
        "<New a='" + "n" * 500 + "'/>",
        "<New><![CDATA[<CustomerLog/>]]></New>",
        "<CustomerLogs><CustomerLog><LogID>9</LogID></CustomerLog></CustomerLogs>",
        "<New>é😀&amp;&#233;</New>",
    ]
)
RECORDS = st.sampled_from(
    [
        "<CustomerLog><LogID>{}</LogID></CustomerLog>",
        "<CustomerLog note='" + "n" * 400 + "'><LogID>{}</LogID></CustomerLog>",
        "<CustomerLog><!--" + "c" * 200 + "--><LogID>{}</LogID><?p?></CustomerLog>",
        "<CustomerLog><LogID><![CDATA[{}]]></LogID><New>" + "t" * 300 + "</New></CustomerLog>",
        "<CustomerLog><CustomerLog><LogID>7</LogID></CustomerLog><LogID>{}</LogID></CustomerLog>",
        "<CustomerLog/>",
        "<n:CustomerLog xmlns:n='u'><n:LogID>{}</n:LogID></n:CustomerLog>",
    ]
)
CUTS = st.lists(st.integers(0, 20_000), max_size=40)


@given(
    before=st.sampled_from(
        ["", "\ufeff", " \n", "<?xml version='1.0'?>", "<!--" + "-x" * 200 + "-->"]
    ),
    start=st.sampled_from(["", " a='" + "r" * 300 + "'", " xmlns='u'"]),
    parts=st.lists(st.one_of(RECORDS, RECORDS, NOISE), max_size=12),
    encoding=st.sampled_from(["utf-8", "utf-8", "utf-16"]),
    cuts=CUTS,
)
def test_xml_in_any_pieces(
    before: str, start: str, parts: list[str], encoding: str, cuts: list[int]
) -> None:
    """Whatever stands in and between records, and wherever it is cut: the same records and rest."""
    inner = "".join(part.replace("{}", str(number)) for number, part in enumerate(parts))
    text = f"{before}<AddCustomerLogResponse{start}>{inner}<Ack>Success</Ack></AddCustomerLogResponse>\n<!-- end -->"
    document = text.encode(encoding)
    whole = AddCustomerLogResponse.from_xml(document)
    places = [0, *sorted(cut % len(document) for cut in cuts), len(document)]
    found = AddCustomerLogResponse.iter_from_xml(
        document[first:last] for first, last in itertools.pairwise(places)
    )
    assert [*found] == records_of(whole)
    assert found.rest == whole


def arriving(pieces: list[bytes], asked: list[int]) -> Iterator[bytes]:
    """Yield a document as it arrives, and note how many pieces were requested."""
    for number, piece in enumerate(pieces, start=1):
        asked.append(number)
        yield piece


IDS = [
    b"<CustomerLog><LogID>%d</LogID></CustomerLog>",
    b"<!-- c --><CustomerLog><LogID>%d</LogID></CustomerLog>",
    b"--><CustomerLog><LogID>%d</LogID></CustomerLog><!--",
    b"'/><CustomerLog><LogID>%d</LogID></CustomerLog><New a='" + b"a" * 5_000,
    b"<CustomerLog a='" + b"a" * 3_000 + b"'><LogID>%d</LogID></CustomerLog>",
    b"]]></New><CustomerLog><LogID>%d</LogID></CustomerLog><New><![CDATA[",
]


@pytest.mark.parametrize("record", IDS)
def test_a_record_is_there_when_it_has_arrived(record: bytes) -> None:
    """Nothing waits for what comes next, with any version of expat: a token may span pieces."""
    starts = {b"--": b"<!--", b"'/": b"<New a='", b"]]": b"<New><![CDATA["}
    ends = {b"--": b"-->", b"'/": b"'/>", b"]]": b"]]></New>"}
    start = b"<AddCustomerLogResponse>" + b" " * 300 + starts.get(record[:2], b"")
    end = ends.get(record[:2], b"") + b"</AddCustomerLogResponse>"
    asked: list[int] = []
    pieces = [start, *(record % number for number in range(20)), end]
    found = AddCustomerLogResponse.iter_from_xml(arriving(pieces, asked))
    for number, log in enumerate(found):
        assert log.log_id == number
        assert len(asked) == number + 2
    assert len(asked) == len(pieces)


@pytest.mark.parametrize(
    "end",
    [
        b"",
        b"<",
        b"<CustomerLog>",
        b"</Other>",
        b"&undefined;",
        b"<!DOCTYPE a>",
        b"<!-- --",
        b"\xc3",
        b"\xff",
        b"<New a='" + b"a" * 3_000,
        b"<New a='" + b"a" * 3_000 + b"' a=''/>",
        b"<New a='" + b"a" * 3_000 + b"'/><CustomerLog><LogID>3</LogID></CustomerLog></Other>",
    ],
)
@pytest.mark.parametrize("size", [1, 10, 1_000, 100_000])
def test_records_before_a_fault_arrive(end: bytes, size: int) -> None:
    """What is broken is broken where it is: all records before it are given out."""
    records = b"".join(b"<CustomerLog><LogID>%d</LogID></CustomerLog>" % n for n in range(3))
    document = b"<AddCustomerLogResponse>" + records + end
    found: list[int | None] = []
    logs = AddCustomerLogResponse.iter_from_xml(pieces(document, size))
    with pytest.raises(ResponseError):
        found.extend(log.log_id for log in logs)
    assert found[:3] == [0, 1, 2]
    assert len(found) == 3 + end.count(b"<LogID>3<")


def test_records_before_a_fault_arrive_even_if_most_stands_before_them() -> None:
    """Where all that has records is the last of the pieces, and the shorter one, it is the same."""
    start = b"<!--" + b"c" * 3_000
    end = b"--><AddCustomerLogResponse><CustomerLog><LogID>1</LogID></CustomerLog></Other>"
    logs = iter(AddCustomerLogResponse.iter_from_xml([start, end]))
    assert next(logs).log_id == 1
    with pytest.raises(ResponseError, match="mismatched tag"):
        next(logs)


@given(
    members=st.lists(
        st.sampled_from(
            [
                '"CustomerLog": [{"LogID": 1}, {"LogID": "2", "New": [[1.50, null], {"a": "}]"}]}]',
                '"CustomerLog": {"LogID": 3}',
                '"CustomerLog": []',
                '"CustomerLog": null',
                '"Ack": "Success"',
                '"New": {"CustomerLog": [{"LogID": 9}]}',
                '"New\\u0041": "\\ud83d\\ude00é\\\\\\""',
                '"More": [1e2, -0.0, 12345678901234567890, true, "' + "t" * 300 + '"]',
            ]
        ),
        unique_by=lambda member: member.split(":")[0],
        min_size=1,
        max_size=5,
    ),
    form=st.sampled_from(["{}", " [ {} ] ", '{{"AddCustomerLogResponse" : {} }}\n']),
    space=st.sampled_from(["", " ", "\r\n\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    cuts=CUTS,
)
def test_json_in_any_pieces(
    members: list[str], form: str, space: str, encoding: str, cuts: list[int]
) -> None:
    """However JSON is written, and wherever it is cut: the same records and rest."""
    text = form.format("{" + space + f"{space},{space}".join(members) + space + "}")
    document = text.encode(encoding)
    whole = AddCustomerLogResponse.from_json(document)
    places = [0, *sorted(cut % len(document) for cut in cuts), len(document)]
    found = AddCustomerLogResponse.iter_from_json(
        document[first:last] for first, last in itertools.pairwise(places)
    )
    assert [*found] == records_of(whole)
    assert found.rest == whole


# What a piece may end in the middle of; it stands behind more than what is read before all else.
_NUMBERS = ("0", "-0", "1.5", "-1.25e-7", "0.25E+10", "1e5", "12345678901234567890", "true", "null")
_TEXTS = ('"\\u00e9\\ud83d\\ude00\\\\\\"\\/"', '"é😀]}{,:"', '""')
_WHOLE = '{"New": [%s], "Head": "%s", "A": %s, "CustomerLog": [{"LogID": 7, "B": [%s]}, {"LogID": %s}], "C": %s}'


@pytest.mark.parametrize("value", [*_NUMBERS, *_TEXTS])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_json_is_cut_anywhere(value: str, encoding: str) -> None:
    """Wherever a piece ends, within a number, a word or an escape, in a record or outside: the same document."""
    many = ", ".join((*_NUMBERS, *_TEXTS))
    number = value if value in {"0", "12345678901234567890"} else "3"
    text = _WHOLE % (many, "h" * 300, value, many, number, value)
    document = ("\ufeff" * (encoding == "utf-16-be") + text).encode(encoding)
    whole = AddCustomerLogResponse.from_json(document)
    records = records_of(whole)
    assert len(records) == 2
    for cut in range(1, len(document), 1 if IS_LONG or encoding == "utf-8" else 7):
        found = AddCustomerLogResponse.iter_from_json([document[:cut], document[cut:]])
        assert [*found] == records
        assert found.rest == whole
    alone = AddCustomerLogResponse.iter_from_json(pieces(document, 1))
    assert [*alone] == records
    assert alone.rest == whole


@pytest.mark.parametrize("number", range(2))
def test_what_is_written_in_pieces_is_what_is_written_at_once(number: int) -> None:
    """One piece for each record and the end, and together the same document."""
    message = MESSAGES[number]
    for written, whole in (
        ([*message.iter_to_xml()], message.to_xml()),
        ([*message.iter_to_json()], message.to_json()),
    ):
        assert b"".join(written) == whole
        assert len(written) == 1 + len(message._records())


def test_nothing_is_written_of_what_does_not_fit() -> None:
    """A record that does not fit its schema is an error before the first piece."""
    message = AddCustomerLog.of([CustomerLog(), CustomerLog(username="x" * 26)])
    with pytest.raises(RequestError, match=r"CustomerLog\[1\]\.Username: 26 characters"):
        next(message.iter_to_xml())
    assert b"x" * 26 in b"".join(message.iter_to_json(checked=False))


def with_one(wire: str, *, unreadable: str) -> Any:
    """Return a stream of three records, of which the second has a text instead of its number."""
    records = [AddCustomerLogResponseCustomerLog(log_id=n) for n in range(3)]
    document = getattr(AddCustomerLogResponse(customer_log=records), f"to_{wire}")()
    return getattr(AddCustomerLogResponse, f"iter_from_{wire}")(
        [document.replace(b">1<", b">one<").replace(b'"1"', b'"one"')], unreadable=unreadable
    )


@pytest.mark.parametrize("wire", ["xml", "json"])
def test_a_record_that_is_refused(wire: str) -> None:
    """The records before it arrive; the error names its place, and has it as it came."""
    reading = iter(with_one(wire, unreadable="raise"))
    assert next(reading) == AddCustomerLogResponseCustomerLog(log_id=0)
    with pytest.raises(ResponseError) as caught:
        next(reading)
    problem = "AddCustomerLogResponse.CustomerLog[1].LogID: 'one' is not an integer"
    assert caught.value.problems == (problem,)
    assert caught.value.body.replace(b" ", b"") in {
        b"<CustomerLog><LogID>one</LogID></CustomerLog>",
        b'{"LogID":"one"}',
    }


@pytest.mark.parametrize("wire", ["xml", "json"])
def test_a_value_that_cannot_be_read(wire: str, caplog: pytest.LogCaptureFixture) -> None:
    """The stream goes on: the value is in `extra`, `problems` names it beside its record, and the log once."""
    found = with_one(wire, unreadable="keep")
    seen = [(log.log_id, log.extra, [*map(str, found.problems)]) for log in found]
    problem = "AddCustomerLogResponse.CustomerLog[1].LogID: 'one' is not an integer"
    assert seen == [(0, {}, []), (None, {"LogID": "one"}, [problem]), (2, {}, [])]
    assert found.problems == found.rest.problems == []
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert "CustomerLog[1].LogID" in record.message
    assert "one" not in record.message.replace("nothing", "")


@pytest.mark.parametrize("size", [1, 5, 1_000])
@pytest.mark.parametrize(
    ("wire", "document"),
    [
        (
            "json",
            b'{"CustomerLog": ["x", {"LogID": ["1", "2"]}, [[3]], 4, null, {"LogID": [[5]]}], "Ack": [1, 2]}',
        ),
        (
            "xml",
            (
                b"<AddCustomerLog><CustomerLog>x</CustomerLog><CustomerLog><LogID>1</LogID>"
                b"<LogID>2</LogID></CustomerLog><CustomerLog><a><b>3</b></a><LogID><c/></LogID>"
                b"</CustomerLog><CustomerLog>4</CustomerLog><CustomerLog/><Ack>1</Ack><Ack>2</Ack>"
                b"</AddCustomerLog>"
            ),
        ),
    ],
)
def test_what_is_no_record_is_passed_over(wire: str, document: bytes, size: int) -> None:
    """Junk among the records is a problem of the next one or of the rest, at its place, and costs no record."""
    chunks = [document[start : start + size] for start in range(0, len(document), size)]
    found = getattr(AddCustomerLogResponse, f"iter_from_{wire}")(chunks)
    every: list[str] = []
    seen: list[Any] = []
    for log in found:
        seen.append((log.log_id, [problem.raw for problem in found.problems]))
        every += map(str, found.problems)
    whole = getattr(AddCustomerLogResponse, f"from_{wire}")(document)
    assert sorted((*every, *map(str, found.problems))) == sorted(map(str, whole.problems))
    if wire == "json":
        assert seen == [(1, ["x"]), (2, []), (4, [[[3]]]), (None, [[[5]]])]
    else:
        assert seen == [(1, ["x"]), (2, []), (None, [{"c": None}]), (4, [])]
    assert [problem.raw for problem in found.problems] == [["1", "2"] if wire == "xml" else [1, 2]]
    assert found.rest.problems == found.problems
    assert found.rest.extra["Ack"] == found.problems[0].raw


@pytest.mark.parametrize(
    ("wire", "document", "problem"),
    [
        ("xml", b"<AddCustomerLogResponse><CustomerLog>", "not well-formed XML"),
        ("xml", b"<!DOCTYPE a><AddCustomerLogResponse/>", "document type declaration"),
        (
            "xml",
            b"<Other/>",
            "expected <AddCustomerLogResponse> or <AddCustomerLog>, found <Other>",
        ),
        ("xml", b"<AddCustomerLogResponse>" + b"<a>" * 70, "nested too deeply"),
        ("json", b'{"CustomerLog": [', "not well-formed JSON"),
        ("json", b'{"CustomerLog": []} x', "'x' after the end"),
        ("json", b'{"New": ' + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_broken_document(wire: str, document: bytes, problem: str) -> None:
    """What is wrong is said, with the piece that arrived last."""
    with pytest.raises(ResponseError) as caught:
        list(getattr(AddCustomerLogResponse, f"iter_from_{wire}")([document]))
    assert problem in str(caught.value)
    assert caught.value.body == document


@pytest.mark.parametrize("size", [100, 3_000, 1_000_000])
@pytest.mark.parametrize("wire", ["xml", "json"])
def test_limits(wire: str, size: int) -> None:
    """A single record that is larger than the limit is refused; any number of small ones is not.

    It does not matter how much arrives at a time.
    """
    read = getattr(AddCustomerLogResponse, f"iter_from_{wire}")
    limits = Limits(size=2_000)
    small = AddCustomerLogResponse(
        customer_log=[AddCustomerLogResponseCustomerLog(log_id=n) for n in range(500)]
    )
    document = getattr(small, f"to_{wire}")()
    assert len([*read(pieces(document, size), limits=limits)]) == len(small.customer_log)
    filler = b"x" * 5_000
    large = document.replace(b"<LogID>7<", b"<New>" + filler + b"</New><LogID>7<")
    large = large.replace(b'"7"', b'"' + filler + b'"')
    with pytest.raises(ResponseError, match="more than the limit of 2000 bytes"):
        list(read(pieces(large, size), limits=limits))


@pytest.mark.parametrize("wire", ["xml", "json"])
def test_memory_does_not_grow(wire: str) -> None:
    """Ten thousand records take no more memory than a hundred, but for what is read at a time."""
    record = CustomerLog(notes="n" * 100, username="u")
    message = AddCustomerLog.of([record])
    body = getattr(message, f"to_{wire}")()
    start, end = (b"<CustomerLog>", b"</CustomerLogs>") if wire == "xml" else (b'{"User', b"]")
    first, last = body.index(start), body.rindex(end)
    gap = b"" if wire == "xml" else b","

    def document(times: int) -> Iterator[bytes]:
        yield body[:last]
        for _ in range(times - 1):
            yield gap + body[first:last]
        yield body[last:]

    def peak(times: int) -> int:
        tracemalloc.start()
        count = sum(1 for _ in getattr(AddCustomerLog, f"iter_from_{wire}")(document(times)))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == times
        return found

    peak(10)  # what is imported and compiled on the way is no memory of the records
    assert peak(10_000) < peak(100) + 500_000
