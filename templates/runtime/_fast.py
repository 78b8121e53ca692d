"""orjson, if the extra `fast` has installed it: found once, when JSON is first read or written.

To import it takes as long as all else that the first document in XML takes: it imports `uuid`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

loads: Callable[[bytes | str], Any] | None
dumps: Callable[[object, Callable[[object], object]], bytes] | None
fragment: Callable[[str], Any] | None

_NAMES = {"loads": "loads", "dumps": "dumps", "fragment": "Fragment"}


def __getattr__(name: str) -> object:
    if name not in _NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - only the first JSON document needs it

    try:
        orjson: object = import_module("orjson")
    except ImportError:
        orjson = None
    for own, theirs in _NAMES.items():
        globals().setdefault(own, getattr(orjson, theirs, None))
    return globals()[name]
