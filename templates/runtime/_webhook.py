"""Whether a notification comes from the store: it brings the store's key."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from ._errors import NetoError

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEADER = "netoapi-key"


class NotificationRefused(NetoError):
    """A notification does not bring the key of the store: somebody else may have sent it."""


def require_key(headers: Mapping[str, str], key: str) -> None:
    """Raise NotificationRefused unless the headers have this key.

    How long that takes does not tell how much of a key is right. The name of the header is
    NETOAPI_KEY in any case; servers that take no underscores in it have hyphens there.
    """
    if not key:
        message = "the key to compare with is empty"
        raise ValueError(message)
    found = [value for name, value in headers.items() if _plain(name) == _HEADER]
    if not found:
        message = "the notification has no header NETOAPI_KEY"
        raise NotificationRefused(message)
    if not hmac.compare_digest(found[0].encode(), key.encode()):
        message = "the notification has another key than that of the store"
        raise NotificationRefused(message)


def _plain(name: str) -> str:
    """The name of a header as all servers give it; WSGI puts HTTP_ before it."""
    return name.lower().replace("_", "-").removeprefix("http-")
