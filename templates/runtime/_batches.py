"""A list of any length, sent in several requests: what came of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ._errors import NetoError

I = TypeVar("I")  # noqa: E741 - an item
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Batch(Generic[I, R]):
    """One request: its records, the place of the first in the whole list, and what came of it.

    It has a `response` or an `error`; the latter may have a response with what was done before.
    """

    start: int
    records: list[I]
    response: R | None = None
    error: NetoError | None = None


@dataclass(slots=True)
class Batches(Generic[I, R]):
    """All requests that a list was sent in, in its order, and the records that were not sent."""

    batches: list[Batch[I, R]] = field(default_factory=list["Batch[I, R]"])
    unsent: list[I] = field(default_factory=list[I])

    def __iter__(self) -> Iterator[Batch[I, R]]:
        return iter(self.batches)

    def __len__(self) -> int:
        return len(self.batches)

    @property
    def responses(self) -> list[R]:
        """What the store answered to the requests that did not fail, in order."""
        return [batch.response for batch in self.batches if batch.response is not None]

    @property
    def failed(self) -> list[Batch[I, R]]:
        """The requests that failed, with their records and why."""
        return [batch for batch in self.batches if batch.error is not None]

    @property
    def is_complete(self) -> bool:
        """Whether every record was sent, and no request failed."""
        return not self.unsent and not self.failed

    def require_complete(self) -> None:
        """Raise the error of the first request that failed, if any did."""
        for batch in self.batches:
            if batch.error is not None:
                raise batch.error

    def add(self, batch: Batch[I, R], *, stop_at_error: bool) -> bool:
        """Take over what came of a request; whether to go on with the next."""
        self.batches.append(batch)
        return not (stop_at_error and batch.error is not None)


def split(records: Sequence[I], size: int) -> Iterator[tuple[int, list[I]]]:
    """The records in lists of this size, each with the place of its first."""
    if size < 1:
        message = f"batch is {size}; a request has at least 1 record"
        raise ValueError(message)
    for start in range(0, len(records), size):
        yield start, list(records[start : start + size])
