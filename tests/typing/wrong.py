"""What a user may get wrong: type checkers object to each line that says so."""

from __future__ import annotations

import neto_client
from neto_client import NetoClient, events
from neto_client import get_order, update_item
from neto_client.add_customer_log import CustomerLog, Status
from neto_client.add_item import Item, PriceGroup
from neto_client.get_voucher import Filter

neto = NetoClient("https://www.mystore.com.au", key="…")
CustomerLog(user="jsmith")  # wrong: no such field
CustomerLog(username=5)  # wrong: not a text
CustomerLog("jsmith")  # wrong: not by keyword
CustomerLog(status="Complete")  # wrong: not a listed text
Item()  # wrong: its SKU is missing
Item(sku=None)  # wrong: it must be a text
Status.DONE  # wrong: no such value
neto.add_customer_log(Item(sku="A"))  # wrong: not a log
neto.add_customer_logs([])  # wrong: no such operation
neto.add_customer_log([]).customer_log[0].id  # wrong: no such field
NetoClient("https://www.mystore.com.au", timeout="soon")  # wrong: not a number
NetoClient("https://www.mystore.com.au", key="…", wire="yaml")  # wrong: no such format
neto_client.add_nothing  # wrong: no such module
neto.get_item(skuu="A", output_selector="Name")  # wrong: no such filter
neto.get_item(sku=5, output_selector="Name")  # wrong: not a text
neto.update_item([], stop_at_error=True)  # wrong: nothing is sent in batches
neto.update_item([], concurrency=4)  # wrong: there is one request
neto.update_item([], batch=9, concurrency="4")  # wrong: not a number
neto.get_item(extra="New", output_selector="Name")  # wrong: no names with values
neto.with_raw_response.get_item(skuu="A")  # wrong: no such filter
neto.dry_run.update_item(5)  # wrong: not a list
neto.iter_get_voucher()  # wrong: it has no pages
neto.iter_update_item([CustomerLog()], batch=10)  # wrong: not items
neto.update_item([Item(sku="A")])  # wrong: items to add
neto.iter_update_item([], stop_at_error=True)  # wrong: leave the loop instead
Item(sku="A").to_dict("json")  # wrong: no such names
Item(sku="A").copy_as(dict)  # wrong: not a record
Item(sku="A").copy_as(CustomerLog).sku  # wrong: no such field
Item(sku="A").copy_as(CustomerLog, include=5)  # wrong: not names
Item.from_json(5)  # wrong: not a document
events.receive(b"", [("NETOAPI_KEY", "…")], key="…")  # wrong: not headers
neto.get_order(order_status="Neww", output_selector="ID")  # wrong: not a listed text
neto.get_order(order_status=["New", "Neww"], output_selector="ID")  # wrong: one is not listed
neto.get_order(order_status={"Neww"}, output_selector="ID")  # wrong: not listed
neto.get_order(order_status=5, output_selector="ID")  # wrong: not a text
neto.get_order(order_id={5}, output_selector="ID")  # wrong: not texts
neto.get_order(output_selector=[5])  # wrong: not a text
Filter(program_type="Gifts")  # wrong: not a listed text
Filter(program_type=["Gifts"])  # wrong: not a listed text
Item(sku="A", rrp="5")  # wrong: not a number
Item(sku="A", rrp=5.5)  # wrong: not a decimal number
Item(sku="A", price_groups=Item(sku="A"))  # wrong: not a price group
Item(sku="A", price_groups=["A"])  # wrong: not price groups
PriceGroup(group=None)  # wrong: it must be a text
PriceGroup(price=5)  # wrong: its group is missing
item = update_item.Item(sku="A")
item.rrp = "5"  # wrong: not a number
item.price_groups = ["A"]  # wrong: not price groups
item.price_groups = [PriceGroup(group="A")]  # wrong: price groups to add
item.pick_priority = "LAST"  # wrong: not a listed text
item.price_groups.price_group  # wrong: there may be none
get_order.Order(order_status="Neww")  # wrong: not a listed text
get_order.Order(order_line=get_order.Order())  # wrong: not a line
get_order.Order(order_line=None)  # wrong: an empty list, if any
