"""What a user may write: no type checker finds anything wrong with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from email.message import Message
from typing import TYPE_CHECKING, Any, assert_type

import neto_client
from neto_client import (
    ApiError,
    AsyncNetoClient,
    Batch,
    Batches,
    NetoClient,
    NetoError,
    Options,
    RawResponse,
    events,
    get_customer,
    get_order,
    get_voucher,
    paired,
    update_order,
)
from neto_client.add_customer_log import (
    AddCustomerLog,
    AddCustomerLogResponse,
    CustomerLog,
    MessagesWarning,
    Status,
)
from neto_client.get_item import Filter, GetItemResponse, Item, OutputSelector
from neto_client.update_item import (
    Image,
    Images,
    PickPriority,
    PriceGroup,
    PriceGroups,
    UpdateItemResponse,
)
from neto_client.update_item import Item as Update

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping
    from email.message import Message


def send() -> None:
    """Send a log, and use what comes back."""
    with NetoClient("https://www.mystore.com.au", username="api", key="…") as neto:
        response = neto.add_customer_log(
            [
                CustomerLog(
                    username="jsmith",
                    notes="Rang about order N1234",
                    status=Status.REQUIRE_RECONTACT,
                    last_contacted=datetime.now(UTC),
                )
            ]
        )
        assert_type(response, AddCustomerLogResponse)
        assert_type(response.customer_log[0].log_id, int | None)
        assert_type(response.warnings, list[MessagesWarning])
        neto.add_customer_log(AddCustomerLog.of([]))


def find(neto: NetoClient) -> Iterator[Item]:
    """Find items by the fields of a filter, by a filter, and page by page."""
    response = neto.get_item(sku=["A", "B"], is_active=True, output_selector=["Name"], limit=10)
    assert_type(response, GetItemResponse)
    assert_type(response.item[0].sku, str | None)
    neto.get_item(Filter(sku=["A"], output_selector=[OutputSelector.NAME]))
    return neto.iter_get_item(sku="A", output_selector=OutputSelector.NAME)


def find_in_tasks(neto: AsyncNetoClient) -> AsyncIterator[Item]:
    """Iterate over pages in a task."""
    return neto.iter_get_item(sku="A", output_selector=OutputSelector("New"), limit=50)


async def change(neto: NetoClient, tasks: AsyncNetoClient) -> None:
    """Send many records at once."""
    items = [Update(sku="A", name="B")]
    assert_type(neto.update_item(items), UpdateItemResponse)
    assert_type(neto.update_item(items, batch=100), Batches[Update, UpdateItemResponse])
    assert_type(neto.update_item(items, batch=9, concurrency=4).unanswered, list[Update])
    pairs = paired(items, neto.update_item(items))
    assert_type(pairs.unanswered, list[Update])
    assert_type([pair.sent for pair in pairs], list[Update])
    neto.update_item([Update(sku="A", extra={"New": "x"})], options=Options(checked=False))
    neto.get_item(extra={"New": ["a", "b"]}, output_selector="Name")
    found = await tasks.update_item(items, batch=100, stop_at_error=True, concurrency=4)
    assert_type(found, Batches[Update, UpdateItemResponse])
    for batch in found.failed:
        print(batch.error, batch.records[0].sku)
    for one in neto.iter_update_item(item for item in items):
        assert_type(one, Batch[Update, UpdateItemResponse])
    async for one in tasks.iter_update_item(items, batch=10):
        assert_type(one, Batch[Update, UpdateItemResponse])
    try:
        neto.update_item(items, batch=100)
    except KeyboardInterrupt as error:
        assert_type(Batches.carried_by(error), Batches[Any, Any] | None)


def look(neto: NetoClient, items: list[Update]) -> str:
    """See what would be sent, and what came."""
    raw = neto.with_raw_response.update_item(items)
    assert_type(raw, RawResponse[UpdateItemResponse])
    assert_type(neto.with_raw_response.get_item(sku="A").parsed, GetItemResponse)
    return neto.dry_run.update_item(items).url


async def look_in_a_task(neto: AsyncNetoClient, items: list[Update]) -> None:
    """Use views in a task."""
    raw = await neto.with_raw_response.update_item(items)
    assert_type(raw, RawResponse[UpdateItemResponse])


def receive(body: bytes, headers: dict[str, str]) -> events.OrderStatus | None:
    """Take a notification."""
    events.receive(body, headers, key="…")
    event = events.receive(body, headers, token="…")  # noqa: S106 - none
    return event.order.order_status if event.order else None


def receive_from(body: bytes, headers: Mapping[str, str], message: Message[str, str]) -> None:
    """Take notifications with headers of any class that has them in pairs."""
    events.receive(body, headers, key="…")
    events.receive(body, message, key="…")


def change_and_send_back(neto: NetoClient) -> dict[str, Any]:
    """Take what one operation reads for what another sends, and tables of it."""
    changes: list[Update] = []
    for item in neto.iter_get_item(sku="A", output_selector="Name"):
        change = item.copy_as(Update, include={"sku", "name"})
        assert_type(change, Update)
        changes.append(change)
        assert_type(item.to_dict("wire"), dict[str, Any])
        assert_type(Item.from_json(item.to_json()), Item)
        assert_type(Item.from_xml(item.to_xml(checked=False), strict=True), Item)
    left_out: list[str] = []
    changes[0].copy_as(Item, left_out=left_out)
    neto.update_item(changes)
    return changes[0].to_dict(names="python", for_json=True)


def handle() -> None:
    """Handle what goes wrong."""
    try:
        send()
    except ApiError as error:
        print([message.message for message in error.errors])
    except NetoError as error:
        print(error)


def through_the_package() -> neto_client.add_customer_log.Status:
    """Reach an operation's records through the package."""
    return neto_client.add_customer_log.Status("Completed")


def call_without_lists_and_classes(neto: NetoClient) -> None:
    """Pass one record for a list, texts for listed values, integers for decimals, lists for wrappers."""
    assert_type(neto.update_item(Update(sku="A", rrp=5)), UpdateItemResponse)
    neto.update_item(Update(sku=sku) for sku in ("A", "B"))
    for one in neto.iter_update_item(Update(sku="A"), batch=1):
        assert_type(one, Batch[Update, UpdateItemResponse])
    Update(sku="A", pick_priority="FIFO", price_groups=[PriceGroup(group="A", price=4)])
    Update(sku="A", price_groups=PriceGroup(group="A", price=Decimal("4.5")), images=())
    Update(sku="A", price_groups=PriceGroups(price_group=PriceGroup(group="A")))
    update_order.Order(order_id="N1", order_status="Pick", order_line=update_order.OrderLine())
    CustomerLog(status="Completed")
    CustomerLog(status=Status("Unlisted"))


def find_by_any_iterable(neto: NetoClient, by_sku: dict[str, int]) -> None:
    """Pass filters any iterable of values, a single value, and texts for listed values."""
    neto.get_item(sku=by_sku.keys(), inventory_id=set(by_sku.values()), output_selector="Name")
    neto.get_item(sku=(sku for sku in by_sku), output_selector=("Name", OutputSelector.BRAND))
    neto.get_order(order_status="New", output_selector=["ID", "Undocumented"])
    neto.get_order(order_status={"New", get_order.OrderStatus.PICK}, output_selector="ID")
    neto.get_order(order_status=get_order.OrderStatus("Unlisted"), output_selector="ID")
    get_order.Filter(order_id="N1", order_status=["New"], output_selector="ID")
    get_voucher.Filter(program_type="Gift", output_selector={"Balance"})


def what_fields_hold(item: Update, log: CustomerLog, order: get_order.Order) -> None:
    """Check that each field's value has one type, whatever it accepts."""
    assert_type(item.rrp, Decimal | None)
    assert_type(item.price_groups, PriceGroups | None)
    assert_type(item.pick_priority, PickPriority | None)
    if item.price_groups is not None:
        assert_type(item.price_groups.price_group, list[PriceGroup])
        assert_type(item.price_groups.price_group[0].price, Decimal | None)
    if log.status:
        assert_type(log.status.is_known, bool)
    assert_type(order.order_line, list[get_order.OrderLine])
    for line in order.order_line:
        assert_type(line.unit_price, Decimal | None)


def change_fields(item: Update, log: CustomerLog, order: update_order.Order) -> None:
    """Set fields to all that they accept; a value of the field's own type keeps its type."""
    item.rrp = 5
    item.price_groups = [PriceGroup(group="A", price=3)]
    log.status = "Completed"
    order.order_line = update_order.OrderLine()
    order.order_line.append(update_order.OrderLine())
    item.images = Images()
    item.images.image.append(Image(name="A"))
    item.cost_price = Decimal(1)
    assert_type(item.cost_price, Decimal)
    log.status = Status.COMPLETED
    assert_type(log.status.is_known, bool)


def compare(order: get_order.Order, customer: get_customer.Customer) -> str:
    """Compare a listed value with a text, which is not an error."""
    assert_type(order.order_status, get_order.OrderStatus | None)
    assert_type(order.complete_status, get_order.CompleteStatus | None)
    assert_type(customer.type, get_customer.Type | None)
    if order.order_status == get_order.OrderStatus.NEW:
        print("new")
    if order.on_hold_type == "Layby":
        print("layby")
    if get_order.OrderStatus.NEW == "New":
        print("the same")
    if order.order_status in {"New", "Pick"}:
        print("listed")
    match order.order_type:
        case "sales":
            print("sale")
        case _:
            pass
    text: str = get_order.OrderStatus.NEW
    return text + f"{order.order_status}"
