"""What fields take, and what they hold then: however a field is set, it holds one type."""

from __future__ import annotations

import array
import copy
import dataclasses
import enum
import json
import pickle
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_client import (
    NetoClient,
    RequestError,
    get_customer,
    get_order,
    get_voucher,
    update_item,
    update_order,
)
from neto_client.update_item import Image, Images, Item, PickPriority, PriceGroup, PriceGroups

if TYPE_CHECKING:
    from collections.abc import Callable

NETO = NetoClient("localhost", key="k", allow_http=True)


def by_constructor(record: type[Any], name: str, value: object, **more: object) -> Any:
    """Return a record that is given the value by its constructor."""
    return record(**{name: value}, **more)


def by_assignment(record: type[Any], name: str, value: object, **more: object) -> Any:
    """Return a record whose field is set later."""
    made = record(**more)
    setattr(made, name, value)
    return made


def by_replacement(record: type[Any], name: str, value: object, **more: object) -> Any:
    """Return a record that is a copy of another but for the field."""
    return dataclasses.replace(record(**more), **{name: value})


WAYS = pytest.mark.parametrize("make", [by_constructor, by_assignment, by_replacement])


class Colour(enum.StrEnum):
    """An enumeration of somebody else."""

    FIRST = "FIFO"


class Number(enum.IntEnum):
    """Numbers of somebody else."""

    FIVE = 5


class Series:
    """What gives its values as those of Python, as the series of pandas do."""

    def __init__(self, values: object) -> None:
        self.values = values

    def tolist(self) -> object:
        """Return the values."""
        return self.values


@WAYS
def test_a_text_is_the_value_that_it_lists(make: Callable[..., Any]) -> None:
    """A field of an enumeration holds the value of the text that it is given, listed or not."""
    for given_ in ("FIFO", PickPriority.FIFO, Colour.FIRST):
        assert make(Item, "pick_priority", given_, sku="A").pick_priority is PickPriority.FIFO
    unlisted = make(Item, "pick_priority", "LAST", sku="A")
    assert type(unlisted.pick_priority) is PickPriority
    assert not unlisted.pick_priority.is_known
    with pytest.raises(RequestError, match="PickPriority: 'LAST' is not one of 'FIFO', 'FEFO'"):
        update_item.UpdateItem.of(unlisted).to_json()
    assert make(Item, "pick_priority", None, sku="A").pick_priority is None
    with pytest.raises(
        RequestError, match=r"PickPriority: expected update_item\.PickPriority, got int"
    ):
        update_item.UpdateItem.of(make(Item, "pick_priority", 5, sku="A")).to_xml()


@WAYS
def test_a_whole_number_is_a_decimal_one(make: Callable[..., Any]) -> None:
    """A field for decimal numbers holds a Decimal when it is given an int; a bool is none."""
    for given_ in (5, Number.FIVE, Decimal(5)):
        item = make(Item, "rrp", given_, sku="A")
        assert type(item.rrp) is Decimal
        assert b"<RRP>5</RRP>" in update_item.UpdateItem.of(item).to_xml()
    huge = make(Item, "rrp", 10**30, sku="A")
    assert json.loads(update_item.UpdateItem.of(huge).to_json())["Item"][0]["RRP"] == str(10**30)
    for wrong, name in ((True, "bool"), (5.5, "float"), ("5", "str")):
        with pytest.raises(RequestError, match=f"RRP: expected Decimal, got {name}"):
            update_item.UpdateItem.of(make(Item, "rrp", wrong, sku="A")).to_json()


@WAYS
def test_one_value_is_a_list_of_one(make: Callable[..., Any]) -> None:
    """Where a list belongs, a single record or value is a list of it, and an iterable of its items."""
    line = update_order.OrderLine(sku="A")
    for given_ in (line, [line], (line,), iter([line]), {"A": line}.values()):
        assert make(update_order.Order, "order_line", given_).order_line == [line]
    for texts in ("N1", ["N1"], {"N1"}, {"N1": 0}.keys(), Series(["N1"]), Series("N1")):
        assert make(get_order.Filter, "order_id", texts).order_id == ["N1"]
    for numbers in (5, range(5, 6), array.array("l", [5]), Series(5)):
        assert make(get_order.Filter, "warehouse_id", numbers).warehouse_id == [5]
    for listed in ("New", ["New"], {get_order.OrderStatus.NEW}, (s for s in ["New"])):
        (status,) = make(get_order.Filter, "order_status", listed).order_status
        assert status is get_order.OrderStatus.NEW


@WAYS
def test_a_list_stays_the_same_list(make: Callable[..., Any]) -> None:
    """A list that needs no change is held itself, so that what is added to it later is sent, too."""
    lines = [update_order.OrderLine(sku="A")]
    statuses = [get_order.OrderStatus.NEW]
    assert make(update_order.Order, "order_line", lines).order_line is lines
    assert make(get_order.Filter, "order_status", statuses).order_status is statuses
    images = Images(image=[])
    assert make(Item, "images", images, sku="A").images is images


@WAYS
def test_a_wrapper_takes_its_list(make: Callable[..., Any]) -> None:
    """A record that is nothing but a list is made of that list, of any iterable, or of one record."""
    group = PriceGroup(group="A", price=3)
    expected = PriceGroups(price_group=[group])
    for given_ in (group, [group], (group,), iter([group]), expected):
        item = make(Item, "price_groups", given_, sku="B")
        assert item.price_groups == expected
        assert item.price_groups.price_group[0].price == 3
    assert make(Item, "price_groups", [], sku="B").price_groups == PriceGroups()
    assert make(Item, "price_groups", None, sku="B").price_groups is None


@WAYS
def test_what_cannot_be_converted_is_refused_when_it_is_sent(make: Callable[..., Any]) -> None:
    """What is no value of a field is held as it is given, and named with its path when it is sent."""
    image = Image(name="A")
    for field, wrong, problem in (
        (
            "price_groups",
            image,
            "PriceGroups: expected update_item.PriceGroups, got update_item.Image",
        ),
        (
            "price_groups",
            [image],
            r"PriceGroups.PriceGroup\[0\]: expected update_item.PriceGroup, got update_item.Image",
        ),
        (
            "price_groups",
            ["A"],
            r"PriceGroups.PriceGroup\[0\]: expected update_item.PriceGroup, got str",
        ),
        (
            "price_groups",
            {"PriceGroup": []},
            "PriceGroups: expected update_item.PriceGroups, got dict",
        ),
        (
            "price_groups",
            Images(),
            "PriceGroups: expected update_item.PriceGroups, got update_item.Images",
        ),
    ):
        request = update_item.UpdateItem.of(make(Item, field, wrong, sku="B"))
        with pytest.raises(RequestError, match=problem):
            request.to_json()
    order = make(get_order.Filter, "order_id", {"OrderID": "N1"}, output_selector="ID")
    with pytest.raises(RequestError, match=r"OrderID\[0\]: expected str, got dict"):
        get_order.GetOrder(filter=order).to_json()
    nothing = make(get_order.Filter, "order_id", None, output_selector="ID", sku="A")
    with pytest.raises(RequestError, match="OrderID: expected list, got NoneType"):
        get_order.GetOrder(filter=nothing).to_json()


def test_what_is_added_to_a_list_is_understood() -> None:
    """A text that is added to a list of listed values is sent as if the list had been given with it."""
    found = get_order.Filter(order_status="New", output_selector="ID")
    added: Any = found.order_status
    added.append("Pick")
    body = json.loads(get_order.GetOrder(filter=found).to_json())
    assert body["Filter"]["OrderStatus"] == ["New", "Pick"]


def test_a_listed_value_is_a_text() -> None:
    """A field for texts takes the value of any enumeration, as the text that it is."""
    item = Item(sku="A", name=PickPriority.FIFO, brand=PickPriority("a <b>"))
    request = update_item.UpdateItem.of(item)
    for checked in (True, False):
        assert b"<Brand>a &lt;b&gt;</Brand>" in request.to_xml(checked=checked)
        assert json.loads(request.to_json(checked=checked))["Item"][0]["Name"] == "FIFO"
    other: Any = Item(sku="A", pick_priority=get_order.OrderStatus.NEW)  # type: ignore[arg-type]
    assert type(other.pick_priority) is PickPriority


def test_copies_hold_the_same() -> None:
    """Copies and pickles of a record hold what it holds, and take what it takes."""
    item = Item(sku="A", rrp=5, pick_priority="FIFO", images=[Image(name="A")])
    pickled = pickle.loads(pickle.dumps(item))  # noqa: S301
    for other in (copy.copy(item), copy.deepcopy(item), pickled):
        assert other == item
        other.rrp = 6
        assert isinstance(other.rrp, Decimal)
    assert item.rrp == 5


def test_derived_records_take_the_same() -> None:
    """A class that is derived from a record converts what its fields are given, too."""

    @dataclasses.dataclass(kw_only=True)
    class Own(Item):
        shelf: str = ""

    own = Own(sku="A", rrp=5, images=Image(name="B"), shelf="7")
    assert (type(own.rrp), own.images, own.shelf) == (Decimal, Images(image=[Image(name="B")]), "7")


def test_annotations_say_what_is_held() -> None:
    """At run time the type of a field is that of what it holds."""
    hints = get_type_hints(Item)
    assert hints["rrp"] == Decimal | None
    assert hints["images"] == Images | None
    assert get_type_hints(get_order.Filter)["order_status"] == list[get_order.OrderStatus]
    assert get_type_hints(PriceGroup)["group"] is str
    assert set(get_type_hints(get_order.FilterFields)) > {"order_status", "sku"}


def test_answers_hold_what_filters_list() -> None:
    """What a filter lists is of the same enumeration in the records that are found, listed or not."""
    text = '{"Order": [{"OrderStatus": "New", "OnHoldType": "Odd"}, {"OrderStatus": "Quote"}]}'
    first, second = get_order.GetOrderResponse.from_json(text, strict=True).order
    assert [first, second] == get_order.GetOrderResponse.from_json(text).order
    assert first.order_status is get_order.OrderStatus.NEW
    assert first.on_hold_type == "Odd"
    assert second.order_status == "Quote"
    assert second.order_status is not None
    assert not second.order_status.is_known
    again = get_order.GetOrderResponse(order=[second], ack="Success")
    assert b"<OrderStatus>Quote</OrderStatus>" in again.to_xml()
    assert json.loads(again.to_json())["Order"] == [{"OrderStatus": "Quote"}]
    assert get_customer.Customer(type="Prospect").type is get_customer.Type.PROSPECT


def test_filters_of_a_call_take_any_iterable() -> None:
    """One value, a set, a generator, keys of a dictionary, or a series: all are a list of values."""
    for given_ in ("A", {"A"}, (sku for sku in "A"), {"A": 1}.keys(), Series(["A"]), ("A",)):
        prepared: Any = NETO.dry_run.get_item(sku=given_, output_selector={"Name"})  # type: ignore[arg-type]
        assert json.loads(prepared.body)["Filter"] == {"SKU": ["A"], "OutputSelector": ["Name"]}
    empty: Any = NETO.dry_run.get_voucher(
        program_type=set(), voucher_id=[1], output_selector="Balance"
    )
    assert "ProgramType" not in json.loads(empty.body)["Filter"]
    assert get_voucher.GetVoucher.of(program_type="Gift").filter is not None


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text()
GIVEN = st.recursive(
    PLAIN
    | st.builds(PriceGroup, group=st.text(), price=st.none() | st.integers())
    | st.sampled_from([*PickPriority, *get_order.OrderStatus]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@given(st.sampled_from([field.name for field in dataclasses.fields(Item)][1:]), GIVEN)
def test_whatever_is_given(name: str, value: Any) -> None:
    """Any value of any field, given in any way, is the same record, and is sent or refused."""
    made = [
        make(Item, name, value, **({} if name == "sku" else {"sku": "A"}))
        for make in (
            by_constructor,
            *(() if name == "sku" else (by_assignment, by_replacement)),
        )
    ]
    for record in made[1:]:
        assert repr(record) == repr(made[0])
    held = getattr(made[0], name)
    again = by_constructor(Item, name, held, **({} if name == "sku" else {"sku": "A"}))
    assert repr(again) == repr(made[0])
    bodies: set[bytes | str] = set()
    for record in (*made, again):
        try:
            bodies.add(update_item.UpdateItem.of(record).to_json())
        except RequestError as error:
            bodies.add(str(error))
    assert len(bodies) == 1
