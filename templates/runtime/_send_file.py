"""The records of a file on their way to a store: whatever ends it, each is done, or in the report."""

# ruff: noqa: ANN401 - records and requests are of any type

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, Any

from ._batches import Batches
from ._command_input import Outcome
from ._command_output import warn
from ._errors import (
    AuthenticationError,
    ConfigurationError,
    ConnectionFailed,
    NetoError,
    OutcomeUnknown,
    PermissionDenied,
    RateLimited,
    ResponseError,
    ServerFailure,
    TransportError,
    UnknownAction,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from ._command_input import RecordFile
    from ._report import FailureReport
    from ._signals import Signals

# After these, the next request would fail like the last one.
_HOPELESS = (AuthenticationError, PermissionDenied, UnknownAction, ConnectionFailed)
_NOT_ACTED_ON = (TransportError, ConfigurationError, RateLimited)


class FileSending:
    """Sends the records of a file in batches of `size`, and puts what is not done into a report."""

    def __init__(
        self, operation: Any, file: RecordFile, report: FailureReport, size: int, signals: Signals
    ) -> None:
        self.operation, self.file, self.report = operation, file, report
        self.size, self.signals = size, signals
        self._taken, self._is_read = 0, False
        self._waiting = deque[dict[str, Any]]()  # the rows of the batch that is read or sent

    def answers(
        self, method: Callable[..., Iterable[Any]], records_of: Callable[[Any], list[Any]]
    ) -> Generator[Any]:
        """Send all, and give the records of the answers."""
        try:
            for batch in method(self._records(), batch=self.size):
                self._note(batch)
                warn(batch)
                if batch.response is not None:
                    yield from records_of(batch.response)
                if isinstance(batch.error, _HOPELESS):
                    break
        except BaseException as error:
            carried = Batches.carried_by(error)
            for batch in () if carried is None else carried.batches:
                self._note(batch)
            raise
        finally:
            with self.signals.held():
                self._report_the_rest()

    def _records(self) -> Iterator[Any]:
        for row in self.file.rows():
            record = self.file.record(row)
            with self.signals.held():
                self._waiting.append(row)
                self._taken += 1
            yield record
        self._is_read = True

    def _note(self, batch: Any) -> None:
        why = self._undone(batch)
        with self.signals.held():
            for record in batch.records:
                row = self._waiting.popleft()
                if id(record) in why:
                    self.report.put(row, *why[id(record)])
            self.report.flush()

    def _report_the_rest(self) -> None:
        # Without further information, a complete batch may be on its way.
        is_whole = self._is_read or len(self._waiting) == self.size
        for row in self._waiting:
            outcome = Outcome.UNKNOWN if is_whole else Outcome.UNSENT
            self.report.put(row, "stopped before the response was read", outcome)
        for row in islice(self.file.rows(), self._taken, None):
            self.report.put(row, "not sent", Outcome.UNSENT)

    def _undone(self, batch: Any) -> dict[int, tuple[str, Outcome]]:
        """Return why records of a batch are not done, and their outcomes, by identity."""
        error: NetoError | None = batch.error
        if error is not None:
            answered = {id(pair.sent) for pair in batch.pairs.pairs if pair.answer is not None}
            outcome = Outcome.REFUSED
            if may_have_acted(self.operation, error, self.operation.of(batch.records)):
                outcome = Outcome.UNKNOWN
            elif isinstance(error, _NOT_ACTED_ON):
                outcome = Outcome.UNSENT
            missing = [record for record in batch.records if id(record) not in answered]
            return {id(record): (str(error), outcome) for record in missing}
        if not batch.warnings:
            return {}
        why = "; ".join(str(warning.message) for warning in batch.warnings)
        return {id(record): (why, Outcome.REFUSED) for record in batch.pairs.unanswered}


def may_have_acted(operation: Any, error: NetoError, request: Any) -> bool:
    """Tell whether the store may have changed something although a request ended with this error."""
    unless: str = operation.not_idempotent_with
    if operation.idempotent and not (unless and unless.encode() in request.to_json()):
        return False
    return isinstance(error, (OutcomeUnknown, ResponseError, ServerFailure))
