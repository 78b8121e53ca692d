"""orjson, if the extra `fast` has installed it: found once, when first something is read or written."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

try:
    _orjson: Any = import_module("orjson")
except ImportError:
    _orjson = None

loads: Callable[[bytes | str], Any] | None = getattr(_orjson, "loads", None)
dumps: Callable[[object, Callable[[object], object]], bytes] | None = getattr(
    _orjson, "dumps", None
)
fragment: Callable[[str], Any] | None = getattr(_orjson, "Fragment", None)
