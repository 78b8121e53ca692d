"""Requests as public clients send them, and the answers that the API gives to each."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.serve.running import ENDPOINT, HTTP, KEY

if TYPE_CHECKING:
    import httpx2

    from tests.serve.running import Running

_SEEDS = [
    {"SKU": "A1", "Name": "Shirt", "Brand": "Acme", "IsActive": "True", "RRP": "7.00"},
    {"SKU": "A2", "Name": "Hat", "Brand": "Acme", "IsActive": "False"},
    {"SKU": "A3", "Name": "Coat", "Brand": "Other"},
]


def _ask(
    store: Running, action: str, body: str | bytes, headers: dict[str, str]
) -> httpx2.Response:
    told = {"NETOAPI_ACTION": action, **headers}
    return HTTP.post(f"{store.address}{ENDPOINT}", content=body, headers=told)


@pytest.mark.parametrize(
    ("headers", "is_known"),
    [
        ({"NETOAPI_KEY": KEY}, True),
        ({"netoapi_key": KEY, "NetoAPI_Username": "api"}, True),
        ({"NETOAPI_KEY": KEY, "NETOAPI_USERNAME": ""}, True),
        ({"NETOAPI-KEY": KEY}, True),
        ({"X_ACCESS_KEY": "client-id", "X_SECRET_KEY": KEY}, True),
        ({"x-access-key": "client-id", "x-secret-key": KEY}, True),
        ({"X_SECRET_KEY": KEY}, False),
        ({"Authorization": f"Bearer {KEY}"}, False),
        ({"Authorization": f"Basic {b64encode(f'id:{KEY}'.encode()).decode()}"}, False),
        ({"NETOAPI_KEY": f"{KEY}x"}, False),
        ({"NETOAPI_KEY": ""}, False),
        ({"NETOAPI_USERNAME": KEY}, False),
        ({"X_ACCESS_KEY": KEY, "X_SECRET_KEY": "other"}, False),
        ({"Authorization": KEY[:-1]}, False),
        ({}, False),
    ],
)
def test_each_scheme_is_known(store: Running, headers: dict[str, str], *, is_known: bool) -> None:
    """A key counts in each way that the API takes it, and in no other; a refusal has status 200."""
    answer = _ask(store, "GetPaymentMethods", "{}", {"Accept": "application/json", **headers})
    content = answer.json()
    assert answer.status_code == 200
    assert content["Ack"] == ("Success" if is_known else "Error")
    if not is_known:
        assert content["Messages"]["Error"]["Message"] == "Invalid API Key"


@pytest.mark.parametrize(
    ("headers", "is_known"),
    [
        ({"Authorization": f"Bearer {KEY}"}, True),
        ({"authorization": f"bearer {KEY}"}, True),
        ({"Authorization": f"Bearer {KEY}x"}, False),
        ({"Authorization": KEY}, False),
        ({"Authorization": f"Token {KEY}"}, False),
        ({"Authorization": f"Basic {b64encode(f'id:{KEY}'.encode()).decode()}"}, False),
        ({"NETOAPI_KEY": KEY}, False),
        ({"X_ACCESS_KEY": "client-id", "X_SECRET_KEY": KEY}, False),
    ],
)
def test_a_gateway_takes_bearer_tokens_alone(
    store: Running, headers: dict[str, str], *, is_known: bool
) -> None:
    """At the address of a gateway the key is a bearer token, in no other header and scheme."""
    told = {"NETOAPI_ACTION": "GetPaymentMethods", "Accept": "application/json", **headers}
    answer = HTTP.post(f"{store.address}/v1/stores/12{ENDPOINT}", content="{}", headers=told)
    assert answer.json()["Ack"] == ("Success" if is_known else "Error")


@pytest.mark.parametrize(
    ("accept", "is_json"),
    [
        ("application/json", True),
        ("APPLICATION/JSON", True),
        ("application/json, text/javascript, */*; q=0.01", True),
        ("application/xml", False),
        ("text/xml", False),
        ("*/*", False),
        (None, False),
    ],
)
@pytest.mark.parametrize(
    "body", ['{"Filter":{"SKU":"A1"}}', "<GetItem><Filter><SKU>A1</SKU></Filter></GetItem>"]
)
def test_accept_alone_says_what_comes_back(
    store: Running, body: str, accept: str | None, *, is_json: bool
) -> None:
    """JSON is for who asks for it, whatever was sent; all others get XML with the root of the answer."""
    store.control("POST", "seed/Item", _SEEDS)
    headers = {"NETOAPI_KEY": KEY, "Accept": accept or ""}
    answer = _ask(store, "GetItem", body, headers)
    if is_json:
        content = answer.json()
        assert content["Item"] == [{"SKU": "A1", "InventoryID": "1001"}]
        assert "GetItemResponse" not in content
    else:
        root = ET.fromstring(answer.content)
        assert (root.tag, root.findtext("Item/SKU")) == ("GetItemResponse", "A1")


@pytest.mark.parametrize(
    "body",
    [
        '{"Filter": {"SKU": ["A1", "A2"], "OutputSelector": ["Name", "IsActive"]}}',
        '{"Filter": [{"SKU": ["A1", "A2"], "OutputSelector": ["Name", "IsActive"]}]}',
        '{"GetItem": {"Filter": {"SKU": ["A1", "A2"], "OutputSelector": ["Name", "IsActive"]}}}',
        '{"Filter": {"Brand": "acme", "OutputSelector": ["IsActive", "Name"], "Page": 0, "Limit": 50}}',
        '{"Filter": {"Brand": ["Acme"], "OutputSelector": ["IsActive", "Name"], "Page": "0", "Limit": "2"}}',
        '{"Filter": {"Brand": "Acme", "Name": null, "OutputSelector": ["Name", "IsActive"]}}',
        '\ufeff{"Filter": {"Brand": "Acme", "OutputSelector": ["Name", "IsActive"]}}',
        (
            "<GetItem><Filter><SKU>A1</SKU><SKU>A2</SKU><OutputSelector>Name</OutputSelector>"
            "<OutputSelector>IsActive</OutputSelector></Filter></GetItem>"
        ),
        (
            '<?xml version="1.0" encoding="utf-8"?>\n<GetItem xmlns="NetoAPI">\n <Filter>\n'
            "  <OutputSelector>IsActive</OutputSelector> <OutputSelector>Name</OutputSelector>\n"
            "  <Brand>Acme</Brand>\n </Filter>\n</GetItem>\n"
        ),
        (
            '<n:GetItem xmlns:n="NetoAPI"><Filter><Brand>Acme</Brand><OutputSelector>Name</OutputSelector>'
            "<OutputSelector>IsActive</OutputSelector></Filter></n:GetItem>"
        ),
    ],
)
def test_filters_are_taken_in_any_style(store: Running, body: str) -> None:
    """One value or a list, numbers or texts, in any order, with a root, a namespace or a byte-order mark."""
    store.control("POST", "seed/Item", _SEEDS)
    headers = {"NETOAPI_KEY": KEY, "Accept": "application/json"}
    content = _ask(store, "GetItem", body.encode(), headers).json()
    assert [(item["SKU"], item["Name"], item["IsActive"]) for item in content["Item"]] == [
        ("A1", "Shirt", "True"),
        ("A2", "Hat", "False"),
    ]


@pytest.mark.parametrize("value", [True, "True", "true", "y", 1, "1"])
def test_truth_is_taken_in_any_spelling(store: Running, value: object) -> None:
    """True and its other spellings find the same."""
    store.control("POST", "seed/Item", _SEEDS)
    body = json.dumps({"Filter": {"IsActive": value, "Brand": "Acme", "OutputSelector": "Name"}})
    headers = {"NETOAPI_KEY": KEY, "Accept": "application/json"}
    assert [i["SKU"] for i in _ask(store, "GetItem", body, headers).json()["Item"]] == ["A1"]


def test_answers_have_the_envelope_of_the_api(store: Running) -> None:
    """Every value is a text; several messages are a list, one is an object, and none is left out."""
    headers = {"NETOAPI_KEY": KEY, "Accept": "application/json"}
    body = '{"Item": [{"SKU": "A1", "Name": "Shirt", "RRP": 7.5}]}'
    added = _ask(store, "AddItem", body, headers).json()
    assert (added["Ack"], "Messages" in added) == ("Success", False)
    assert len(added["CurrentTime"]) == len("2026-11-29 09:30:00")
    wanted = '{"Filter": {"SKU": "A1", "OutputSelector": ["RRP", "Nothing"]}}'
    (item,) = _ask(store, "GetItem", wanted, headers).json()["Item"]
    assert item == {"SKU": "A1", "InventoryID": "1001", "RRP": "7.5"}
    change = '{"Item": [{"SKU": "A1", "Name": "Hat"}, {"SKU": "X1"}, {"SKU": "X2"}]}'
    partly = _ask(store, "UpdateItem", change, headers).json()
    assert (partly["Ack"], [one["SKU"] for one in partly["Item"]]) == ("Warning", ["A1"])
    assert [one["SeverityCode"] for one in partly["Messages"]["Warning"]] == ["Warning", "Warning"]
    again = _ask(store, "AddItem", body, headers).json()
    assert again["Ack"] == "Error"
    assert again["Messages"]["Error"]["Message"] == "Item A1 already exists"


def test_what_is_misspelt_is_told(store: Running) -> None:
    """An action in other letters is named as it should be, and so is the address of the API."""
    headers = {"NETOAPI_KEY": KEY, "Accept": "application/json"}
    content = _ask(store, "getitem", "{}", headers).json()
    said = content["Messages"]["Error"]["Message"]
    assert said == "Unknown action: getitem; did you mean GetItem?"
    answer = HTTP.post(f"{store.address}/do/ws/netoapi")
    assert answer.status_code == 404
    assert "the API is at /do/WS/NetoAPI" in answer.json()["error"]


def test_pages_end_with_an_empty_list(store: Running) -> None:
    """Pages count from 0; a page behind the last has an empty list."""
    store.control("POST", "seed/Item", _SEEDS)
    headers = {"NETOAPI_KEY": KEY, "Accept": "application/json"}
    found = []
    for page in range(3):
        body = json.dumps({"Filter": {"Brand": ["Acme", "Other"], "Page": page, "Limit": 2}})
        found.append([i["SKU"] for i in _ask(store, "GetItem", body, headers).json()["Item"]])
    assert found == [["A1", "A2"], ["A3"], []]


def test_a_compressed_request_is_told_as_what_it_is(store: Running) -> None:
    """No public client compresses what it sends: who does is told so."""
    headers = {"NETOAPI_KEY": KEY, "Accept": "application/json", "Content-Encoding": "gzip"}
    content = _ask(store, "GetItem", gzip.compress(b"{}"), headers).json()
    assert content["Ack"] == "Error"
    assert "Content-Encoding" in content["Messages"]["Error"]["Message"]
