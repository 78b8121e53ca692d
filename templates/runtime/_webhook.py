"""Check that a notification comes from the store, by a token or the store's key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, runtime_checkable

from ._errors import ArgumentError, NetoError
from ._options import shown
from ._redact import Sealed

_HEADER = "netoapi-key"
_IN_ENVIRONMENT = "HTTP_NETOAPI_KEY"
# Every WSGI or CGI environment has one of these: they are full of HTTP_….
_ENVIRONMENT = ("HTTP_", "REQUEST_METHOD", "GATEWAY_INTERFACE", "SERVER_PROTOCOL", "wsgi.")


_HINT = (
    "the header NETOAPI_KEY holds the Webhook Verify Token, which is generated in the control panel"
    " under API Settings, with 'Enable Maropost API webhook'; older stores send their API key"
)


class NotificationRefused(NetoError):
    """The notification does not have the token of the store, so somebody else may have sent it."""

    hint = _HINT


@runtime_checkable
class Headers(Protocol):
    """The headers of a request: a dictionary, or what Flask, Starlette, Django and others have."""

    def items(self) -> Iterable[tuple[str, str]]:
        """Return the names with their values."""
        raise NotImplementedError


def require_token(headers: Sealed[Headers], token: Sealed[Any], key: Sealed[Any]) -> None:
    """Raise NotificationRefused unless the headers have this token or, of an old store, this key.

    One of the two has to be None, or it is an ArgumentError. The time that the comparison takes does
    not tell how much of a key is right. The header is called NETOAPI_KEY, in upper or lower case, with
    underscores or hyphens. In the environment of WSGI or CGI it is HTTP_NETOAPI_KEY: a NETOAPI_KEY
    there is the server's own.
    """
    has_token, has_key = token.reveal() is not None, key.reveal() is not None
    if has_token is has_key:
        error = ArgumentError("give the token of the store or, where it is an old one, its key")
        error.hint = _HINT
        raise error
    name = "token" if has_token else "key"
    key = token if has_token else key
    if not _bytes(key.reveal()):
        what = f"a text, not {_shown(key)}" if not _is_text(key) else "empty"
        message = f"the {name} of the store is {what}"
        raise ArgumentError(message)
    if not _are_headers(headers):
        message = f"headers are a mapping of names to values, not {_shown(headers)}"
        raise ArgumentError(message)
    found = Sealed(_values(headers.reveal()))
    if not found.reveal():
        message = "the notification has no header NETOAPI_KEY"
        raise NotificationRefused(message)
    if not _all_are(found, key):
        message = f"the notification does not have the {name} of the store"
        raise NotificationRefused(message)


def sealed(value: Any) -> Sealed[Any]:  # noqa: ANN401 - a key or headers
    """Return a value that tracebacks with variables do not show."""
    return Sealed(value)


def document(body: Any) -> bytes | str:  # noqa: ANN401 - servers differ
    """Return the body of a notification. Raises ArgumentError for another type."""
    if isinstance(body, str | bytes):
        return body
    kind: Any = type(body)  # pyright: ignore[reportUnknownVariableType]
    if issubclass(kind, (bytearray, memoryview)):
        return bytes(body)
    message = f"body is bytes or a text, as the request brought it, not {shown(body)}"
    raise ArgumentError(message)


def _is_text(given: Sealed[Any]) -> bool:
    return isinstance(given.reveal(), str | bytes)


def _shown(given: Sealed[Any]) -> str:
    return shown(given.reveal())


def _are_headers(given: Sealed[Any]) -> bool:
    """Tell whether these are headers: those of some servers only resemble a Mapping."""
    kind: Any = type(given.reveal())  # pyright: ignore[reportUnknownVariableType]
    return callable(getattr(kind, "items", None))


def _values(headers: Any) -> list[Any]:  # noqa: ANN401 - servers differ
    """Return the values of the header under any of its names; several only in unusual requests.

    Only as pairs do all classes of headers yield all of them: some return one value per name, or
    iterate over pairs.
    """
    pairs = [(name, value) for name, value in headers.items() if isinstance(name, str)]
    if any(name.startswith(_ENVIRONMENT) for name, _ in pairs):
        return [value for name, value in pairs if name == _IN_ENVIRONMENT]
    return [value for name, value in pairs if name.lower().replace("_", "-") == _HEADER]


def _all_are(found: Sealed[list[Any]], key: Sealed[str]) -> bool:
    wanted = _bytes(key.reveal())
    import hmac  # noqa: PLC0415 - it loads OpenSSL

    return all(hmac.compare_digest(_bytes(value), wanted) for value in found.reveal())


def _bytes(value: Any) -> bytes:  # noqa: ANN401 - servers represent headers differently
    """Return a key to compare: without surrounding white space, and empty if it is not a text."""
    if isinstance(value, str):
        value = value.encode("utf-8", "surrogatepass")
    return value.strip() if isinstance(value, bytes) else b""
