"""Keeps the secrets of a call out of what the HTTP libraries log, and out of HTTP/2's header tables.

At DEBUG they log headers and addresses as they are sent and received. What they log for others than
the clients of this package is left as it is.
"""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._interrupts import guarded
from ._redact import Secret, Secrets, printable

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

_LONGEST_LINE = 10_000
_LOGGERS = (
    *("httpcore2.connection", "httpcore2.http11", "httpcore2.http2", "httpcore2.proxy"),
    *("httpcore2.socks", "httpx2", "hpack.hpack", "hpack.table"),
)
_sending: ContextVar[Secrets | None] = ContextVar("_sending", default=None)
_never_indexed: set[str] = set()


class _Redacting(logging.Filter):
    """Masks the secrets of the call in which something is logged.

    It comes first, and has what is logged handled itself: a log that fails ends no call.
    """

    def __init__(self, logger: logging.Logger) -> None:
        super().__init__()
        self._logger = logger

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether to log a record, after masking the secrets in it."""
        secrets = _sending.get()
        if secrets is None:
            return True
        if record.name.startswith("hpack."):
            # It logs only headers, some of them Huffman-coded.
            return False
        record.msg = printable(secrets.hide(record.getMessage()), _LONGEST_LINE)
        record.args = None
        guarded(self._handle, record)
        return False

    def _handle(self, record: logging.LogRecord) -> None:
        """Handle a masked record as the logger would after this filter."""
        for other in self._logger.filters:
            if other is self:
                continue
            passes: Any = other(record) if callable(other) else other.filter(record)
            if not passes:
                return
            replaced: object = passes
            if isinstance(replaced, logging.LogRecord):
                record = replaced
        self._logger.callHandlers(record)


@contextmanager
def masked(headers: Mapping[str, str | Secret], secrets: Secrets) -> Generator[None]:
    """Mask these secrets in all log records until the end of the block."""
    if "h2" in sys.modules:
        _mark_sensitive({name for name, value in headers.items() if isinstance(value, Secret)})
    begun = _sending.set(secrets)
    try:
        yield
    finally:
        _sending.reset(begun)


def _mark_sensitive(names: set[str]) -> None:
    """Make h2 send these headers as sensitive: neither side keeps them in a table.

    It has no setting for that, but a set of names that can safely be extended.
    """
    if names <= _never_indexed:
        return
    h2 = import_module("h2.utilities")
    known: object = getattr(h2, "_SECURE_HEADERS", None)
    if isinstance(known, frozenset):
        added = frozenset(name.lower().encode("ascii") for name in names)
        setattr(h2, "_SECURE_HEADERS", known | added)  # noqa: B010 - the name is not public
    _never_indexed.update(names)


for _name in _LOGGERS:
    _logger = logging.getLogger(_name)
    _logger.filters.insert(0, _Redacting(_logger))
