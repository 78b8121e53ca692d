"""Records one by one: the same as all at once, in memory that does not grow."""

from __future__ import annotations

import io
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
    """A document as it arrives: in pieces of this size."""
    return (document[start : start + size] for start in range(0, len(document), size))


def records_of(message: Any) -> list[Any]:
    """The records of a message, which is left without them."""
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


@pytest.mark.parametrize("wire", ["xml", "json"])
def test_a_record_that_cannot_be_understood(wire: str) -> None:
    """The records before it arrive; the error names its place, and has it as it came."""
    records = [AddCustomerLogResponseCustomerLog(log_id=n) for n in range(3)]
    document = getattr(AddCustomerLogResponse(customer_log=records), f"to_{wire}")()
    found = getattr(AddCustomerLogResponse, f"iter_from_{wire}")(
        [document.replace(b">1<", b">one<").replace(b'"1"', b'"one"')]
    )
    reading = iter(found)
    assert next(reading) == records[0]
    with pytest.raises(ResponseError) as caught:
        next(reading)
    problem = "AddCustomerLogResponse.CustomerLog[1].LogID: 'one' is not an integer"
    assert caught.value.problems == (problem,)
    assert caught.value.body.replace(b" ", b"") in {
        b"<CustomerLog><LogID>one</LogID></CustomerLog>",
        b'{"LogID":"one"}',
    }


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


@pytest.mark.parametrize("wire", ["xml", "json"])
def test_limits(wire: str) -> None:
    """A single record that is larger than the limit is refused; any number of small ones is not."""
    read = getattr(AddCustomerLogResponse, f"iter_from_{wire}")
    limits = Limits(size=2_000)
    small = AddCustomerLogResponse(
        customer_log=[AddCustomerLogResponseCustomerLog(log_id=n) for n in range(500)]
    )
    document = getattr(small, f"to_{wire}")()
    assert len([*read(pieces(document, 100), limits=limits)]) == len(small.customer_log)
    filler = b"x" * 5_000
    large = document.replace(b"<LogID>7<", b"<New>" + filler + b"</New><LogID>7<")
    large = large.replace(b'"7"', b'"' + filler + b'"')
    with pytest.raises(ResponseError, match="more than the limit of 2000 bytes"):
        list(read(pieces(large, 100), limits=limits))


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
