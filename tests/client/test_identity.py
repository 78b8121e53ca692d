"""Which request it was: what errors, hooks and raw responses know of what was sent."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING, Any

import pytest

from neto_client import (
    ApiError,
    NetoError,
    OutcomeUnknown,
    PreparedRequest,
    RateLimited,
    RequestError,
    Retries,
)
from neto_client.add_customer_log import CustomerLog
from tests.client.calling import BOTH, SECRET, Kind, a_call, send
from tests.client.misbehaving_store import MisbehavingStore, answer, drop

if TYPE_CHECKING:
    from neto_client import Attempt

BODY = {"CustomerLogs": {"CustomerLog": [{"Username": "jsmith", "Notes": "Rang"}]}}
REFUSED = b'{"Ack": "Error", "Messages": {"Error": {"Message": "No such user"}}}'


def told(error: NetoError) -> PreparedRequest:
    """Return the request of an error, which there has to be."""
    assert error.request is not None
    return error.request


@BOTH
@pytest.mark.parametrize(
    ("script", "kind_of_error", "number"),
    [
        ([answer(REFUSED)], ApiError, 1),
        ([drop()], OutcomeUnknown, 1),
        ([answer(b"", "429 Slow", retry_after="0")] * 3, RateLimited, 3),
        ([answer(b"<html>")], NetoError, 1),
    ],
)
def test_an_error_knows_what_was_sent(
    kind: Kind, script: list[Any], kind_of_error: type[NetoError], number: int
) -> None:
    """A request for support can be written from one exception, also from its pickle; the key is not in it."""
    with MisbehavingStore() as rogue:
        rogue.script = [*script]
        address = rogue.address
        with pytest.raises(kind_of_error) as caught:
            send(kind, rogue.address, retries=Retries(limit=2, first=0.0))
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value))):  # noqa: S301 - our own
        request = told(error)
        assert (request.action, request.number) == ("AddCustomerLog", number)
        assert (error.operation, len(error.tries)) == (request.action, request.number)
        assert request.url == f"{address}/do/WS/NetoAPI"
        assert json.loads(request.body) == BODY
        assert request.headers["NETOAPI_ACTION"] == "AddCustomerLog"
        assert request.headers["NETOAPI_KEY"] == "***"
        assert SECRET not in repr((error, request, error.__dict__))


@BOTH
def test_a_secret_in_the_body_is_masked_on_an_error(kind: Kind) -> None:
    """Should what was sent hold the key, the error does not."""
    with MisbehavingStore() as rogue:
        rogue.script = [answer(REFUSED)]
        log = CustomerLog(notes=f"the key is {SECRET}")
        with pytest.raises(ApiError) as caught:
            send(kind, rogue.address, call=a_call(log=log))
        assert SECRET.encode() in rogue.bodies[0]
    assert SECRET.encode() not in told(caught.value).body
    assert b"the key is ***" in told(caught.value).body


@BOTH
def test_what_was_not_sent_is_on_no_error(kind: Kind) -> None:
    """An error that comes before anything is sent has no request."""
    with pytest.raises(RequestError) as caught:
        send(kind, "localhost", call=a_call(log=CustomerLog(username="u" * 300)))
    assert caught.value.request is None
    assert caught.value.operation == "AddCustomerLog"


@BOTH
def test_hooks_and_raw_responses_know_the_try(kind: Kind) -> None:
    """Of each try, the hooks are told its number; a raw response has the last, and all tries."""
    seen: list[tuple[str, int]] = []

    def before(request: PreparedRequest) -> None:
        seen.append(("sends", request.number))

    def after(request: PreparedRequest, tried: Attempt) -> None:
        assert tried.number == request.number
        seen.append(("has sent", request.number))

    with MisbehavingStore() as rogue:
        rogue.script = [answer(b"", "429 Slow", retry_after="0")]
        found = send(kind, rogue.address, on_request=before, on_response=after)
    assert seen == [("sends", 1), ("has sent", 1), ("sends", 2), ("has sent", 2)]
    assert found.request is not None
    assert (found.request.action, found.request.number, len(found.tries)) == (
        "AddCustomerLog",
        2,
        2,
    )
    assert json.loads(found.request.body) == BODY
    assert SECRET not in repr((found, found.request, found.request.headers))
