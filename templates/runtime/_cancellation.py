"""Tell a thread's request whether anybody still waits for it."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threading import Event

CANCELLATION: ContextVar[Event | None] = ContextVar("CANCELLATION", default=None)
"""What says to a thread that nobody waits for it any more, so that it sends nothing."""


class CancelledRequest(BaseException):
    """Nobody waits for a request any more."""
