"""Control a store: a JSON API for tests, and a page for people, on this machine only."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route, Router

from neto_gen.serve.faults import Fault
from neto_gen.serve.json_values import is_list, is_record
from neto_gen.serve.masking import is_secret

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from neto_gen.serve.client import Client
    from neto_gen.serve.faults import Faults
    from neto_gen.serve.log import Log

MOST_BODY = 64 << 20
_PAGE_SIZE = 50
_OR_CSV = "; a CSV table needs Content-Type: text/csv"
# A cell may be as long as a whole body.
csv.field_size_limit(MOST_BODY)
_NOWHERE = "there is nothing here: the API is at /do/WS/NetoAPI, and the control page at /control/"
_MOST_TIMES = 1_000_000
_SAFE = frozenset({"GET", "HEAD"})
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


# The page, which gets what it shows from the API. That came from outside, and becomes text, never markup.
_PAGES = {
    "/": ("page.html", "text/html"),
    "/page.js": ("page.js", "text/javascript"),
    "/page.css": ("page.css", "text/css"),
}


class Control:
    """The control API and its page, as an ASGI application.

    They answer to this machine, under its own name, and to no page of another origin: whoever opens
    a foreign page while a store is open has asked for nothing of this.
    """

    def __init__(
        self,
        client: Client,
        store: Any,  # noqa: ANN401 - the engine's
        faults: Faults,
        log: Log,
    ) -> None:
        self._refused: type[Exception] = client.store.Refused
        self._full: type[Exception] = client.state.FullError
        self._quirks: tuple[str, ...] = client.wire.QUIRKS
        self._store = store
        self._faults = faults
        self._log = log
        routes: list[tuple[str, str, Callable[[Request], Awaitable[Response]]]] = [
            ("GET", "/api/state", self._state),
            ("GET", "/api/records/{kind}", self._records),
            ("GET", "/api/requests", self._requests),
            ("DELETE", "/api/requests", self._forget_requests),
            ("POST", "/api/reset", self._reset),
            ("POST", "/api/seed/{kind}", self._seed),
            ("GET", "/api/snapshot", self._snapshot),
            ("POST", "/api/snapshot", self._restore),
            ("POST", "/api/faults", self._order_fault),
            ("DELETE", "/api/faults", self._forget_faults),
            ("POST", "/api/as-seen", self._look_as_seen),
        ]
        routes += [("GET", path, _page(*page)) for path, page in _PAGES.items()]
        self._router = Router([Route(p, run, methods=[method]) for method, p, run in routes])

    async def to_page(self, _: Request) -> Response:
        """Lead to the page."""
        return RedirectResponse("/control/", headers=_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what this machine asks."""
        headers = {n.decode("latin-1"): v.decode("latin-1") for n, v in scope["headers"]}
        said = why_not(scope, headers)
        if said:
            await _error(403, said)(scope, receive, send)
            return
        await self._router(scope, receive, send)

    async def _state(self, _: Request) -> Response:
        chaos = self._faults.chaos
        found = {
            "records": self._store.state.counts(),
            "kinds": sorted(self._store.kinds),
            "actions": sorted(self._store.operations),
            "requests": self._log.count,
            "as_seen": list(self._store.quirks),
            "quirks": list(self._quirks),
            "faults": [
                {"fault": o.fault.value, "times": o.times, "action": o.action}
                for o in self._faults.ordered
            ],
            "known_faults": [fault.value for fault in Fault],
            "chaos": None if chaos is None else chaos._asdict(),
        }
        return _json(found)

    async def _records(self, request: Request) -> Response:
        kind = self._kind(request)
        page = _number(request, "page")
        found: list[Any] = []
        for place, record in enumerate(self._store.state.all(kind)):
            if place >= (page + 1) * _PAGE_SIZE:
                break
            if place >= page * _PAGE_SIZE:
                found.append(_without_secrets(record))
        total = self._store.state.counts().get(kind, 0)
        return _json({"kind": kind, "page": page, "total": total, "records": found})

    async def _requests(self, request: Request) -> Response:
        after = _number(request, "after")
        return _json({"requests": [*self._log.after(after)], "count": self._log.count})

    async def _forget_requests(self, _: Request) -> Response:
        self._log.clear()
        return _json({})

    async def _reset(self, _: Request) -> Response:
        self._done(self._forget)
        self._faults.ordered.clear()
        self._log.clear()
        return _json({})

    def _forget(self) -> None:
        with self._store.state.transaction():
            self._store.state.clear()

    async def _seed(self, request: Request) -> Response:
        kind = self._kind(request)
        body = await _body(request)
        is_csv = "csv" in request.headers.get("content-type", "").lower()
        records = _of_csv(body) if is_csv else _of_json(body)
        return _json({"seeded": self._done(lambda: self._store.seed(kind, records))})

    async def _snapshot(self, _: Request) -> Response:
        return _json(self._store.snapshot())

    async def _restore(self, request: Request) -> Response:
        snapshot = _object(await _body(request))
        self._done(lambda: self._store.restore(snapshot))
        return _json({"records": self._store.state.counts()})

    async def _order_fault(self, request: Request) -> Response:
        given = _object(await _body(request))
        times, action = given.get("times", 1), given.get("action", "")
        name = given.get("fault")
        if not isinstance(name, str) or name not in set(Fault):
            raise HTTPException(422, f"fault must be one of {', '.join(Fault)}")
        if type(times) is not int or not 1 <= times <= _MOST_TIMES:
            raise HTTPException(422, f"times must be a number from 1 to {_MOST_TIMES:,}")
        if not isinstance(action, str) or (action and action not in self._store.operations):
            raise HTTPException(422, "action must be an action of the API, or omitted")
        try:
            self._faults.order(Fault(name), times, action)
        except ValueError as error:
            raise HTTPException(422, str(error)) from None
        return _json({})

    async def _forget_faults(self, _: Request) -> Response:
        self._faults.ordered.clear()
        return _json({})

    async def _look_as_seen(self, request: Request) -> Response:
        quirks = _object(await _body(request)).get("quirks")
        if not is_list(quirks) or not set(map(str, quirks)) <= set(self._quirks):
            raise HTTPException(422, f"quirks must be a list of any of {', '.join(self._quirks)}")
        self._store.quirks = tuple(quirks)
        return _json({"as_seen": quirks})

    def _kind(self, request: Request) -> str:
        kind: str = request.path_params["kind"]
        if kind not in self._store.kinds:
            kinds = ", ".join(sorted(self._store.kinds))
            raise HTTPException(404, f"there are no records called {kind}: {kinds}")
        return kind

    def _done(self, do: Callable[[], Any]) -> Any:  # noqa: ANN401 - what it returns
        try:
            return do()
        except self._refused as error:
            raise HTTPException(422, str(error)) from None
        except self._full:
            raise HTTPException(422, "the store is full") from None
        except UnicodeEncodeError:
            raise HTTPException(
                422, "a text contains characters that are not valid Unicode"
            ) from None
        except sqlite3.Error as error:
            raise HTTPException(507, f"the file of the store cannot be used: {error}") from None


def _page(name: str, kind: str) -> Callable[[Request], Awaitable[Response]]:
    """Return what answers with a file of the page."""
    content = Path(__file__).with_name(name).read_text(encoding="utf-8")

    async def answer(_: Request) -> Response:
        return Response(content, media_type=kind, headers=_HEADERS)

    return answer


def why_not(scope: Scope, headers: dict[str, str]) -> str:
    """Return why a request is refused, "" if it is not."""
    client = scope.get("client")
    if client is not None and not _is_loopback(client[0]):
        return "the control page is only available on this machine"
    host = headers.get("host", "")
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    if name != "localhost" and not _is_loopback(name.strip("[]")):
        return "the control page is only available on this machine, under its own name"
    origin = headers.get("origin")
    if origin is not None and origin != f"http://{host}":
        return "the control page refuses requests from other origins"
    site = headers.get("sec-fetch-site", "same-origin")
    if scope["method"] not in _SAFE and site not in {"same-origin", "none"}:
        return "the control page refuses requests from other origins"
    return ""


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


async def _body(request: Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BODY:
            raise HTTPException(413, f"a body can have at most {MOST_BODY:,} bytes")
        parts.append(part)
    return b"".join(parts)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not is_record(found):
        raise HTTPException(422, "the body must be a JSON object")
    return found


def _of_json(body: bytes) -> list[dict[str, Any]]:
    try:
        # The digits of a number stay as they are.
        found: Any = json.loads(body, parse_float=str, parse_constant=_refuse)
    except (ValueError, RecursionError):
        found = None
    records: list[Any] = found if is_list(found) else [found]
    if not all(is_record(record) for record in records):
        raise HTTPException(422, f"the body must be a JSON list of records{_OR_CSV}")
    return records


def _refuse(name: str) -> NoReturn:
    message = f"{name} is not JSON"
    raise ValueError(message)


def _of_csv(body: bytes) -> list[dict[str, Any]]:
    """Return the records of a CSV table.

    A column `A.B` is the element B in A; an empty cell sets nothing.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise HTTPException(422, "the table is not in UTF-8: save it in that encoding") from None
    head = text.partition("\n")[0]
    # Spreadsheets of some languages separate cells by these. No name of an element has one.
    delimiter = max(",;\t", key=head.count)
    try:
        table = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows, names = [*table], [*(table.fieldnames or ())]
    except csv.Error as error:
        raise HTTPException(422, f"the body is not a CSV table: {error}") from None
    if not names or head.lstrip()[:1] in {"{", "["}:
        raise HTTPException(422, "the body is not a CSV table: its first row must name the columns")
    for place, name in enumerate(names, 1):
        if not all(step.strip() for step in name.split(".")):
            raise HTTPException(422, f"column {place} must be called as an element, not {name!r}")
        if names.count(name) > 1:
            raise HTTPException(422, f"the column {name} occurs twice")
    for place, row in enumerate(rows, 1):
        if None in row or None in row.values():
            raise HTTPException(422, f"row {place} must have as many cells as the first row")
    return [_nested((name, value) for name, value in row.items() if value != "") for row in rows]


def _nested(cells: Iterable[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in cells:
        *path, last = name.strip().split(".")
        inner = found
        for step in path:
            inner = inner.setdefault(step, {})
            if not is_record(inner):
                raise HTTPException(422, f"{name} is in {step}, which already has a value")
        if last in inner:
            raise HTTPException(422, f"{name} occurs twice")
        inner[last] = value
    return found


def _without_secrets(value: Any) -> Any:  # noqa: ANN401 - a value of a record
    if is_record(value):
        items: dict[str, Any] = value
        return {n: "…" if is_secret(n) else _without_secrets(v) for n, v in items.items()}
    if is_list(value):
        return [_without_secrets(one) for one in value]
    return value


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) < len("1" * 16)):
        raise HTTPException(422, f"{name} must be a number from 0")
    return int(text)


def _json(content: Any) -> Response:  # noqa: ANN401 - a JSON value
    return JSONResponse(content, headers=_HEADERS)


def refused(_: Request, error: Exception) -> Response:
    """Return the response for a request that cannot be carried out."""
    if isinstance(error, HTTPException):
        is_nowhere = (error.status_code, error.detail) == (404, "Not Found")
        return _error(error.status_code, _NOWHERE if is_nowhere else error.detail)
    raise error


def _error(status: int, said: str) -> Response:
    return JSONResponse({"error": said}, status, headers=_HEADERS)
