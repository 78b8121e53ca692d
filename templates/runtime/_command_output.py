"""Records on the command line: as lines of JSON, as CSV, or as a table."""

# ruff: noqa: T201 - it prints

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING, Any, cast

from ._command_input import is_list
from ._redact import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

_WIDEST = 40


def print_records(records: Iterable[Any], form: str) -> None:
    """Print records; those that come page by page are printed as they come, as lines of JSON."""
    if form == "jsonl":
        for record in records:
            print(json.dumps(record.to_dict(names="wire", for_json=True), ensure_ascii=False))
        return
    rows = [_flat(record.to_dict(names="wire", for_json=True)) for record in records]
    columns = [*dict.fromkeys(name for row in rows for name in row)]
    if form == "csv":
        writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return
    shown = [
        columns,
        *([printable(str(row.get(name, "")))[:_WIDEST] for name in columns] for row in rows),
    ]
    widths = [max(len(line[at]) for line in shown) for at in range(len(columns))]
    for line in shown:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())


def _flat(data: dict[str, Any], before: str = "") -> dict[str, Any]:
    """What a record holds, each value by its path, as `--set` and CSV files name them."""
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
