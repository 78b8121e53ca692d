"""A stand-in for a store: real HTTP on loopback, behaving as the Neto API does.

It knows one action, AddCustomerLog, which it takes with its key or, as the gateway does, below
`/v1/stores/ID` with a bearer token. It shares no code with the generator or the client. Run it by
itself with `python -m examples.stand_in_store`.
"""

from __future__ import annotations

import itertools
import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

KEY = "stand-in-key"
ENDPOINT = "/do/WS/NetoAPI"
STORE_ID = "12345"
TOKEN = "stand-in-token"  # noqa: S105 - of no real gateway
GATEWAY_ENDPOINT = f"/v1/stores/{STORE_ID}{ENDPOINT}"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it goes out."""

    body: bytes
    content_type: str = "application/json"
    status: int = 200


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request as it came in, and what was answered. Header names are in small letters."""

    headers: dict[str, str]
    body: bytes
    answer: Answer


@dataclass(slots=True)
class StandInStore:
    """A store on a free port of loopback, in use as a context manager.

    `exchanges` is everything that came in and went out. Answers put into `scripted` go out first,
    in their order, whatever is asked.
    """

    exchanges: list[Exchange] = field(default_factory=list[Exchange])
    scripted: list[Answer] = field(default_factory=list[Answer])
    _log_ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1001))
    _server: ThreadingHTTPServer | None = None

    @property
    def address(self) -> str:
        """Where the store is."""
        if self._server is None:
            message = "the store is closed"
            raise RuntimeError(message)
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """What the store answers to a request."""
        if self.scripted:
            return self.scripted.pop(0)
        if path not in {ENDPOINT, GATEWAY_ENDPOINT}:
            return Answer(b"<html><body><h1>Not Found</h1></body></html>", "text/html", 404)
        wants_json = "application/json" in headers.get("accept", "")
        try:
            _check_who_asks(path, headers)
            result = self._result(headers, body)
        except _RefusedError as refused:
            result = {
                "Ack": "Error",
                "Messages": {"Error": {"Message": str(refused), "SeverityCode": "Error"}},
            }
        result["CurrentTime"] = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
        if wants_json:
            return Answer(json.dumps(result).encode(), "application/json")
        return Answer(_to_xml("AddCustomerLogResponse", result).encode(), "text/xml")

    def _result(self, headers: dict[str, str], body: bytes) -> dict[str, Any]:
        if headers.get("netoapi_action") != "AddCustomerLog":
            message = "Unknown action"
            raise _RefusedError(message)
        saved: list[dict[str, str]] = []
        warnings: list[dict[str, str]] = []
        for log in _customer_logs(headers.get("content-type", ""), body):
            if log.get("Notes") or log.get("Username"):
                saved.append({"LogID": str(next(self._log_ids))})
            else:
                warnings.append(
                    {"Message": "A log without user and notes", "SeverityCode": "Warning"}
                )
        result: dict[str, Any] = {"Ack": "Warning" if warnings else "Success"}
        # One is an object, several are a list.
        if saved:
            result["CustomerLog"] = saved[0] if len(saved) == 1 else saved
        if warnings:
            result["Messages"] = {"Warning": warnings[0] if len(warnings) == 1 else warnings}
        return result

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        store = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = store.answer(self.path, headers, body)
                store.exchanges.append(Exchange(headers, body, answer))
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_: object) -> None:
                """Print nothing: who asks reads `exchanges`."""

        return Handler


class _RefusedError(Exception):
    """A request that the store refuses."""


def _check_who_asks(path: str, headers: dict[str, str]) -> None:
    """Refuse whoever has neither the key of the store nor, at the gateway, the token."""
    if path == GATEWAY_ENDPOINT:
        if headers.get("authorization") != f"Bearer {TOKEN}":
            message = "Invalid access token"
            raise _RefusedError(message)
    elif headers.get("netoapi_key") != KEY:
        message = "Invalid API Key"
        raise _RefusedError(message)


def _customer_logs(content_type: str, body: bytes) -> list[dict[str, str]]:
    """The logs of a request, by the names of their elements."""
    message = "The request cannot be read"
    try:
        if "json" in content_type:
            logs = json.loads(body)["CustomerLogs"]["CustomerLog"]
            return logs if isinstance(logs, list) else [logs]
        root = ET.fromstring(body)  # noqa: S314 - on loopback, from our own client
    except (ValueError, LookupError, TypeError, ET.ParseError):
        raise _RefusedError(message) from None
    if root.tag != "AddCustomerLog":
        raise _RefusedError(message)
    return [
        {child.tag: child.text or "" for child in log}
        for log in root.iterfind("CustomerLogs/CustomerLog")
    ]


def _to_xml(name: str, value: object) -> str:
    if isinstance(value, list):
        return "".join(_to_xml(name, item) for item in value)
    if isinstance(value, dict):
        inner = "".join(_to_xml(key, item) for key, item in value.items())
        return f"<{name}>{inner}</{name}>"
    return f"<{name}>{escape(str(value))}</{name}>"


if __name__ == "__main__":
    with StandInStore() as open_store:
        where = f"A stand-in store at {open_store.address}, with the key {KEY}"
        print(f"{where}; Ctrl-C ends it.", flush=True)
        with suppress(KeyboardInterrupt):
            Event().wait()
