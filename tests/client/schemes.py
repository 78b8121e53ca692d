"""Every scheme of authentication, and one that somebody else has written."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from neto_client import Basic, Bearer, OAuth, Scheme, Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SECRET = "s3cret/key+of-the_st0re="
CLIENT = "cl1ent-id-of-add-on"


class Signed(Scheme):
    """A scheme of a gateway: a digest that changes with a fresh salt."""

    __slots__ = ("_password",)

    def __init__(self, password: str) -> None:
        self._password = Secret(password)

    @property
    def fresh_token(self) -> Callable[[], str]:
        """The supplier of the salt."""
        return lambda: "salt-and-more-salt"

    def headers(self, token: Secret | None) -> Mapping[str, str | Secret]:
        """Return the salt, and a hash that only the password can produce."""
        assert token is not None
        salted = f"{token.reveal()}{self._password.reveal()}".encode()
        return {"X-Salt": token, "Authorization": f"Signed {hashlib.sha256(salted).hexdigest()}"}

    def secrets(self, token: Secret | None) -> tuple[Secret, ...]:
        """Return the password, which is not sent, and the salt."""
        return (self._password,) if token is None else (self._password, token)


@dataclass(frozen=True, slots=True)
class Case:
    """What a client is made with, the headers that arrive, and the secrets that must not come back."""

    name: str
    settings: Callable[[], dict[str, Any]]
    headers: Mapping[str, str]
    secrets: tuple[str, ...] = (SECRET,)


_PAIR = b64encode(f"jo:{SECRET}".encode()).decode()
_DIGEST = hashlib.sha256(f"salt-and-more-salt{SECRET}".encode()).hexdigest()

SCHEMES = (
    Case("key", lambda: {"key": SECRET}, {"netoapi_key": SECRET}),
    Case(
        "key and user",
        lambda: {"key": SECRET, "username": "jo"},
        {"netoapi_key": SECRET, "netoapi_username": "jo"},
    ),
    Case(
        "OAuth",
        lambda: {"auth": OAuth(CLIENT, SECRET)},
        {"x_access_key": CLIENT, "x_secret_key": SECRET},
        (SECRET, CLIENT),
    ),
    Case("Bearer", lambda: {"auth": Bearer(SECRET)}, {"authorization": f"Bearer {SECRET}"}),
    Case(
        "fresh Bearer",
        lambda: {"auth": Bearer(lambda: SECRET)},
        {"authorization": f"Bearer {SECRET}"},
    ),
    Case(
        "Basic",
        lambda: {"auth": Basic("jo", SECRET)},
        {"authorization": f"Basic {_PAIR}"},
        (SECRET, _PAIR),
    ),
    Case(
        "another",
        lambda: {"auth": Signed(SECRET)},
        {"x-salt": "salt-and-more-salt", "authorization": f"Signed {_DIGEST}"},
        (SECRET, _DIGEST),
    ),
)
