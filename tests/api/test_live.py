"""Every action, in both wires, over a real socket, against a store that answers from the schemas."""

from __future__ import annotations

import asyncio
import json
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

import pytest

from neto_client import AsyncNetoClient, NetoClient
from neto_client._catalogue import OPERATIONS
from neto_client.testing import FakeStore
from tests.api.answering_store import AnsweringStore, sample

if TYPE_CHECKING:
    from collections.abc import Iterator

Wire = Literal["json", "xml"]


@pytest.fixture(scope="module")
def store() -> Iterator[AnsweringStore]:
    """Yield a store for all these tests."""
    with AnsweringStore() as open_store:
        yield open_store


def plain(value: Any) -> Any:
    """Return the content of a document, however stores write it: a list of one is its item."""
    if isinstance(value, list):
        items = [plain(item) for item in value]
        return items[0] if len(items) == 1 else items
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return str(value).rstrip("0") if "." in str(value) else value


def request_of(action: str) -> Any:
    """Return a request with everything in it that may be."""
    module, request, _ = OPERATIONS[action]
    kind = getattr(import_module(f"neto_client.{module}"), request)
    return kind.from_json(json.dumps(sample(action)))


@pytest.mark.parametrize("wire", ["json", "xml"])
@pytest.mark.parametrize("action", OPERATIONS)
def test_every_action_is_sent_and_answered(store: AnsweringStore, action: str, wire: Wire) -> None:
    """The store gets all that was set, valid to the letter; the client gets all that it answers."""
    request = request_of(action)
    method = OPERATIONS[action][0]
    with NetoClient(store.address, key="k", wire=wire, rate_limit=None) as neto:
        response = getattr(neto, method)(request)
    sent, received = store.received[-1]
    assert sent == action
    assert plain(received or {}) == plain(sample(action))
    assert plain(json.loads(response.to_json())) == plain(store.answer(action))
    assert response.warnings
    assert not unread(response)


def unread(record: Any) -> dict[str, Any]:
    """Return the data of a record and all below it that the schema does not know."""
    found = dict(record.extra)
    for name in record.__dataclass_fields__:
        value = getattr(record, name)
        for item in value if isinstance(value, list) else [value]:
            if hasattr(item, "extra"):
                found |= unread(item)
    return found


@pytest.mark.parametrize("wire", ["json", "xml"])
def test_every_action_can_be_awaited(store: AnsweringStore, wire: Wire) -> None:
    """The client for tasks has every action, too."""

    async def call_all() -> list[Any]:
        async with AsyncNetoClient(store.address, key="k", wire=wire, rate_limit=None) as neto:
            return [await getattr(neto, OPERATIONS[a][0])(request_of(a)) for a in OPERATIONS]

    responses = asyncio.run(call_all())
    for action, response in zip(OPERATIONS, responses, strict=True):
        assert plain(json.loads(response.to_json())) == plain(store.answer(action))


@pytest.mark.parametrize("wire", ["json", "xml"])
@pytest.mark.parametrize(
    "as_seen", [False, True, ("list", "bare_dates", "numbers", "wrapped"), ("one", "empty")]
)
def test_the_store_for_users_tests_has_every_action(wire: Wire, as_seen: Any) -> None:
    """A fake store takes what the client sends, and its answers mean the same however they look."""
    fake = FakeStore(as_seen=as_seen)
    with fake.client(wire=wire) as neto:
        for action, (module, _, response) in OPERATIONS.items():
            kind = getattr(import_module(f"neto_client.{module}"), response)
            answer = kind.from_json(json.dumps({**sample(response), "Ack": "Success"}))
            fake.on(action, answer)
            found = getattr(neto, module)(request_of(action))
            if isinstance(as_seen, tuple) and "bare_dates" in as_seen:
                assert type(found) is kind
            else:
                assert found == answer
    assert [received.action for received in fake.requests] == [*OPERATIONS]
