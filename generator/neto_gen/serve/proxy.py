"""A real store behind this one, whose answers are passed on and recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

import httpx2

from neto_gen.problems import ExitCode, Failure, Problem, reason

if TYPE_CHECKING:
    from neto_gen.serve.recordings import Recorder

# Headers that a proxy must not pass on: they are about one connection, or name its host.
_OF_A_CONNECTION = frozenset(
    [
        "connection",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "proxy-authorization",
        "host",
        "content-length",
        "accept-encoding",
        "expect",
        "x-neto-serve-fault",
    ]
)
_SECONDS = 90.0


class Upstream:
    """A store that requests are passed on to."""

    def __init__(self, address: str, recorder: Recorder) -> None:
        parts = _parts(address)
        if parts is None:
            hint = "for example --upstream https://www.mystore.com.au, without user name, password and query"
            problem = Problem("--upstream is not the address of a store", None, hint)
            raise Failure(ExitCode.USAGE, problem)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._path = parts.path.rstrip("/")
        self._recorder = recorder
        self._http = httpx2.AsyncClient(timeout=_SECONDS, follow_redirects=False)

    async def answer(self, request: Any) -> tuple[int, dict[str, str], bytes]:  # noqa: ANN401
        """Return the store's response, and record it."""
        headers = {n: v for n, v in request.headers.items() if n not in _OF_A_CONNECTION}
        # A gateway has a path for each of its stores.
        address = f"{self._origin}{self._path or request.path}"
        try:
            found = await self._http.post(address, content=request.body, headers=headers)
        except httpx2.HTTPError as error:
            text = f"the store did not respond: {type(error).__name__}".encode()
            return 502, {"content-type": "text/plain"}, text
        kind = found.headers.get("content-type", "")
        given = (request.headers, request.body, found.status_code, kind, found.content)
        told = {"content-type": kind} if kind else {}
        try:
            self._recorder.record(*given)
        except OSError as error:  # the store has acted: its response must not be lost
            told["x-neto-serve-problem"] = f"not recorded: {reason(error)}"
        if "retry-after" in found.headers:
            told["retry-after"] = found.headers["retry-after"]
        return found.status_code, told, found.content


def _parts(address: str) -> SplitResult | None:
    """Return the parts of an address; None if it is not that of a store."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises ValueError if it is none
        httpx2.URL(address)
    except (ValueError, httpx2.InvalidURL):
        return None
    is_web = parts.scheme in {"http", "https"} and parts.hostname
    has_more = "@" in parts.netloc or parts.query or parts.fragment
    return parts if is_web and not has_more else None
