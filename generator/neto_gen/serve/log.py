"""The last requests, with what became of them and what is wrong with them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from neto_gen.problems import printable
from neto_gen.serve.masking import Masker, secrets_in, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.serve.client import Client

MOST_ENTRIES = 500
MOST_BYTES = 16 << 20
MOST_OF_ONE = 64 << 10
_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A request and its answer. `request` is that of the client's engine, without headers that tell."""

    number: int
    time: datetime
    request: Any
    status: int
    body: bytes
    fault: str
    milliseconds: float
    secrets: frozenset[str]


class Log:
    """The last requests, no more of them than fit."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._entries: deque[Entry] = deque()
        self._bytes = 0
        self.count = 0

    def add(
        self,
        request: Any,  # noqa: ANN401 - the engine's
        status: int,
        body: bytes,
        fault: str,
        milliseconds: float,
    ) -> None:
        """Take note of a request."""
        self.count += 1
        headers = {
            name: request.headers[name]
            for name in ("accept", "content-type", "netoapi_action")
            if name in request.headers
        }
        kept = type(request)(headers, request.body[:MOST_OF_ONE], request.method, request.path)
        entry = Entry(
            *(self.count, datetime.now(UTC), kept, status, body[:MOST_OF_ONE], fault, milliseconds),
            frozenset(secrets_in(request.headers)),
        )
        self._entries.append(entry)
        self._bytes += _size(entry)
        while len(self._entries) > MOST_ENTRIES or self._bytes > MOST_BYTES:
            self._bytes -= _size(self._entries.popleft())

    def clear(self) -> None:
        """Forget all requests, but not how many there were."""
        self._entries.clear()
        self._bytes = 0

    def after(self, number: int, most: int = MOST_ENTRIES) -> Iterator[dict[str, Any]]:
        """Yield the requests after the one with this number as JSON values, the oldest first."""
        found = [entry for entry in self._entries if entry.number > number]
        for entry in found[-most:]:
            yield self._told(entry)

    def _told(self, entry: Entry) -> dict[str, Any]:
        request = entry.request
        # A secret is also masked where the other body or a problem repeats it.
        masker = Masker({*entry.secrets}, is_thorough=False)
        asked, answered = shown(masker, MOST_OF_ONE - 1, request.body, entry.body)
        return {
            "number": entry.number,
            "time": f"{entry.time:%Y-%m-%d %H:%M:%S}",
            "action": printable(request.action[:100]),
            "wire": f"{'JSON' if request.is_json else 'XML'} to "
            f"{'JSON' if request.wants_json else 'XML'}",
            "status": entry.status,
            "fault": entry.fault,
            "milliseconds": round(entry.milliseconds, 2),
            "problems": [masker.text(line) for line in self._problems(entry)],
            "request": asked,
            "response": answered,
        }

    def _problems(self, entry: Entry) -> Iterator[str]:
        """Yield where a request does not follow its schema."""
        request = entry.request
        if request.action not in self._client.operations:
            yield "not an action of this API"
            return
        if len(request.body) >= MOST_OF_ONE:
            yield "too long to be checked"
            return
        kind = self._client.operations[request.action].request
        if not request.body.strip():
            return
        found = self._client.wire.deviations(kind, request.body, is_json=request.is_json)
        for line in found[:_MOST_SHOWN]:
            yield printable(line[:500])


def _size(entry: Entry) -> int:
    return len(entry.request.body) + len(entry.body) + 500
