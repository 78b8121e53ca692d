"""Read, change, send back: take the spaces around the names of a brand's items away.

`python -m examples.rename_items Acme`, with NETO_STORE_URL and NETO_KEY in the environment.
"""

from __future__ import annotations

import sys

from neto_client import NetoClient, update_item
from neto_client.get_item import OutputSelector


def tidy_names(neto: NetoClient, brand: str) -> list[update_item.Item]:
    """Send the names that change, and return what was sent."""
    changes: list[update_item.Item] = []
    for item in neto.iter_get_item(brand=brand, output_selector=OutputSelector.NAME):
        if item.name and item.name != item.name.strip():
            change = item.copy_as(update_item.Item, include={"sku", "name"})
            change.name = item.name.strip()
            changes.append(change)
    if changes:
        neto.update_item(changes, batch=100).require_complete()
    return changes


def main() -> None:
    """Tidy the names of the brand that is given."""
    with NetoClient() as neto:
        for item in tidy_names(neto, sys.argv[1]):
            print(f"{item.sku}: {item.name}")


if __name__ == "__main__":
    main()
