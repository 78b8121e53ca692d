"""Records on the command line: as lines of JSON, as CSV, or as a table."""

# ruff: noqa: ANN401, T201 - values are of any type, and it prints

from __future__ import annotations

import csv
import json
import os
import sys
from contextlib import suppress
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, cast
from unicodedata import category, east_asian_width

from ._command_input import guarded, is_list
from ._redact import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

_WIDEST = 40


def prepare_streams() -> None:
    """Configure standard output and error so that printing never fails: UTF-8 for programs and files."""
    sys.stdout = _prepared(sys.stdout)
    sys.stderr = _prepared(sys.stderr)


def _prepared(stream: Any) -> Any:
    if stream is None:  # it is closed
        return Path(os.devnull).open("w", encoding="utf-8")
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        encoding = stream.encoding if stream.isatty() else "utf-8"
        reconfigure(encoding=encoding, errors="backslashreplace")
    return stream


def discard_output() -> None:
    """Let go of what is still to be printed, as nobody takes it."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def warn(told: Any) -> None:
    """Say what the store warns of."""
    for warning in getattr(told, "warnings", ()):
        sys.stderr.write(f"warning: {printable(str(warning.message))}\n")


def print_whole(response: Any) -> None:
    """Print an answer as a document of JSON."""
    whole = response.to_dict(names="wire", for_json=True)
    print(json.dumps(whole, indent=2, ensure_ascii=False))


def print_records(records: Iterable[Any], form: str) -> None:
    """Print records: lines of JSON as they come, and a table or CSV in the end, with all columns.

    Where something ends them early, those that have come are printed.
    """
    if form == "jsonl":
        for record in records:
            print(json.dumps(record.to_dict(names="wire", for_json=True), ensure_ascii=False))
        return
    columns: dict[str, int] = {}
    with TemporaryFile("w+", encoding="utf-8") as rows:
        try:
            for record in records:
                row = _flat(record.to_dict(names="wire", for_json=True))
                rows.write(f"{json.dumps(row)}\n")
                for name, value in row.items():
                    columns[name] = max(columns.get(name, 0), _width(_cell(value)))
        finally:
            rows.seek(0)
            if columns:
                _print_all(map(json.loads, rows), columns, form)


def _print_all(rows: Iterable[dict[str, Any]], columns: dict[str, int], form: str) -> None:
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(map(guarded, columns))
        writer.writerows([guarded(row.get(name)) for name in columns] for row in rows)
        return
    titles = {name: name for name in columns}
    for row in chain([titles], rows):
        cells = ((_cell(row.get(name)), max(w, _width(_cell(name)))) for name, w in columns.items())
        print("  ".join(cell + " " * (width - _width(cell)) for cell, width in cells).rstrip())


def _cell(value: Any) -> str:
    """Return a value for a table, cut if it is long."""
    text = printable("" if value is None else str(value), 500)
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST - 1]}…"


def _width(text: str) -> int:
    """Return how many columns a text takes in a terminal."""
    if text.isascii():
        return len(text)
    wide = sum(east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(category(sign) in {"Mn", "Me"} for sign in text)


def _flat(data: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Return the values of a record by path, as `--set` and CSV files name them."""
    found: dict[str, Any] = {}
    for name, value in data.items():
        values = [*enumerate(value)] if is_list(value) else [(None, value)]
        for index, item in values:
            path = f"{before}{name}" if index is None else f"{before}{name}[{index}]"
            found |= (
                _flat(cast("dict[str, Any]", item), f"{path}.")
                if isinstance(item, dict)
                else {path: item}
            )
    return found
