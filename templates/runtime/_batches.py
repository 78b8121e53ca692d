"""A list of any length, sent in several requests: what came of each."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar, cast

from ._courses import CancelledRequest
from ._errors import ArgumentError, NetoError, OutcomeUnknown, StoreMessage
from ._interrupts import is_foreign, origins
from ._lazy_modules import lazy
from ._locks import ForkLock
from ._options import shown
from ._response import RawResponse

if TYPE_CHECKING:
    from . import _pairs  # pyright: ignore[reportPrivateUsage]
    from ._root import BatchRequest
else:
    _pairs = lazy("_pairs")

I = TypeVar("I")  # noqa: E741 - an item
R = TypeVar("R")
Q = TypeVar("Q")

Many: TypeAlias = I | Iterable[I] | Q
"""One record or any iterable of them, or the request that holds them."""


class How(NamedTuple):
    """How records are sent: in one request, or in several of `batch` records."""

    batch: int | None
    stop_at_error: bool
    concurrency: int


@dataclass(frozen=True, slots=True)
class Batch(Generic[I, R]):
    """One request of a list: its records, and its response or error.

    `start` is the index of its first record in the whole list. It has a `response` or an `error`; an
    error may have a response, with the results of the part that was carried out.
    """

    start: int
    records: list[I]
    response: R | None = None
    error: NetoError | None = None

    @property
    def pairs(self) -> _pairs.Pairs[I, Any]:
        """The records, each with its answer, including answers that arrived before a failure."""
        response = self.response if self.error is None else self.error.response
        return _pairs.paired(self.records, response)

    @property
    def warnings(self) -> tuple[StoreMessage, ...]:
        """The store's warnings."""
        told = self.response if self.error is None else self.error
        return tuple(getattr(told, "warnings", ()))


@dataclass(slots=True)
class Batches(Generic[I, R]):
    """The requests of a list, in order, and the records that were not sent."""

    batches: list[Batch[I, R]] = field(default_factory=list["Batch[I, R]"])
    unsent: list[I] = field(default_factory=list[I])

    @staticmethod
    def carried_by(error: BaseException) -> Batches[Any, Any] | None:
        """Return the results so far from an error that interrupted them, such as a KeyboardInterrupt.

        The error may be caused by another one, such as a TimeoutError of `asyncio.timeout`, or be a
        group of errors. Return None if nothing was sent in batches.
        """
        for found in origins(error):
            batches: Batches[Any, Any] | None = found.__dict__.get("batches")
            if type(batches) is Batches:
                return batches
        return None

    def __iter__(self) -> Iterator[Batch[I, R]]:
        return iter(self.batches)

    def __len__(self) -> int:
        return len(self.batches)

    @property
    def responses(self) -> list[R]:
        """The responses of the requests that did not fail, in order."""
        return [batch.response for batch in self.batches if batch.response is not None]

    @property
    def failed(self) -> list[Batch[I, R]]:
        """The requests that failed, each with its records and its error."""
        return [batch for batch in self.batches if batch.error is not None]

    @property
    def pairs(self) -> list[_pairs.Pair[I, Any]]:
        """All records of all requests, each with its answer.

        A record has no answer if its request failed, or if the response does not mention it. To tell
        these apart, use the `pairs` and `error` of each batch.
        """
        return [pair for batch in self.batches for pair in batch.pairs]

    @property
    def unanswered(self) -> list[I]:
        """The records that no response mentions, although their request did not fail.

        The store accepted the other records; `warnings` may say why it did not accept these.
        """
        done = (batch for batch in self.batches if batch.error is None)
        return [record for batch in done for record in batch.pairs.unanswered]

    @property
    def warnings(self) -> list[StoreMessage]:
        """The warnings of all responses."""
        return [warning for batch in self.batches for warning in batch.warnings]

    @property
    def is_complete(self) -> bool:
        """Whether every record was sent and no request failed; see `unanswered` for single records."""
        return not self.unsent and not self.failed

    def require_complete(self) -> None:
        """Raise the first error, if a request failed; `carried_by` returns all batches from it."""
        for batch in self.batches:
            if batch.error is not None:
                _carry(batch.error, self)
                raise batch.error


class Sending(Generic[I]):
    """The requests that records are sent in, with no more of them read than are sent.

    The records may be those of a whole request. Iterated over, it gives the place and the records of
    each request in turn.
    """

    def __init__(self, records: I | Iterable[I] | BatchRequest[I], size: int) -> None:
        if type(size) is not int or size < 1:
            message = f"batch is {shown(size)}; a request has at least 1 record"
            raise ArgumentError(message)
        from ._root import BatchRequest, several  # noqa: PLC0415 - every operation has it

        given = cast("Iterable[I] | BatchRequest[I]", records)  # or one record
        whole: Any = given if isinstance(given, BatchRequest) else None
        listed: Iterable[I] = (
            several("records", given)
            if whole is None
            else whole._records()  # noqa: SLF001 - its own package
        )
        self._whole = whole if whole and whole._is_more() else None  # noqa: SLF001 - as above
        self._records = iter(listed)
        self._size = size

    def __iter__(self) -> Iterator[tuple[int, list[I]]]:
        start = 0
        while part := self._next():
            yield start, part
            start += len(part)

    def course(self, start: int, part: list[I]) -> Generator[Any, Any, Batch[I, Any]]:
        """Yield the request for some of the records, with all else that a whole request holds.

        It is sent the response, or what is raised; returns what came of it.
        """
        try:
            request = part if self._whole is None else self._whole._with(part)  # noqa: SLF001
            response = yield request
        except NetoError as error:
            if _must_stop(error):
                raise
            return Batch(start, part, error=error)
        return Batch(start, part, response=response)

    def _next(self) -> list[I]:
        part: list[I] = []
        try:
            for record in self._records:
                part.append(record)
                if len(part) == self._size:
                    break
        except BaseException as error:
            _carry(error, Batches[I, Any](unsent=part))
            raise
        return part


class BatchQueue(Generic[I, R]):
    """The requests of a list, in order: what came of those that are done, and which is next."""

    def __init__(self, sending: Sending[I], how: How) -> None:
        if type(how.concurrency) is not int or how.concurrency < 1:
            message = (
                f"concurrency is {shown(how.concurrency)}; at least 1 request is sent at a time"
            )
            raise ArgumentError(message)
        self._sending = sending
        self._parts = [*sending]
        self._how = how
        self._lock = ForkLock()
        self._taken = 0
        self._is_ending = False
        self._done: dict[int, Batch[I, R]] = {}
        self._errors: dict[int, BaseException] = {}

    def __len__(self) -> int:
        return len(self._parts)

    def course(self) -> Generator[Any, Any, None]:
        """Yield one request after the other, of those that no other course of the queue takes."""
        while (number := self._take()) is not None:
            try:
                done = yield from self._sending.course(*self._parts[number])
            except BaseException as error:
                self._errors[number] = error
                self.end()
                raise
            self._keep(number, done)

    def _keep(self, number: int, done: Batch[I, R]) -> None:
        self._done[number] = done
        if self._how.stop_at_error and done.error is not None:
            self.end()

    def _take(self) -> int | None:
        """Return the number of the next request, or None if no more are to be sent."""
        with self._lock:
            if self._is_ending or self._taken == len(self._parts):
                return None
            self._taken += 1
            return self._taken - 1

    def end(self) -> None:
        """Stop sending further requests."""
        with self._lock:
            self._is_ending = True

    def result(self) -> Batches[I, R]:
        """Return the result of all requests. Raises the first error that ended them."""
        for error in self._errors.values():
            self.gather(error)
            raise error
        return self._batches(None)

    def gather(self, error: BaseException) -> None:
        """Attach to an error what was done before it, what is under way, and the rest."""
        self.end()
        found = self._batches(error)
        _carry(error, found)
        left = f"{len(found.unsent)} records were not sent"
        if self._how.concurrency == 1:  # that which is under way is left, too
            done = sum(len(batch.records) for batch in self._done.values())
            left = f"{sum(len(part) for _, part in self._parts) - done} records are left"
        told = f"{len(self._done)} of the requests were done, and {left}"
        BaseException.add_note(error, f"{told}: see Batches.carried_by(error)")

    def _batches(self, error: BaseException | None) -> Batches[I, R]:
        batches: list[Batch[I, R]] = []
        for number, (start, part) in enumerate(self._parts[: self._taken]):
            done = self._done.get(number)
            if done is None:
                ended = self._errors.get(number) or error or CancelledRequest()
                done = _under_way(ended, start, part)
            batches.append(done)
        rest = [record for _, part in self._parts[self._taken :] for record in part]
        return Batches(batches, rest)


def interrupted(error: BaseException, start: int, part: list[I]) -> None:
    """Attach to an error the batch that it interrupted, and what is known of it."""
    _carry(error, Batches([_under_way(error, start, part)]))


def _must_stop(error: NetoError) -> bool:
    """Tell whether an error of one batch ends them all: it may come from the time limit of a worker.

    If user code raised it, such as a supplier of tokens, that is unknown.
    """
    return error.__cause__ is not None and is_foreign(error.__cause__)


def _under_way(error: BaseException, start: int, part: list[I]) -> Batch[I, Any]:
    """Return what is known of the batch that an error interrupted."""
    if isinstance(error, NetoError):
        return Batch(start, part, error=error)
    ended: RawResponse[Any] | NetoError | None = error.__dict__.pop("_neto_outcome", None)
    if isinstance(ended, RawResponse):
        return Batch(start, part, response=ended.parsed)
    if isinstance(ended, NetoError):
        return Batch(start, part, error=ended)
    problem = f"{type(error).__name__} ended the call before the response arrived"
    outcome = OutcomeUnknown(f"{problem}; it may have acted on it")
    outcome.hint = "check what the store has before you send these records again"
    return Batch(start, part, error=outcome)


def _carry(error: BaseException, batches: Batches[Any, Any]) -> None:
    """Attach these batches to an error."""
    BaseException.__setattr__(error, "batches", batches)
