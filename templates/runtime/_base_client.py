"""The part of the client that knows HTTP and the envelope, and no operation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar
from urllib.parse import urlsplit

from ._errors import (
    ApiError,
    ConnectionFailed,
    HttpStatusError,
    RequestTimedOut,
    ResponseError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    import httpx2

    from ._errors import StoreMessage
    from ._model import OpenEnumeration

R_co = TypeVar("R_co", covariant=True)
Wire = Literal["json", "xml"]

_ENDPOINT = "/do/WS/NetoAPI"
_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+")
_LOOPBACK = re.compile(r"localhost|127(?:\.[0-9]{1,3}){3}|::1")
_HEADER_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")


class Request(Protocol):
    """A record that can be sent."""

    def to_xml(self) -> bytes:
        """The request as an XML document."""
        ...

    def to_json(self) -> bytes:
        """The request as a JSON document."""
        ...


class ResponseType(Protocol[R_co]):
    """A class whose records can be read from an answer."""

    def from_xml(self, document: bytes | str) -> R_co:
        """Read an XML document."""
        ...

    def from_json(self, document: bytes | str) -> R_co:
        """Read a JSON document."""
        ...


class BaseClient:
    """A connection to one store, without the methods for its operations: see NetoClient."""

    def __init__(
        self,
        store: str,
        *,
        key: str,
        username: str | None = None,
        wire: Wire = "json",
        timeout: float = 30.0,
    ) -> None:
        if wire not in ("json", "xml"):
            message = f"wire is 'json' or 'xml', not {wire!r}"
            raise ValueError(message)
        self.store = _store_address(store)
        self.username = _header_value("username", username) if username else None
        self.wire: Wire = wire
        self._key = _header_value("key", key)
        self._timeout = timeout
        self._http: httpx2.Client | None = None

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({self.store!r}, username={self.username!r}, wire={self.wire!r})"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections to the store; a later call opens new ones."""
        if self._http is not None:
            self._http.close()
            self._http = None

    def _call(self, operation: str, request: Request, response_type: ResponseType[R_co]) -> R_co:
        body = request.to_json() if self.wire == "json" else request.to_xml()
        answer = self._post(operation, body)
        # By its first character, not its Content-Type: error pages come with any of them.
        start = answer.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        if start in (b"{", b"[") or (start != b"<" and self.wire == "json"):
            return response_type.from_json(answer)
        return response_type.from_xml(answer)

    def _post(self, operation: str, body: bytes) -> bytes:
        import httpx2  # noqa: PLC0415 - the first call pays for it, not the import

        if self._http is None:
            self._http = httpx2.Client(timeout=self._timeout)
        try:
            answer = self._http.post(
                self.store + _ENDPOINT, content=body, headers=self._headers(operation)
            )
        except httpx2.TimeoutException:
            message = f"{operation}: {self.store} did not answer within {self._timeout:g} seconds"
            raise RequestTimedOut(message) from None
        except httpx2.DecodingError as error:
            problem = f"{operation}: the answer's compression is broken: {error}"
            raise ResponseError([problem], b"") from None
        except httpx2.TransportError as error:
            message = f"{operation}: no answer from {self.store}: {error}"
            raise ConnectionFailed(message) from None
        if not answer.is_success:
            message = f"{operation}: HTTP status {answer.status_code} {answer.reason_phrase}"
            raise HttpStatusError(message.rstrip(), answer.status_code, answer.content)
        return answer.content

    def _headers(self, operation: str) -> dict[str, str]:
        headers = {
            "NETOAPI_ACTION": operation,
            "NETOAPI_KEY": self._key,
            "Content-Type": f"application/{self.wire}",
            "Accept": f"application/{self.wire}",
        }
        if self.username is not None:
            headers["NETOAPI_USERNAME"] = self.username
        return headers


def raise_if_refused(
    operation: str,
    ack: OpenEnumeration | str | None,
    errors: Sequence[StoreMessage],
    warnings: Sequence[StoreMessage],
    response: object,
) -> None:
    """Raise ApiError when the store says Error, or says nothing but what went wrong."""
    said = "" if ack is None else str(ack).lower()
    if said == "error" or (not said and errors):
        raise ApiError(operation, errors, warnings, response)


def _store_address(store: str) -> str:
    address = store.strip() if "://" in store else f"https://{store.strip()}"
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if not _HOST.fullmatch(host) or parts.username or parts.query or parts.fragment:
        message = "the store is a host name or a URL, such as https://www.mystore.com.au"
        raise ValueError(message)
    if parts.scheme != "https" and not (parts.scheme == "http" and _LOOPBACK.fullmatch(host)):
        message = f"{parts.scheme}://{host} would send the key unencrypted: use https"
        raise ValueError(message)
    where = f"[{host}]" if ":" in host else host
    path = parts.path.rstrip("/").removesuffix(_ENDPOINT)
    return f"{parts.scheme}://{where}{'' if port is None else f':{port}'}{path}"


def _header_value(name: str, value: str) -> str:
    if not _HEADER_VALUE.fullmatch(value):
        message = f"{name} is empty or holds characters that an HTTP header cannot carry"
        raise ValueError(message)
    return value
