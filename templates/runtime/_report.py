"""A report of the records of a file that are not done, which can be sent in place of that file."""

# ruff: noqa: SIM115 - the file is closed below

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._command_input import ERROR, OUTCOME, InputError, Outcome, guarded, is_csv

if TYPE_CHECKING:
    from ._command_input import RecordFile


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


def _report_path(source: str, named: str | None) -> str:
    """Return the path for records of this file that fail: a file that does not exist yet."""
    if named:
        return named
    path = Path("records.jsonl" if source == "-" else source)
    numbers = chain([""], (f"-{number}" for number in count(2)))
    names = (str(path.with_name(f"{path.stem}.failed{n}{path.suffix}")) for n in numbers)
    return next(name for name in names if not os.path.lexists(name))
