"""Bring the stock of a store up to date, in tasks, and send only what differs.

`python -m examples.update_stock A1=5 A2=0`, with NETO_STORE_URL and NETO_KEY in the environment.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from neto_client import AsyncNetoClient
from neto_client.get_item import OutputSelector
from neto_client.update_item import Action, Item, WarehouseQuantity

if TYPE_CHECKING:
    from collections.abc import Mapping

WAREHOUSE = 1


async def stock_of(neto: AsyncNetoClient, skus: list[str]) -> dict[str, int]:
    """How many of each item are in the warehouse, as the store has it."""
    found: dict[str, int] = {}
    selector = OutputSelector.WAREHOUSE_QUANTITY  # the SKU comes with it
    async for item in neto.iter_get_item(sku=skus, output_selector=selector):
        for stock in item.warehouse_quantity:
            if item.sku and stock.warehouse_id == WAREHOUSE:
                found[item.sku] = stock.quantity or 0
    return found


async def update_stock(neto: AsyncNetoClient, stock: Mapping[str, int]) -> list[str]:
    """Set the stock where it is another, and return the SKUs of the items that were changed."""
    known = await stock_of(neto, list(stock))
    changes = [
        Item(
            sku=sku,
            warehouse_quantity=WarehouseQuantity(
                warehouse_id=WAREHOUSE, quantity=quantity, action=Action.SET
            ),
        )
        for sku, quantity in stock.items()
        if known.get(sku) != quantity
    ]
    if changes:
        done = await neto.update_item(changes, batch=100)
        done.require_complete()
    return [item.sku for item in changes if item.sku]


async def main() -> None:
    """Set the stock that is given as `SKU=quantity`."""
    pairs = (argument.partition("=") for argument in sys.argv[1:])
    async with AsyncNetoClient() as neto:
        changed = await update_stock(neto, {sku: int(quantity) for sku, _, quantity in pairs})
    print("changed:", ", ".join(changed) or "nothing")


if __name__ == "__main__":
    asyncio.run(main())
