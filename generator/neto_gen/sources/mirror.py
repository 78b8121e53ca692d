"""A mirror of the vendor's schemas: an https address, one of this machine, or a folder."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from urllib.parse import SplitResult

HINT: Final = (
    'write it as "https://host/folder/", or for a folder as "../folder" or "file:///folder/"; '
    "http is for this machine alone, such as http://localhost:8000/"
)
# With two letters or more: C:\x is a folder.
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_ADDRESS: Final = re.compile(r"(?:https?|file)://[^/\s?#\\]*(?:/[^\s?#\\]*)?")


def is_mirror(text: str) -> bool:
    """Tell whether a text has the form of a mirror's address or path, without accessing it."""
    if not text.isprintable():
        return False
    if _SCHEME.match(text) is None:
        return True
    parts = _parts(text)
    if parts is None:
        return False
    if parts.scheme == "file":
        return parts.netloc.lower() in {"", "localhost"} and parts.path.startswith("/")
    return parts.scheme == "https" or is_this_machine(parts.hostname)


def mirror_folder(text: str, root: Path) -> Path | None:
    """Return a mirror's folder, relative to that of the settings; None if it is a server."""
    if _SCHEME.match(text) is None:
        return root / text
    parts = _parts(text)
    if parts is None or parts.scheme != "file":
        return None
    from urllib.parse import unquote  # noqa: PLC0415 - rarely needed

    path = unquote(parts.path)
    return Path(path.lstrip("/") if os.name == "nt" else path)


def is_this_machine(host: str | None) -> bool:
    """Tell whether a host is this machine, so that requests do not leave it."""
    if host is None or host.lower() == "localhost":
        return host is not None
    import ipaddress  # noqa: PLC0415 - rarely needed

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _parts(address: str) -> SplitResult | None:
    """Return the parts of an http, https or file address; None if it is not valid."""
    if _ADDRESS.fullmatch(address) is None:
        return None
    from urllib.parse import urlsplit  # noqa: PLC0415 - rarely needed

    try:
        parts = urlsplit(address)
        is_port = parts.port != 0
    except ValueError:  # such as https://[::1, or a port that is not a number
        return None
    is_whole = parts.scheme == "file" or bool(parts.hostname)
    return parts if is_whole and is_port and "@" not in parts.netloc else None
