"""What a user may get wrong: type checkers object to each line that says so."""

from __future__ import annotations

import neto_client
from neto_client import NetoClient, events
from neto_client.add_customer_log import CustomerLog, Status
from neto_client.add_item import Item

neto = NetoClient("https://www.mystore.com.au", key="…")
CustomerLog(user="jsmith")  # wrong: no such field
CustomerLog(username=5)  # wrong: not a text
CustomerLog("jsmith")  # wrong: not by keyword
CustomerLog(status="Completed")  # wrong: not an enumeration
Item()  # wrong: its SKU is missing
Item(sku=None)  # wrong: it must be a text
Status.DONE  # wrong: no such value
neto.add_customer_log(CustomerLog())  # wrong: not a list
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
neto.iter_update_item([], stop_at_error=True)  # wrong: leave the loop instead
Item(sku="A").to_dict("json")  # wrong: no such names
Item(sku="A").copy_as(dict)  # wrong: not a record
Item(sku="A").copy_as(CustomerLog).sku  # wrong: no such field
Item(sku="A").copy_as(CustomerLog, include=5)  # wrong: not names
Item.from_json(5)  # wrong: not a document
events.receive(b"", [("NETOAPI_KEY", "…")], key="…")  # wrong: not headers
