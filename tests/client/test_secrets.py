"""The log of a client, and that no secret gets anywhere."""

from __future__ import annotations

import logging
import pickle
import traceback
from typing import TYPE_CHECKING, Any

import pytest

from neto_client import Bearer, NetoError, OAuth, Options, PreparedRequest, Try
from neto_client import Secret
from neto_client.testing import FakeStore, dropped, http_error, refused
from tests.client.calling import BOTH, SECRET, Kind, a_call, send

if TYPE_CHECKING:
    from neto_client.testing import Misbehaviour

FRESH = "fr3sh-token-of-the-store"


@BOTH
def test_a_line_for_each_call(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    """At INFO there is one line, with action, status, ack, tries, time and bytes, and no data."""
    caplog.set_level(logging.INFO, "neto_client")
    store = FakeStore(key=SECRET)
    store.on("AddCustomerLog", b'{"Ack": "Success"}')
    send(kind, "host", http=store)
    (record,) = [record for record in caplog.records if record.name == "neto_client"]
    assert record.getMessage().startswith("AddCustomerLog status=200 ack=Success tries=1 ms=")
    assert record.getMessage().endswith("received=18")
    store.once("AddCustomerLog", dropped())
    with pytest.raises(NetoError):
        send(kind, "host", http=store)
    assert caplog.records[-1].getMessage().endswith("error=OutcomeUnknown")


@BOTH
@pytest.mark.parametrize("asked_for", [False, True])
def test_data_is_logged_only_when_asked_for(
    kind: Kind, caplog: pytest.LogCaptureFixture, *, asked_for: bool
) -> None:
    """What is sent and received is in the log only with log_bodies, and at DEBUG."""
    caplog.set_level(logging.DEBUG, "neto_client")
    store = FakeStore(key=SECRET)
    store.on("AddCustomerLog", b'{"CurrentTime": "today"}')
    send(kind, "host", http=store, log_bodies=asked_for)
    logged = "".join(r.getMessage() for r in caplog.records if r.name == "neto_client")
    assert ("jsmith" in logged, "today" in logged) == (asked_for, asked_for)


@BOTH
@pytest.mark.parametrize(
    "auth",
    [
        {"key": SECRET},
        {"key": None, "auth": OAuth("cl1ent-id", SECRET)},
        {"key": None, "auth": Bearer(lambda: SECRET)},
    ],
)
@pytest.mark.parametrize(
    "reply",
    [refused(f"Invalid API Key {SECRET}"), http_error(500), dropped(), refused(f"Said {FRESH}")],
)
def test_no_secret_gets_anywhere(
    kind: Kind, auth: dict[str, Any], reply: Misbehaviour, caplog: pytest.LogCaptureFixture
) -> None:
    """Secrets are in no record, repr, message, pickle, hook or traceback, even with its variables."""
    caplog.set_level(logging.DEBUG)
    store = FakeStore(key=SECRET)
    store.on("AddCustomerLog", reply)
    seen: list[tuple[PreparedRequest, Try | None]] = []

    def see(request: PreparedRequest, tried: Try | None = None) -> None:
        seen.append((request, tried))

    with pytest.raises(NetoError) as caught:
        send(
            kind,
            "host",
            http=store,
            **auth,
            log_bodies=True,
            headers={"X-Api-Token": FRESH},
            options=Options(headers={"X-More": "said"}),
            on_request=see,
            on_response=see,
        )
    error = caught.value
    shown = [str(error), repr(error), error.hint, repr(seen), repr(error.errors)]
    shown += traceback.format_exception(error)
    shown += [record.getMessage() for record in caplog.records]
    shown += [
        repr(value)
        for frame, _ in traceback.walk_tb(error.__traceback__)
        if "neto_client" in frame.f_globals["__name__"]
        for value in frame.f_locals.values()
    ]
    shown.append(pickle.dumps(error).decode("latin-1"))
    assert len(seen) == 2
    assert not [text for text in shown if SECRET in text or FRESH in text]
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (str(copy), copy.tries, copy.hint) == (str(error), error.tries, error.hint)


def test_a_secret_cannot_be_pickled() -> None:
    """A secret leaves the process only in a request."""
    with pytest.raises(TypeError, match="a secret cannot be pickled"):
        pickle.dumps(Secret(SECRET))
    assert repr(Secret(SECRET)) == "***"


@BOTH
@pytest.mark.parametrize("token", [None, "two\nlines"])
def test_a_token_that_cannot_be_sent(kind: Kind, token: Any) -> None:
    """A supplier of tokens that supplies none is named as what it is."""
    with pytest.raises(NetoError, match="token") as caught:
        send(kind, "host", key=None, auth=Bearer(lambda: token), http=FakeStore())
    assert caught.value.operation == a_call().action


def test_a_coroutine_can_supply_tokens() -> None:
    """The client for tasks awaits what supplies its tokens."""
    store = FakeStore(key=SECRET)
    store.on("AddCustomerLog", b"{}")

    async def supply() -> str:
        return SECRET

    assert send("tasks", "host", key=None, auth=Bearer(supply), http=store).status == 200
