"""The records of a file on their way to a store: whatever ends it, each is done, or in the report.

The report has the records that are not done, and can be sent in place of the file.
"""

# ruff: noqa: ANN401, SIM115 - records and requests are of any type; the file is closed below

from __future__ import annotations

import csv
import json
import os
from collections import Counter, deque
from itertools import chain, count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._batches import Batches
from ._command_input import ERROR, OUTCOME, InputError, Outcome, guarded, is_csv
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
    from ._signals import Signals

# After these, the next request would fail like the last one.
_HOPELESS = (AuthenticationError, PermissionDenied, UnknownAction, ConnectionFailed)
_NOT_ACTED_ON = (TransportError, ConfigurationError, RateLimited)


class FailureReport:
    """A file of records that are not done, of the same form as that which they come from.

    It is made before anything is sent, so that it can be written, and removed when it has nothing in it.
    """

    def __init__(self, of: RecordFile, named: str | None) -> None:
        self.path = _report_path(of.named, named)
        if is_csv(self.path) is not of.is_csv:
            form = ".csv" if of.is_csv else ".jsonl"
            raise InputError(
                f"{self.path}: use a file that ends in {form}, as the records come from {of.named}"
            )
        self.counts = Counter[Outcome]()
        self.first = ""  # why its first record is not done
        try:
            self._file = Path(self.path).open(
                "x", encoding="utf-8", errors="backslashreplace", newline=""
            )
        except FileExistsError:
            raise InputError(
                f"{self.path} already exists: move it away, or name another file"
            ) from None
        except OSError as error:
            raise InputError(f"{self.path}: {error.strerror}; nothing was sent") from None
        self._writer = None
        if of.is_csv:
            columns = [*of.columns, ERROR, OUTCOME]
            self._writer = csv.DictWriter(self._file, columns, delimiter=of.delimiter)
            self._file.write("\ufeff" if of.has_mark else "")
            self._writer.writeheader()

    def put(self, row: dict[str, Any], why: str, outcome: Outcome) -> None:
        """Add a record."""
        self.first = self.first or why
        whole = {**row, ERROR: why, OUTCOME: outcome}
        if self._writer is None:
            self._file.write(f"{json.dumps(whole, ensure_ascii=False)}\n")
        else:
            self._writer.writerow({name: guarded(value) for name, value in whole.items()})
        self.counts[outcome] += 1

    def flush(self) -> None:
        """Write all of it to disk, whatever happens to this process."""
        self._file.flush()

    def close(self) -> None:
        """End it."""
        self._file.close()
        if not self.counts:
            Path(self.path).unlink()


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


def _report_path(source: str, named: str | None) -> str:
    """Return the path for records of this file that fail: a file that does not exist yet."""
    if named:
        return named
    path = Path("records.jsonl" if source == "-" else source)
    numbers = chain([""], (f"-{number}" for number in count(2)))
    names = (str(path.with_name(f"{path.stem}.failed{n}{path.suffix}")) for n in numbers)
    return next(name for name in names if not os.path.lexists(name))
