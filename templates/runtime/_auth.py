"""Find the store's address, and authenticate calls.

Long, because each scheme is explained where it is.
"""

from __future__ import annotations

import os
import re
import warnings
from abc import abstractmethod
from binascii import b2a_base64
from collections.abc import Awaitable, Callable, Iterable, Mapping
from inspect import getattr_static
from typing import Any, NamedTuple, Protocol, runtime_checkable

from ._errors import ConfigurationError, NetoError
from ._interrupts import let_signals_through
from ._options import shown
from ._redact import Sealed, Secret, printable, tells

ENDPOINT = "/do/WS/NetoAPI"
PADDED = "has white space at its ends, which is not sent"

_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+")
_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+){3}")
_LOOPBACK = re.compile(r"localhost|127(?:\.[0-9]{1,3}){3}|::1")
_HEADER_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
# The client sets what frames a message, describes its body, or describes the call.
# Some servers do not distinguish - from _ in the name of a header.
_USE_INSTEAD = {
    "content-type": "use wire=",
    "host": "use store=",
    "netoapi-action": "call the method of the operation",
    **dict.fromkeys(
        (
            *("content-length", "transfer-encoding", "connection", "keep-alive", "expect", "te"),
            *("trailer", "upgrade", "proxy-connection", "http2-settings"),
        ),
        "omit it: the client sets how a message is sent",
    ),
}
_OF_SCHEME = "use key=, username= or auth="
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_MISSING = object()
# Stands for a fresh token until one is requested.
_ANY_TOKEN = Secret("token")

# Error reports and debug pages print the local variables of all functions that an error passed.
# So functions here that raise never hold an unsealed secret in a variable. Those that look
# into a secret return what they found before anything is raised.


@runtime_checkable
class Scheme(Protocol):
    """The base class of authentication schemes.

    A subclass implements `headers`, and overrides `fresh_token` and `secrets` if needed.
    """

    __slots__ = ()

    @property
    def fresh_token(self) -> Callable[[], str | Awaitable[str]] | None:
        """A function that returns a fresh token before each attempt, or None if no token is needed.

        With AsyncNetoClient it may be a coroutine function. A new client calls `headers` once with
        a placeholder in place of a fresh token.
        """
        return None

    @abstractmethod
    def headers(self, token: Secret | None) -> Mapping[str, str | Secret]:
        """Return the headers that authenticate a call, with this token if the scheme needs fresh ones."""
        ...

    def secrets(self, token: Secret | None) -> Iterable[Secret]:
        """Return secrets that must never be shown, in addition to those in headers."""
        return () if token is None else (token,)

    def _made_with(self) -> Mapping[str, Sealed[Any]]:
        """Return the secrets that it was created with and sends, by the names of their arguments."""
        return {}

    def __repr__(self) -> str:
        return f"{type(self).__name__}(***)"


class _TokenScheme(Scheme):
    """A scheme with a token, or what supplies a fresh one."""

    __slots__ = ("_token",)

    def __init__(self, token: str | Callable[[], str | Awaitable[str]]) -> None:
        self._token = Sealed(token)

    def _made_with(self) -> dict[str, Sealed[Any]]:
        return {"token": self._token}

    @property
    def fresh_token(self) -> Callable[[], str | Awaitable[str]] | None:
        """The function that returns a fresh token, or None if the token never changes."""
        given = self._token.reveal()
        return given if callable(given) and not isinstance(given, str) else None

    def secrets(self, token: Secret | None) -> Iterable[Secret]:
        """Return the token."""
        secret = _stripped(token or self._token)
        return () if secret is None else (secret,)


class OAuth(_TokenScheme):
    """Authenticate an add-on with a client ID and an access token, or a function that returns one.

    The function is called before each attempt. With AsyncNetoClient it may be a coroutine function.
    """

    __slots__ = ("_client_id",)

    def __init__(
        self, client_id: str, access_token: str | Callable[[], str | Awaitable[str]]
    ) -> None:
        super().__init__(access_token)
        self._client_id = Secret(client_id)

    def _made_with(self) -> dict[str, Sealed[Any]]:
        return {"client_id": self._client_id, "token": self._token}

    def headers(self, token: Secret | None) -> Mapping[str, str | Secret]:
        """Return the headers that authenticate a call."""
        return {
            "X_ACCESS_KEY": sendable("client_id", self._client_id),
            "X_SECRET_KEY": sendable("token", token or self._token),
        }


class Bearer(_TokenScheme):
    """Authenticate at a gateway with a bearer token, or a function that returns one.

    The function is called before each attempt. With AsyncNetoClient it may be a coroutine function.
    """

    __slots__ = ()

    def headers(self, token: Secret | None) -> Mapping[str, str | Secret]:
        """Return the headers that authenticate a call."""
        secret = sendable("token", token or self._token)
        return {"Authorization": Secret(f"Bearer {secret.reveal()}")}


class Basic(Scheme):
    """Authenticate at a gateway with a user name and a password: HTTP Basic, in UTF-8."""

    __slots__ = ("_password", "username")

    def __init__(self, username: str, password: str) -> None:
        self.username = username
        self._password = Secret(password)

    def headers(self, token: Secret | None) -> Mapping[str, str | Secret]:  # noqa: ARG002
        """Return the headers that authenticate a call. Raises ConfigurationError."""
        if not _is_text(Sealed(self.username)) or ":" in self.username:
            message = "the username of HTTP Basic is a text without colons and control characters"
            raise ConfigurationError(message)
        if not _is_text(self._password):
            message = "the password of HTTP Basic is a text without control characters"
            raise ConfigurationError(message)
        return {"Authorization": _basic(self.username, self._password)}

    def secrets(self, token: Secret | None) -> Iterable[Secret]:  # noqa: ARG002
        """Return the password, alone and in its encoded form."""
        sent = _basic(self.username, self._password).reveal().removeprefix("Basic ")
        return (self._password, Secret(sent))


class ApiKey(Scheme):
    """Authenticate with an API key, and with a user name if the key belongs to a staff user."""

    __slots__ = ("_key", "username")

    def __init__(self, key: Sealed[Any], username: str | None) -> None:
        self._key = key
        self.username = username

    def _made_with(self) -> dict[str, Sealed[Any]]:
        return {"key": self._key}

    def headers(self, token: Secret | None) -> Mapping[str, str | Secret]:  # noqa: ARG002
        """Return the headers that authenticate a call, without a user name that is empty."""
        found: dict[str, str | Secret] = {"NETOAPI_KEY": sendable("key", self._key)}
        if self.username:
            found["NETOAPI_USERNAME"] = self.username
        return found


def find_scheme(username: str | None, key: Sealed[Any], auth: Sealed[Any]) -> Sealed[Scheme]:
    """Return the scheme of the arguments, or else of the environment. Raises ConfigurationError."""
    if auth.reveal() is not None:
        if key.reveal() is not None or username is not None:
            message = "give either auth, or key and username"
            raise ConfigurationError(message)
        if not _is_scheme(auth):
            message = f"auth is OAuth, Bearer, Basic or another Scheme, not {_type(auth)}"
            raise ConfigurationError(message)
        return auth
    if key.reveal() is None:
        key = Sealed(os.environ.get("NETO_KEY") or None)
    username = os.environ.get("NETO_USERNAME") if username is None else username
    if key.reveal() is None:
        message = "no key: give key=…, or auth=…, or set NETO_KEY in the environment"
        raise ConfigurationError(message)
    if username is not None and not _is_str(Sealed(username)):
        message = f"username is a text, or None, not {_type(Sealed(username))}"
        raise ConfigurationError(message)
    username = username and str.__str__(username)
    if username and not _fits(Sealed(username)):
        message = "username is empty or contains characters that are not allowed in an HTTP header"
        raise ConfigurationError(message)
    scheme: Scheme = ApiKey(key, username or None)
    return Sealed(scheme)


class Identity(NamedTuple):
    """The headers that authenticate calls, and the secrets in them that must not be shown."""

    headers: Mapping[str, str | Secret]
    secrets: tuple[Secret, ...]


def identity(scheme: Sealed[Scheme], token: Sealed[Any] | None = None) -> Identity:
    """Return a scheme's headers, with a fresh token if it needs one. Raises ConfigurationError."""
    fresh = None if token is None else sendable("token", token)
    headers = checked_headers(_said(scheme, "headers", fresh))
    secrets = _said(scheme, "secrets", fresh)
    if not _are_secrets(secrets):
        message = f"secrets of {_type(scheme)} are a list of Secret, not what it gave"
        raise ConfigurationError(message)
    return Identity(headers, tuple(secrets.reveal()))


def supplier_of(scheme: Sealed[Scheme]) -> Callable[[], object] | None:
    """Return the function that supplies fresh tokens, if a scheme has one. Raises ConfigurationError."""
    found = _said(scheme, "fresh_token")
    if found.reveal() is not None and not callable(found.reveal()):
        message = f"fresh_token of {_type(scheme)} is a function, or None, not {_type(found)}"
        raise ConfigurationError(message)
    supplier: Callable[[], object] | None = found.reveal()
    return supplier


def fixed_identity(scheme: Sealed[Scheme]) -> Identity | None:
    """Return a scheme's headers if it needs no fresh token. Raises ConfigurationError."""
    is_fixed = supplier_of(scheme) is None
    found = identity(scheme, None if is_fixed else _ANY_TOKEN)  # checks everything else in it
    for name, secret in getattr(scheme.reveal(), "_made_with", dict[str, Sealed[Any]])().items():
        if is_padded(secret):
            warnings.warn(f"{name} {PADDED}", stacklevel=3)  # at the call of the client's class
    return found if is_fixed else None


def names_of(scheme: Sealed[Scheme]) -> frozenset[str]:
    """Return the names of the headers that authenticate calls. Raises ConfigurationError."""
    token = None if supplier_of(scheme) is None else _ANY_TOKEN
    return frozenset(map(_plain_name, checked_headers(_said(scheme, "headers", token))))


def username_of(scheme: Sealed[Scheme]) -> str | None:
    """Return the user name of a scheme, if it has one. Raises ConfigurationError."""
    if getattr_static(scheme.reveal(), "username", None) is None:
        return None
    username = _said(scheme, "username").reveal()
    return str.__str__(username) if isinstance(username, str) else None


def _said(scheme: Sealed[Scheme], name: str, *token: Secret | None) -> Sealed[Any]:
    """Return an attribute of a scheme, which may be user code, or call it. Raises ConfigurationError."""
    try:
        found = getattr(scheme.reveal(), name)
        if not token:
            return Sealed(found)
        said = Sealed(found(*token))
        if name == "secrets" and not isinstance(said.reveal(), str | bytes):
            return Sealed([*said.reveal()])
    except NetoError:
        raise
    except Exception as error:
        let_signals_through(error)
        message = f"{name} of {_type(scheme)} has failed: {type(error).__name__}"
        raise ConfigurationError(message) from error
    return said


def _are_secrets(given: Sealed[Any]) -> bool:
    if type(given.reveal()) is not list:
        return False
    found: list[Any] = given.reveal()
    return all(isinstance(one, Secret) and _is_str(one) for one in found)


def _is_str(given: Sealed[Any]) -> bool:
    return isinstance(given.reveal(), str)


def find_store(given: Sealed[Any], *, allow_http: bool) -> str:
    """Return the store's address, from the argument or the environment. Raises ConfigurationError."""
    if given.reveal() is None:
        given = Sealed(os.environ.get("NETO_STORE_URL") or None)
    if given.reveal() is None:
        message = "no store: give its address, or set NETO_STORE_URL in the environment"
        raise ConfigurationError(message)
    place = _place(given)
    if place is None:
        message = "the store is a host name or a URL, such as https://www.mystore.com.au"
        raise ConfigurationError(message)
    in_clear = place.scheme == "http" and (allow_http or _LOOPBACK.fullmatch(place.host))
    if place.scheme != "https" and not in_clear:
        message = f"{place.scheme}://{place.host} would send the key unencrypted: use https"
        raise ConfigurationError(message)
    where = f"[{place.host}]" if ":" in place.host else place.host
    return f"{place.scheme}://{where}{place.port}{place.path}"


class _Place(NamedTuple):
    scheme: str
    host: str
    port: str
    path: str


def _place(given: Sealed[Any]) -> _Place | None:
    """Return the parts of a store's address; None if it is not valid, or has a password or a query."""
    from urllib.parse import urlsplit  # noqa: PLC0415 - httpx2 needs it

    store = given.reveal()
    if not isinstance(store, str):
        return None
    store = str.strip(store)
    if _CONTROL.search(store):  # some of which urlsplit would drop
        return None
    try:
        parts = urlsplit(store if "://" in store else f"https://{store}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if not _HOST.fullmatch(host) or "@" in parts.netloc or parts.query or parts.fragment:
        return None
    if port == 0 or (_NUMBERS.fullmatch(host) and not _is_address(host)):
        return None
    path = parts.path.rstrip("/").removesuffix(ENDPOINT)
    return _Place(parts.scheme, host, "" if port is None else f":{port}", path)


def _is_address(host: str) -> bool:
    import ipaddress  # noqa: PLC0415 - only for few hosts

    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True


def checked_additions(headers: Sealed[Any], of_scheme: frozenset[str]) -> dict[str, str | Secret]:
    """Return the headers that a user adds to the client's. Raises ConfigurationError."""
    found = checked_headers(headers)
    for name in found:
        if _plain_name(name) in of_scheme:
            message = f"the header {name} is for authentication: {_OF_SCHEME}"
            raise ConfigurationError(message)
    return found


def _plain_name(name: str) -> str:
    return name.lower().replace("_", "-")


def checked_headers(headers: Sealed[Any]) -> dict[str, str | Secret]:
    """Return headers with values of telling names sealed as secrets. Raises ConfigurationError."""
    found: dict[str, str | Secret] = {}
    items = _items(headers)
    if items is None:
        message = f"headers are a mapping of names to values, not {_type(headers)}"
        raise ConfigurationError(message)
    for given, value in items:
        name = str.__str__(given) if isinstance(given, str) else ""
        if not _HEADER_NAME.fullmatch(name):
            called = f"'{printable(given)}'" if isinstance(given, str) else shown(given)
            message = f"{called} is not a valid header name"
            raise ConfigurationError(message)
        instead = _USE_INSTEAD.get(_plain_name(name))
        if instead is not None:
            message = f"the header {name} cannot be set: {instead}"
            raise ConfigurationError(message)
        if not _fits(value):
            message = f"the header {name} is empty or contains characters that are not allowed in an HTTP header"
            raise ConfigurationError(message)
        hidden = isinstance(value, Secret) or tells(name)
        plain = Secret(str.__str__(value.reveal()))
        found[name] = plain if hidden else plain.reveal()
    return found


def sendable(name: str, given: Sealed[Any]) -> Secret:
    """Return a secret that fits into a header. Raises ConfigurationError.

    White space at its ends is removed: files and variables often end in a line feed. For what the
    client is created with, a warning says so; for a fresh token, the log.
    """
    secret = _stripped(given)
    if secret is None:
        message = f"the {name} is a text, not {_type(given)}"
        raise ConfigurationError(message)
    if not _fits(secret):
        message = f"{name} is empty or contains characters that are not allowed in an HTTP header"
        raise ConfigurationError(message)
    return secret


def is_padded(given: Sealed[Any]) -> bool:
    """Tell whether it is a string with white space at its ends."""
    stripped = _stripped(given)
    return stripped is not None and len(stripped.reveal()) != str.__len__(given.reveal())


def _stripped(given: Sealed[Any]) -> Secret | None:
    text = given.reveal()
    return Secret(str.strip(text)) if isinstance(text, str) else None


def _items(headers: Sealed[Any]) -> list[tuple[Any, Sealed[Any]]] | None:
    """Return the names of headers with their values, or None if they are not a mapping."""
    given = headers.reveal()
    if not isinstance(given, Mapping):
        return None
    items: list[tuple[Any, Any]] = [*given.items()]
    return [(name, v if isinstance(v, Secret) else Sealed(v)) for name, v in items]


def _fits(given: Sealed[Any]) -> bool:
    """Tell whether a header can carry it."""
    text = given.reveal()
    return isinstance(text, str) and _HEADER_VALUE.fullmatch(text) is not None


def _is_text(given: Sealed[Any]) -> bool:
    """Tell whether HTTP Basic can carry it."""
    text = given.reveal()
    return isinstance(text, str) and _CONTROL.search(text) is None


def _basic(username: str, password: Secret) -> Secret:
    pair = f"{username}:{password.reveal()}".encode()
    return Secret(f"Basic {b2a_base64(pair, newline=False).decode('ascii')}")


def _type(given: Sealed[Any]) -> str:
    return type(given.reveal()).__name__


def _is_scheme(given: Sealed[Any]) -> bool:
    """Tell whether it has the attributes of a scheme, without accessing them."""
    scheme = given.reveal()
    parts = [getattr_static(scheme, name, _MISSING) for name in ("headers", "fresh_token")]
    return _MISSING not in parts and not isinstance(scheme, type)
