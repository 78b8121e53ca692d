"""Notifications: read into a record, and refused when they do not bring the key of the store."""

from __future__ import annotations

import pickle
import traceback
from email.message import Message
from http.client import HTTPConnection
from threading import Thread
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from wsgiref.handlers import BaseHandler
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from starlette import datastructures as starlette
from werkzeug import datastructures as flask
from werkzeug.datastructures import EnvironHeaders

from neto_client import NetoError, ResponseError, events
from tests.support import REPOSITORY, build_and_import, root, schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = "s3cret-key-of-the-store"
HEADERS = {"NETO_NOTIFICATION": "Order", "NETOAPI_KEY": KEY}
BODY = (
    b'<?xml version="1.0"?><Event><CurrentTime>2026-11-25 08:00:00</CurrentTime>'
    b"<EventID>17</EventID><EventType>OrderUpdated</EventType>"
    b"<Order><OrderID>N1</OrderID><OrderStatus>Pick</OrderStatus><New>kept</New></Order></Event>"
)
PAGE = (REPOSITORY / "docs" / "guides" / "receive-webhooks.md").read_text(encoding="utf-8")


def test_a_notification_becomes_a_record() -> None:
    """The body is read as tolerantly as an answer, and nothing of it is lost."""
    event = events.receive(BODY, HEADERS, key=KEY)
    assert event.event_id == 17
    assert event.order is not None
    assert event.order.order_id == "N1"
    assert event.order.order_status is events.OrderStatus.PICK
    assert event.order.extra == {"New": "kept"}


@pytest.mark.parametrize(
    "name", ["NETOAPI_KEY", "netoapi_key", "Netoapi-Key", "NETOAPI-KEY", "HTTP_NETOAPI_KEY"]
)
def test_the_key_is_found_however_a_server_writes_the_header(name: str) -> None:
    """Servers change the case of names, and what they make of an underscore."""
    assert events.receive(BODY, {name: KEY}, key=KEY).event_id == 17


def http_message(pairs: list[tuple[str, str]]) -> Message:
    """Return headers as the standard library has them."""
    found = Message()
    for name, value in pairs:
        found[name] = value
    return found


def environment(pairs: list[tuple[str, str]]) -> flask.Headers:
    """Return headers as Flask has them in a request: a view of the WSGI environment."""
    environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in pairs}
    return EnvironHeaders(environ)


def test_the_headers_of_frameworks() -> None:
    """Those of Flask, of Starlette and of the standard library are taken as they are, typed so, too."""
    pairs = [("Neto-Notification", "Order"), ("Netoapi-Key", KEY)]
    raw = [(name.lower().encode(), value.encode()) for name, value in pairs]
    assert events.receive(BODY, flask.Headers(pairs), key=KEY).event_id == 17
    assert events.receive(BODY, environment(pairs), key=KEY).event_id == 17
    assert events.receive(BODY, starlette.Headers(raw=raw), key=KEY).event_id == 17
    assert events.receive(BODY, http_message(pairs), key=KEY).event_id == 17
    assert events.receive(BODY, MappingProxyType(dict(pairs)), key=KEY).event_id == 17


@pytest.mark.parametrize(
    "made",
    [
        flask.Headers,
        http_message,
        lambda pairs: starlette.Headers(raw=[(n.encode(), v.encode()) for n, v in pairs]),
    ],
)
def test_a_second_key_is_noticed_in_any_headers(made: Any) -> None:
    """Classes that give one value for a name do not hide another."""
    pairs = [("netoapi-key", KEY), ("netoapi-key", "another")]
    for both in (pairs, [*reversed(pairs)]):
        with pytest.raises(events.NotificationRefused, match="not have the key of the store"):
            events.receive(BODY, made(both), key=KEY)
    assert events.receive(BODY, made(pairs[:1] * 2), key=KEY).event_id == 17


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({}, "no header NETOAPI_KEY"),
        ({"NETO_NOTIFICATION": "Order"}, "no header NETOAPI_KEY"),
        ({"NETOAPI_KEY": "another"}, "does not have the key of the store"),
        ({"NETOAPI_KEY": ""}, "does not have the key of the store"),
        ({"NETOAPI_KEY": "kéy"}, "does not have the key of the store"),
        ({"NETOAPI_KEY": f"{KEY}\udc80"}, "does not have the key of the store"),
        ({"NETOAPI_KEY": f"{KEY}\0"}, "does not have the key of the store"),
        ({"NETOAPI_KEY": f"{KEY}, {KEY}"}, "does not have the key of the store"),
        ({"NETOAPI_KEY": KEY, "netoapi-key": "another"}, "does not have the key of the store"),
        ({"NETOAPI_KEY": [KEY]}, "does not have the key of the store"),
        ({"NETOAPI_KEY": None}, "does not have the key of the store"),
        ({b"NETOAPI_KEY": KEY, 7: KEY}, "no header NETOAPI_KEY"),
        # A variable of the server is no header of a request.
        ({"REQUEST_METHOD": "POST", "NETOAPI_KEY": KEY}, "no header NETOAPI_KEY"),
        ({"GATEWAY_INTERFACE": "CGI/1.1", "NETOAPI_KEY": KEY}, "no header NETOAPI_KEY"),
        ({"HTTP_HOST": "shop", "NETOAPI_KEY": KEY}, "no header NETOAPI_KEY"),
        ({"wsgi.version": "1", "netoapi-key": KEY}, "no header NETOAPI_KEY"),
        ({"HTTP_NETOAPI_KEY": "another", "NETOAPI_KEY": KEY}, "does not have the key of the store"),
    ],
)
def test_another_key_is_refused(headers: dict[Any, Any], message: str) -> None:
    """Whoever does not know the key of the store is not the store; no key is in the message."""
    with pytest.raises(events.NotificationRefused, match=message) as caught:
        events.receive(b"not even XML", headers, key=KEY)
    assert isinstance(caught.value, NetoError)
    assert KEY not in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301


def test_the_token_of_the_control_panel_is_what_newer_stores_send() -> None:
    """It is given as token, and a refusal names it and says where it is made."""
    assert events.receive(BODY, HEADERS, token=KEY).event_id == 17
    with pytest.raises(
        events.NotificationRefused, match="does not have the token of the"
    ) as caught:
        events.receive(BODY, {"NETOAPI_KEY": "another"}, token=KEY)
    assert "Webhook Verify Token" in caught.value.hint
    with pytest.raises(ValueError, match="the token of the store is empty"):
        events.receive(BODY, HEADERS, token="")
    both: list[dict[str, Any]] = [{}, {"token": KEY, "key": KEY}, {"token": None, "key": None}]
    for given in both:
        with pytest.raises(ValueError, match="give the token of the store or, where it is an old"):
            events.receive(BODY, HEADERS, **given)


@pytest.mark.parametrize("key", ["", " \n"])
def test_an_empty_key_is_a_mistake(key: str) -> None:
    """With nothing to compare with, everybody would be the store."""
    with pytest.raises(ValueError, match="the key of the store is empty"):
        events.receive(BODY, {"NETOAPI_KEY": key}, key=key)


@pytest.mark.parametrize("value", [KEY.encode(), f" {KEY}\t"])
def test_a_key_as_servers_give_it(value: Any) -> None:
    """Bytes are as good as a text, and white space around a key stands for nothing."""
    assert events.receive(BODY, {"netoapi-key": value}, key=f"{KEY}\n").event_id == 17


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (BODY, {"NETOAPI_KEY": "an0ther-key-of-somebody"}),
        (BODY, {}),
        (b"<Event>", HEADERS),
    ],
)
def test_a_refusal_shows_no_key(body: bytes, headers: dict[str, str]) -> None:
    """Error reports with variables have neither the key of the store nor the one that came."""
    with pytest.raises(NetoError) as caught:
        events.receive(body, headers, key=KEY)
    traced = caught.value.__traceback__
    assert traced is not None
    frames = [frame for frame, _ in traceback.walk_tb(traced.tb_next)]
    assert frames[0].f_code.co_name == "receive"
    shown = [repr(value) for frame in frames for value in frame.f_locals.values()]
    assert not [text for text in shown if KEY in text or "an0ther" in text]


def test_a_variable_of_the_server_is_no_key(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server whose environment has the key for itself does not take everybody for the store."""
    monkeypatch.setitem(BaseHandler.os_environ, "NETOAPI_KEY", KEY)  # read when it is imported
    connection = HTTPConnection(*address)
    connection.request("POST", "/", BODY, {"NETO_NOTIFICATION": "Order"})
    assert connection.getresponse().status == 403
    connection.close()


def test_a_value_that_cannot_be_read_is_kept() -> None:
    """One odd value does not cost the notification."""
    event = events.receive(b"<Event><EventID>many</EventID></Event>", HEADERS, key=KEY)
    assert event.event_id is None
    assert event.extra == {"EventID": "many"}
    assert [problem.path for problem in event.problems] == ["Event.EventID"]


def test_a_body_that_is_none_is_an_error() -> None:
    """What cannot be understood says so."""
    with pytest.raises(ResponseError):
        events.receive(b"<!DOCTYPE x [<!ENTITY y 'z'>]><Event>&y;</Event>", HEADERS, key=KEY)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def address(capsys: pytest.CaptureFixture[str]) -> Iterator[tuple[str, int]]:
    """Yield the web application of the documentation, on a real socket."""
    example = PAGE.partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {"TOKEN": KEY}
    exec(compile(example, "receive-webhooks.md", "exec"), names)  # noqa: S102 - our own
    with make_server("127.0.0.1", 0, names["application"], handler_class=_Quiet) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield "127.0.0.1", server.server_port
        server.shutdown()
    _ = capsys.readouterr()


def test_the_example_of_the_documentation(address: tuple[str, int]) -> None:
    """The ten lines of the page take a notification, and refuse what is none."""
    statuses = []
    for body, headers in (
        (BODY, HEADERS),
        (BODY, {**HEADERS, "NETOAPI_KEY": "another"}),
        (b"<Event>", HEADERS),
    ):
        connection = HTTPConnection(*address)
        connection.request("POST", "/", body, headers)
        statuses.append(connection.getresponse().status)
        connection.close()
    assert statuses == [200, 403, 400]


def test_a_project_without_the_schema_has_no_events(tmp_path: Path) -> None:
    """The module is there where the schema folder has EventSchema.xsd, alone or beside pairs."""
    text = '<xs:element name="A" type="xs:string" minOccurs="0"/>'
    pair = {f"AddThing{s}.xsd": schema(root(f"AddThing{s}", text)) for s in ("", "Response")}
    without = build_and_import(tmp_path / "without", pair)
    assert "events" not in without._OPERATIONS
    event = {"EventSchema.xsd": schema(root("Event", text))}
    beside = build_and_import(tmp_path / "with", {**pair, **event})
    assert beside.events.receive("<Event><A>b</A></Event>", HEADERS, key=KEY).a == "b"
