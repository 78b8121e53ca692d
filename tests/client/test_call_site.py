"""The call of the README, over real HTTP."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from neto_client import NetoClient
from neto_client.add_customer_log import (
    Ack,
    AddCustomerLog,
    CustomerLog,
    CustomerLogs,
    Status,
)
from neto_client.add_item import Item as NewItem
from neto_client.update_item import Item
from tests.standing import KEY

if TYPE_CHECKING:
    from typing import Literal

    from tests.standing import StandInStore

WIRES = pytest.mark.parametrize("wire", ["json", "xml"])
LOG = CustomerLog(
    username="jsmith", notes="Rang about order N1234", status=Status.REQUIRE_RECONTACT
)


@WIRES
def test_a_log_gets_its_id(store: StandInStore, wire: Literal["json", "xml"]) -> None:
    """A log that is sent comes back as a record with the id that the store gave it."""
    with NetoClient(store.address, username="api", key=KEY, wire=wire) as neto:
        response = neto.add_customer_log([LOG])

    assert response.customer_log[0].log_id == 1001
    assert response.ack is Ack.SUCCESS
    assert response.warnings == []


@WIRES
def test_several_logs_get_their_ids_in_order(
    store: StandInStore, wire: Literal["json", "xml"]
) -> None:
    """Several logs travel in one request and come back in their order."""
    with NetoClient(store.address, key=KEY, wire=wire) as neto:
        response = neto.add_customer_log([LOG, LOG, LOG])

    assert [log.log_id for log in response.customer_log] == [1001, 1002, 1003]
    assert len(store.exchanges) == 1


@WIRES
def test_a_whole_request_is_taken_too(store: StandInStore, wire: Literal["json", "xml"]) -> None:
    """The whole request record can be sent in place of the list."""
    request = AddCustomerLog(customer_logs=CustomerLogs(customer_log=[LOG]))
    with NetoClient(store.address, key=KEY, wire=wire) as neto:
        assert neto.add_customer_log(request).customer_log[0].log_id == 1001


def test_json_is_what_the_api_documents(store: StandInStore) -> None:
    """A JSON request has no root, a list of records, and nothing that is not set."""
    with NetoClient(store.address, key=KEY) as neto:
        neto.add_customer_log([LOG])

    assert json.loads(store.exchanges[0].body) == {
        "CustomerLogs": {
            "CustomerLog": [
                {
                    "Username": "jsmith",
                    "Status": "Require Recontact",
                    "Notes": "Rang about order N1234",
                }
            ]
        }
    }


def test_xml_is_what_the_api_documents(store: StandInStore) -> None:
    """An XML request has the action as its root, and nothing that is not set."""
    with NetoClient(store.address, key=KEY, wire="xml") as neto:
        neto.add_customer_log([LOG])

    assert store.exchanges[0].body == (
        b"<AddCustomerLog><CustomerLogs><CustomerLog><Username>jsmith</Username>"
        b"<Status>Require Recontact</Status><Notes>Rang about order N1234</Notes>"
        b"</CustomerLog></CustomerLogs></AddCustomerLog>"
    )


@WIRES
@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 12, 1, 9, 30, tzinfo=UTC),
        datetime(2026, 12, 1, 20, 30, tzinfo=timezone(timedelta(hours=11))),
        datetime(2026, 12, 1, 9, 30),  # noqa: DTZ001 - taken as UTC
    ],
)
def test_dates_are_sent_in_utc(
    store: StandInStore, wire: Literal["json", "xml"], moment: datetime
) -> None:
    """A date goes out as YYYY-MM-DD HH:MM:SS in UTC, whatever its time zone."""
    with NetoClient(store.address, key=KEY, wire=wire) as neto:
        neto.add_customer_log([CustomerLog(username="jsmith", last_contacted=moment)])

    assert b"2026-12-01 09:30:00" in store.exchanges[0].body


@WIRES
def test_headers_say_action_key_and_format(
    store: StandInStore, wire: Literal["json", "xml"]
) -> None:
    """The action, the key, the user and the format are in the headers."""
    with NetoClient(store.address, username="api", key=KEY, wire=wire) as neto:
        neto.add_customer_log([LOG])

    headers = store.exchanges[0].headers
    assert headers["netoapi_action"] == "AddCustomerLog"
    assert headers["netoapi_key"] == KEY
    assert headers["netoapi_username"] == "api"
    assert headers["content-type"] == headers["accept"] == f"application/{wire}"


@pytest.mark.parametrize("username", [None, ""])
def test_no_user_means_no_header(store: StandInStore, username: str | None) -> None:
    """Without a user the header is left out: an empty one is worse than none."""
    with NetoClient(store.address, username=username, key=KEY) as neto:
        neto.add_customer_log([LOG])

    assert "netoapi_username" not in store.exchanges[0].headers


@WIRES
def test_partial_success_returns_with_its_warnings(
    store: StandInStore, wire: Literal["json", "xml"]
) -> None:
    """Of a batch that is taken in part, the results and the warnings are both there."""
    with NetoClient(store.address, key=KEY, wire=wire) as neto:
        neto.add_item([NewItem(sku="A1", name="Shirt")])
        response = neto.update_item([Item(sku="A1", name="Hat"), Item(sku="A2", name="Coat")])

    assert response.ack is Ack.WARNING
    assert [item.sku for item in response.item] == ["A1"]
    assert [warning.message for warning in response.warnings] == ["Item not found: SKU A2"]


def test_a_client_can_be_used_again_after_close(store: StandInStore) -> None:
    """Closing a client frees its connections; a later call opens new ones."""
    neto = NetoClient(store.address, key=KEY)
    neto.add_customer_log([LOG])
    neto.close()
    assert neto.add_customer_log([LOG]).customer_log[0].log_id == 1002
    neto.close()
