"""Answers in every shape that the API is known to send for AddCustomerLog."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from neto_client import ResponseError
from neto_client.add_customer_log import Ack, AddCustomerLogResponse

ROOTS = ("AddCustomerLogResponse", "AddCustomerLog")


def xml(inner: str, root: str = "AddCustomerLogResponse") -> AddCustomerLogResponse:
    """Read an XML answer with this content."""
    return AddCustomerLogResponse.from_xml(f"<{root}>{inner}</{root}>")


def as_json(data: Any) -> AddCustomerLogResponse:
    """Read a JSON answer."""
    return AddCustomerLogResponse.from_json(json.dumps(data))


def ids(response: AddCustomerLogResponse) -> list[int | None]:
    """Return the ids of an answer."""
    return [log.log_id for log in response.customer_log]


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("<{}>", "</{}>"),
        ('<{} xmlns="NetoAPI">', "</{}>"),
        ('<neto:{} xmlns:neto="NetoAPI">', "</neto:{}>"),
        ('\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<{}>', "</{}>\n"),
        ("<!-- from the store --><{}>", "</{}>"),
    ],
)
def test_xml_roots(root: str, start: str, end: str) -> None:
    """The root may be the response or the bare action, in any namespace, after anything XML has."""
    text = start.format(root) + "<CustomerLog><LogID>7</LogID></CustomerLog>" + end.format(root)
    assert ids(AddCustomerLogResponse.from_xml(text)) == [7]
    assert ids(AddCustomerLogResponse.from_xml(text.encode())) == [7]


@pytest.mark.parametrize("root", [None, *ROOTS])
def test_json_roots(root: str | None) -> None:
    """JSON comes bare, or wrapped in the name of the response or of the action."""
    data: dict[str, Any] = {"CustomerLog": [{"LogID": "7"}]}
    assert ids(as_json(data if root is None else {root: data})) == [7]
    assert ids(as_json([data] if root is None else {root: [data]})) == [7]


def test_json_beside_the_root() -> None:
    """What stands beside a root that JSON is wrapped in is read as well."""
    response = as_json({"AddCustomerLogResponse": {"CustomerLog": {"LogID": 7}}, "Ack": "Warning"})
    assert ids(response) == [7]
    assert response.ack is Ack.WARNING


@pytest.mark.parametrize(
    ("logs", "expected"),
    [
        ({"LogID": "123"}, [123]),
        ([{"LogID": "123"}], [123]),
        ([{"LogID": "1"}, {"LogID": "2"}], [1, 2]),
        ({"LogID": 123}, [123]),
        ({"LogID": 123.0}, [123]),
        ({"LogID": "123.000"}, [123]),
        ({"LogID": [" 123 "]}, [123]),
        ({"LogID": ""}, [None]),
        ({"LogID": None}, [None]),
        ({"LogID": []}, [None]),
        ([{"LogID": "1"}, "", None, {}], [1]),
        ("", []),
        (None, []),
        ([], []),
        ([""], []),
        ([None], []),
    ],
)
def test_json_records(logs: object, expected: list[int | None]) -> None:
    """Records come as an object or a list, ids as text or number, and nothing in many ways."""
    assert ids(as_json({"CustomerLog": logs})) == expected


def test_json_without_records() -> None:
    """An answer without the element has no records."""
    assert ids(as_json({"Ack": "Success"})) == []


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<CustomerLog><LogID>123</LogID></CustomerLog>", [123]),
        ("<CustomerLog>\n  <LogID> 123.00 </LogID>\n</CustomerLog>", [123]),
        ("<CustomerLog><LogID>1</LogID></CustomerLog>" * 2, [1, 1]),
        ("<CustomerLog><LogID/></CustomerLog>", [None]),
        ("<CustomerLog><LogID></LogID></CustomerLog>", [None]),
        ("<CustomerLog/>", []),
        ("<CustomerLog>\n</CustomerLog>", []),
        ("", []),
    ],
)
def test_xml_records(inner: str, expected: list[int | None]) -> None:
    """Records come once or several times, and nothing comes as an empty element."""
    assert ids(xml(inner)) == expected


MESSAGE = {"Message": "Wrong", "SeverityCode": "Error"}


@pytest.mark.parametrize(
    ("messages", "errors", "warnings"),
    [
        (None, 0, 0),
        ("", 0, 0),
        ([], 0, 0),
        ([""], 0, 0),
        ({}, 0, 0),
        ({"Error": MESSAGE}, 1, 0),
        ({"Error": [MESSAGE]}, 1, 0),
        ({"Error": [MESSAGE, MESSAGE], "Warning": MESSAGE}, 2, 1),
        ({"Error": "", "Warning": [MESSAGE, MESSAGE]}, 0, 2),
        ([{"Error": MESSAGE}], 1, 0),
        ([{"Error": MESSAGE}, {"Error": [MESSAGE, MESSAGE], "Warning": MESSAGE}], 3, 1),
        ([{"Error": MESSAGE}, "", {"Warning": MESSAGE}], 1, 1),
    ],
)
def test_json_messages(messages: object, errors: int, warnings: int) -> None:
    """Messages come as an object or a list, with one error or several, and none gets lost."""
    response = as_json({"Messages": messages})
    assert (len(response.errors), len(response.warnings)) == (errors, warnings)
    assert {error.message for error in response.errors} <= {"Wrong"}


@pytest.mark.parametrize(
    ("inner", "errors", "warnings"),
    [
        ("", 0, 0),
        ("<Messages/>", 0, 0),
        ("<Messages><Error><Message>Wrong</Message></Error></Messages>", 1, 0),
        ("<Messages><Error><Message>Wrong</Message></Error></Messages>" * 2, 2, 0),
        (
            (
                "<Messages><Warning><Message>Wrong</Message></Warning>"
                "<Error><Message>Wrong</Message></Error>"
                "<Error><Message>Wrong</Message></Error></Messages><Messages/>"
            ),
            2,
            1,
        ),
    ],
)
def test_xml_messages(inner: str, errors: int, warnings: int) -> None:
    """Messages come once, several times or not at all, and none gets lost."""
    response = xml(inner)
    assert (len(response.errors), len(response.warnings)) == (errors, warnings)


def test_any_order_of_children() -> None:
    """Children mean the same in any order."""
    parts = [
        "<Ack>Success</Ack>",
        "<CurrentTime>2026-11-24 10:00:00</CurrentTime>",
        "<CustomerLog><LogID>1</LogID></CustomerLog>",
        "<Messages><Warning><Message>Careful</Message></Warning></Messages>",
    ]
    read = [xml("".join(order)) for order in itertools.permutations(parts)]
    assert read[0].warnings[0].message == "Careful"
    assert all(response == read[0] for response in read)


def test_unknown_fields_are_kept_as_they_came() -> None:
    """What no table lists is in `extra`, by its name and with its raw value."""
    response = as_json(
        {"CustomerLog": {"LogID": "1", "Colour": {"Name": ["red", 2]}}, "Version": 3}
    )
    assert response.extra == {"Version": 3}
    assert response.customer_log[0].extra == {"Colour": {"Name": ["red", 2]}}

    response = xml(
        "<CustomerLog><LogID>1</LogID><Colour><Name>red</Name><Name/></Colour></CustomerLog>"
    )
    assert response.customer_log[0].extra == {"Colour": {"Name": ["red", None]}}


def test_unknown_values_of_an_enumeration_survive() -> None:
    """A value that the schema does not list keeps its text and says that it is not known."""
    for response in (as_json({"Ack": "Perhaps"}), xml("<Ack>Perhaps</Ack>")):
        assert isinstance(response.ack, Ack)
        assert response.ack.value == "Perhaps"
        assert not response.ack.is_known
        assert response.ack == Ack("Perhaps")


def test_both_wires_say_the_same() -> None:
    """One answer reads the same from XML and from JSON."""
    from_xml = xml(
        "<CustomerLog><LogID>1</LogID></CustomerLog><CurrentTime>2026-11-24 10:00:00</CurrentTime>"
        "<Ack>Warning</Ack><Messages><Warning><Message>Careful</Message></Warning></Messages>"
    )
    from_json = as_json(
        {
            "CustomerLog": {"LogID": "1"},
            "CurrentTime": "2026-11-24 10:00:00",
            "Ack": "Warning",
            "Messages": {"Warning": {"Message": "Careful"}},
        }
    )
    assert from_xml == from_json


def test_what_makes_no_sense_is_named_with_its_path() -> None:
    """Every value that cannot be understood is listed with its path, or refused with all others."""
    body = '{"CustomerLog": [{"LogID": "abc"}, {"LogID": "1"}, {"LogID": {"x": 1}}], "Ack": [1, 2]}'
    found = AddCustomerLogResponse.from_json(body)
    with pytest.raises(ResponseError) as caught:
        AddCustomerLogResponse.from_json(body, unreadable="raise")

    assert ids(found) == [None, 1, None]
    assert tuple(map(str, found.problems)) == caught.value.problems
    assert caught.value.problems == (
        "AddCustomerLogResponse.CustomerLog[0].LogID: 'abc' is not an integer",
        "AddCustomerLogResponse.CustomerLog[2].LogID: {'x': 1} is not an integer",
        "AddCustomerLogResponse.Ack: [1, 2] is not a text",
    )
    assert caught.value.body == body.encode()


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("", "the response is empty"),
        ("  \n", "the response is empty"),
        ("<html><body><h1>Down for maintenance</h1></body></html>", "'Down for maintenance'"),
        ("<!DOCTYPE html><html><head><title>Sorry</title></head></html>", "HTML page: 'Sorry'"),
        ("<AddCustomerLogResponse><CustomerLog>", "not well-formed XML: no element found"),
        ("<GetOrderResponse/>", "expected <AddCustomerLogResponse> or <AddCustomerLog>, found"),
        ("Internal error", "not well-formed XML"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><AddCustomerLog/>', "document type declaration"),
        ('<?x?><!-- --> <!DOCTYPE x SYSTEM "x"><AddCustomerLog/>', "document type declaration"),
    ],
)
def test_unreadable_xml(document: str, problem: str) -> None:
    """What is no XML answer says what it is instead."""
    with pytest.raises(ResponseError) as caught:
        AddCustomerLogResponse.from_xml(document)
    assert problem in str(caught.value)
    assert caught.value.body == document.encode()


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("", "the response is empty"),
        ("<html>Down</html>", "the response is an HTML page: 'Down'"),
        ('{"CustomerLog": [{"LogID"', "not well-formed JSON"),
        ("[1, 2]", "expected a JSON object"),
        ('{"AddCustomerLog": "text"}', "expected a JSON object"),
        ('"text"', "expected a JSON object"),
        ('{"CustomerLog": {"LogID": NaN}}', "NaN is not JSON"),
        ("[" * 100_000, "the response is nested too deeply"),
    ],
)
def test_unreadable_json(document: str, problem: str) -> None:
    """What is no JSON answer says what it is instead."""
    with pytest.raises(ResponseError) as caught:
        AddCustomerLogResponse.from_json(document)
    assert problem in str(caught.value)


def test_depth_is_no_crash() -> None:
    """An answer that nests without end is an error like any other."""
    deep = "<X>" * 100_000 + "</X>" * 100_000
    with pytest.raises(ResponseError) as caught:
        xml(deep)
    assert caught.value.problems == ("the response is nested too deeply",)


def test_a_long_value_is_cut_in_the_message() -> None:
    """A huge value that makes no sense does not flood the message."""
    body = json.dumps({"CustomerLog": {"LogID": "x" * 10_000}})
    with pytest.raises(ResponseError) as caught:
        AddCustomerLogResponse.from_json(body, unreadable="raise")
    assert len(str(caught.value)) < 200
