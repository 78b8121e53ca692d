"""Where the store is, and how a call says who it is from."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from ._errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

ENDPOINT = "/do/WS/NetoAPI"
MASK = "***"

_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+")
_LOOPBACK = re.compile(r"localhost|127(?:\.[0-9]{1,3}){3}|::1")
_HEADER_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_SECRET_NAME = re.compile(r"key|token|secret|auth|cookie|passw", re.IGNORECASE)


class Secret:
    """A text that is sent and never shown."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return MASK

    def __reduce__(self) -> NoReturn:
        message = "a secret cannot be pickled"
        raise TypeError(message)

    def reveal(self) -> str:
        """The text."""
        return self._text


@dataclass(frozen=True, slots=True, repr=False)
class OAuth:
    """The authentication of add-ons: a client id and an access token, or what supplies a fresh one.

    A callable is asked before each try. With AsyncNetoClient it may be a coroutine function.
    """

    client_id: str
    access_token: str | Callable[[], str | Awaitable[str]]

    @property
    def token(self) -> str | Callable[[], str | Awaitable[str]]:
        """The token, or what supplies it."""
        return self.access_token

    def headers(self, token: Secret) -> dict[str, str | Secret]:
        """The headers that say who asks."""
        return {
            "X_ACCESS_KEY": Secret(_checked("client_id", self.client_id)),
            "X_SECRET_KEY": token,
        }

    def __repr__(self) -> str:
        return f"OAuth({MASK})"


@dataclass(frozen=True, slots=True, repr=False)
class Bearer:
    """The authentication of a gateway: a bearer token, or what supplies a fresh one.

    A callable is asked before each try. With AsyncNetoClient it may be a coroutine function.
    """

    token: str | Callable[[], str | Awaitable[str]]

    def headers(self, token: Secret) -> dict[str, str | Secret]:
        """The headers that say who asks."""
        return {"Authorization": Secret(f"Bearer {token.reveal()}")}

    def __repr__(self) -> str:
        return f"Bearer({MASK})"


@dataclass(frozen=True, slots=True, repr=False)
class ApiKey:
    """The authentication of most: a key, and the staff user that it belongs to, if it does."""

    token: str
    username: str | None

    def headers(self, token: Secret) -> dict[str, str | Secret]:
        """The headers that say who asks; an empty user would be worse than none."""
        user: dict[str, str | Secret] = {"NETOAPI_USERNAME": self.username} if self.username else {}
        return {"NETOAPI_KEY": token, **user}


def find_credentials(
    username: str | None, key: str | None, auth: OAuth | Bearer | None
) -> ApiKey | OAuth | Bearer:
    """What the arguments say, and else the environment. Raises ConfigurationError."""
    if auth is not None:
        if key is not None or username is not None:
            message = "give either auth, or key and username"
            raise ConfigurationError(message)
        if isinstance(auth, OAuth):
            _checked("client_id", auth.client_id)
        if isinstance(auth.token, str):
            _checked("token", auth.token)
        return auth
    key = os.environ.get("NETO_KEY") or None if key is None else key
    username = os.environ.get("NETO_USERNAME") if username is None else username
    if key is None:
        message = "no key: give key=…, or auth=…, or set NETO_KEY in the environment"
        raise ConfigurationError(message)
    return ApiKey(_checked("key", key), _checked("username", username) if username else None)


def fresh_token(token: object) -> Secret:
    """What a callable supplied. Raises ConfigurationError when it cannot be sent."""
    if not isinstance(token, str):
        message = f"the token is a text, not {type(token).__name__}"
        raise ConfigurationError(message)
    return Secret(_checked("token", token))


def find_store(store: str | None, *, allow_http: bool) -> str:
    """The store's address, from the argument or the environment. Raises ConfigurationError."""
    store = os.environ.get("NETO_STORE_URL") or None if store is None else store
    if store is None:
        message = "no store: give its address, or set NETO_STORE_URL in the environment"
        raise ConfigurationError(message)
    address = store.strip() if "://" in store else f"https://{store.strip()}"
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if not _HOST.fullmatch(host) or "@" in parts.netloc or parts.query or parts.fragment:
        message = "the store is a host name or a URL, such as https://www.mystore.com.au"
        raise ConfigurationError(message)
    in_clear = parts.scheme == "http" and (allow_http or _LOOPBACK.fullmatch(host))
    if parts.scheme != "https" and not in_clear:
        message = f"{parts.scheme}://{host} would send the key unencrypted: use https"
        raise ConfigurationError(message)
    where = f"[{host}]" if ":" in host else host
    path = parts.path.rstrip("/").removesuffix(ENDPOINT)
    return f"{parts.scheme}://{where}{'' if port is None else f':{port}'}{path}"


def checked_headers(headers: Mapping[str, str]) -> dict[str, str | Secret]:
    """The headers, those with a telling name as secrets. Raises ConfigurationError."""
    found: dict[str, str | Secret] = {}
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name):
            message = f"{name!r} is no name of a header"
            raise ConfigurationError(message)
        text = _checked(f"the header {name}", value)
        found[name] = Secret(text) if _SECRET_NAME.search(name) else text
    return found


def masked(headers: Mapping[str, str | Secret]) -> dict[str, str]:
    """The headers as they may be shown."""
    return {name: value if isinstance(value, str) else MASK for name, value in headers.items()}


def _checked(name: str, value: Any) -> str:  # noqa: ANN401 - what a user gave
    if not isinstance(value, str) or not _HEADER_VALUE.fullmatch(value):
        message = f"{name} is empty or holds characters that an HTTP header cannot carry"
        raise ConfigurationError(message)
    return value
