"""Send the items of a CSV file in batches, and report what did not get through.

`python -m examples.send_items items.csv`, with NETO_STORE_URL and NETO_KEY in the environment. The
file has the columns SKU, Name and DefaultPrice.
"""

from __future__ import annotations

import csv
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from neto_client import NetoClient, OutcomeUnknown
from neto_client.update_item import Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def items_of(rows: Iterable[dict[str, str]]) -> list[Item]:
    """Return the rows of a table as items."""
    return [
        Item(sku=row["SKU"], name=row["Name"], default_price=Decimal(row["DefaultPrice"]))
        for row in rows
    ]


def send(neto: NetoClient, items: list[Item], size: int = 100) -> Iterator[str]:
    """Send items, so many in a request, and yield a line for everything that went wrong."""
    for batch in neto.iter_update_item(items, batch=size):
        if batch.response is not None:
            for warning in batch.response.warnings:
                yield f"items {batch.start} to {batch.start + len(batch.records) - 1}: {warning.message}"
        if batch.error is not None:
            # Whether such a request arrived is not known: look before you send it again.
            what = "may be sent" if isinstance(batch.error, OutcomeUnknown) else "not sent"
            for item in batch.records:
                yield f"{item.sku}: {what}: {batch.error}"


def main() -> None:
    """Send the items of the file that is given; exit with 1 if anything went wrong."""
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
        items = items_of(csv.DictReader(file))
    with NetoClient() as neto:
        report = list(send(neto, items))
    print(f"{len(items)} items, {len(report)} failures", *report, sep="\n")
    sys.exit(1 if report else 0)


if __name__ == "__main__":
    main()
