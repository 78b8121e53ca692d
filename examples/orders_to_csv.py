"""Write the orders of a day to a CSV file.

`python -m examples.orders_to_csv 2026-11-28 orders.csv`, with NETO_STORE_URL and NETO_KEY in the
environment.
"""

from __future__ import annotations

import csv
import sys
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import TextIO

from neto_client import NetoClient
from neto_client.get_order import OutputSelector

COLUMNS = ("order_id", "date_placed", "order_status", "email", "grand_total")


def write_orders(neto: NetoClient, day: date, file: TextIO, zone: tzinfo = UTC) -> int:
    """Write the orders that were placed on a day of this time zone, and return how many there are."""
    start = datetime.combine(day, time(), zone)
    orders = neto.iter_get_order(
        date_placed_from=start,
        date_placed_to=start + timedelta(days=1, seconds=-1),
        output_selector=[
            OutputSelector.DATE_PLACED,
            OutputSelector.ORDER_STATUS,
            OutputSelector.EMAIL,
            OutputSelector.GRAND_TOTAL,
        ],
        limit=100,
    )
    writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
    writer.writeheader()
    count = 0
    for count, order in enumerate(orders, start=1):  # noqa: B007 - how many there are
        writer.writerow(order.to_dict())
    return count


def main() -> None:
    """Write the orders of the day that is given to the file that is given."""
    day, path = date.fromisoformat(sys.argv[1]), Path(sys.argv[2])
    with NetoClient() as neto, path.open("w", encoding="utf-8", newline="") as file:
        print(write_orders(neto, day, file), "orders")


if __name__ == "__main__":
    main()
