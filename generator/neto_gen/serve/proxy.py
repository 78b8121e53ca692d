"""A real store behind this one, whose answers are passed on and recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

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

    def __init__(self, address: str, endpoint: str, recorder: Recorder) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
            hint = (
                "for example --upstream https://www.mystore.com.au, without user name and password"
            )
            problem = Problem("--upstream is not the address of a store", None, hint)
            raise Failure(ExitCode.USAGE, problem)
        path = parts.path.rstrip("/")
        self._address = f"{parts.scheme}://{parts.netloc}{path or endpoint}"
        self._recorder = recorder
        self._http = httpx2.AsyncClient(timeout=_SECONDS, follow_redirects=False)

    async def answer(self, request: Any) -> tuple[int, dict[str, str], bytes]:  # noqa: ANN401
        """Return the store's response, and record it."""
        headers = {n: v for n, v in request.headers.items() if n not in _OF_A_CONNECTION}
        try:
            found = await self._http.post(self._address, content=request.body, headers=headers)
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
