"""Records of one operation as those of another: what is read is changed and sent back."""

from __future__ import annotations

import copy
import datetime as dt
import importlib
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

import neto_client
from neto_client import ArgumentError, get_item, get_order, update_item, update_order
from neto_client._catalogue import OPERATIONS
from tests.api.answering_store import sample
from tests.support import build_and_import, pair

if TYPE_CHECKING:
    from pathlib import Path

ITEM = get_item.Item(
    sku="A1",
    name="Shirt",
    rrp=Decimal("12.50"),
    date_added=dt.datetime(2026, 11, 28, tzinfo=dt.UTC),
    price_groups=get_item.PriceGroups(
        price_group=[get_item.PriceGroup(group="A", price=Decimal(3))]
    ),
)


def test_what_has_the_same_name_is_carried_over() -> None:
    """Values, records and lists of records stand where the other operation has them."""
    left_out: list[str] = []
    found = ITEM.copy_as(update_item.Item, left_out=left_out)
    assert found == update_item.Item(
        sku="A1",
        name="Shirt",
        rrp=Decimal("12.50"),
        price_groups=update_item.PriceGroups(
            price_group=[update_item.PriceGroup(group="A", price=Decimal(3))]
        ),
    )
    assert left_out == ["DateAdded: update_item.Item has no DateAdded"]
    assert found.to_json() == update_item.Item.from_json(found.to_json()).to_json()


@pytest.mark.parametrize(
    "include", [{"sku", "name"}, ["SKU", "Name"], ("sku", "Name"), {"sku": 1, "name": 2}]
)
def test_what_is_included_is_all_that_is_carried_over(include: Any) -> None:
    """Fields are named in Python or as on the wire, in whatever holds names."""
    assert ITEM.copy_as(update_item.Item, include=include) == update_item.Item(
        sku="A1", name="Shirt"
    )


def test_fields_of_records_in_it_are_included_by_their_path() -> None:
    """A path names a single field of what stands in a record."""
    found = ITEM.copy_as(update_item.Item, include={"sku", "price_groups.PriceGroup.price"})
    assert found.price_groups is not None
    assert [group.to_dict() for group in found.price_groups.price_group] == [{"price": Decimal(3)}]
    whole = ITEM.copy_as(
        update_item.Item, include={"price_groups", "price_groups.price_group.price"}
    )
    assert whole.price_groups == ITEM.copy_as(update_item.Item).price_groups


def test_what_is_not_set_is_not_set() -> None:
    """What the store did not answer with is left off again, so that nothing is overwritten."""
    found = get_item.Item(sku="A1").copy_as(update_item.Item, include={"sku", "name"})
    assert found.to_json() == b'{"SKU":"A1"}'
    assert get_item.Item(name="").copy_as(update_item.Item).to_json() == b'{"Name":""}'


@pytest.mark.parametrize(
    ("include", "message"),
    [
        ({"nmae"}, "get_item.Item has no field nmae"),
        ({"date_added"}, "update_item.Item has no DateAdded"),
        ({"price_groups.price_grup"}, "get_item.PriceGroups has no field price_grup"),
        ({"name.first"}, r"get_item.Item.name is not a record in both classes"),
        ("name", "include is a set of names of fields, such as {'name'}, not 'name'"),
        ({1}, "include is a set of names of fields, such as {'name'}, not {1}"),
        (set(), r"include is a set of names of fields, such as {'name'}, not set\(\)"),
        (5, "include is a set of names of fields, such as {'name'}, not 5"),
    ],
)
def test_names_that_are_none_are_mistakes(include: Any, message: str) -> None:
    """A name that one of the classes does not have says so, whatever the record holds."""
    for record in (ITEM, get_item.Item()):
        with pytest.raises(ArgumentError, match=message):
            record.copy_as(update_item.Item, include=include, left_out=[])


@pytest.mark.parametrize("kind", [5, "Item", dict, ITEM, None, update_item])
def test_another_class_is_a_mistake(kind: Any) -> None:
    """There are records of the client, and nothing else."""
    message = "kind is a class of records, such as update_item.Item, not "
    with pytest.raises(ArgumentError, match=message):
        ITEM.copy_as(kind)


def test_an_enumeration_is_that_of_the_other_operation() -> None:
    """The value for the same text is sent; one that is not listed there is a mistake."""
    order = get_order.Order.from_json('{"OrderID": "N1", "OrderStatus": "Dispatched"}')
    found = order.copy_as(update_order.Order, include={"order_id", "order_status"})
    assert isinstance(found.order_status, update_order.OrderStatus)
    assert b'"Dispatched"' in found.to_json()
    odd = get_order.Order.from_json('{"OrderID": "N1", "OrderStatus": "Lost"}')
    with pytest.raises(ArgumentError, match=r"^OrderStatus: 'Lost' is not one of '"):
        odd.copy_as(update_order.Order)
    left_out: list[str] = []
    assert odd.copy_as(update_order.Order, left_out=left_out).order_status is None
    assert [line for line in left_out if line.startswith("OrderStatus: 'Lost' is not one of")]


def test_a_copy_shares_nothing() -> None:
    """To change the copy changes nothing in what was read, and the other way round."""
    before = copy.deepcopy(ITEM)
    found = ITEM.copy_as(update_item.Item)
    found.name = "Hat"
    assert found.price_groups is not None
    found.price_groups.price_group.clear()
    assert before == ITEM


def test_what_no_schema_lists_has_a_place_where_one_does() -> None:
    """A raw value is carried over where the other class has a field of its name, and only there."""
    left_out: list[str] = []
    item = get_item.Item(sku="A1", extra={"AccountingCode": "7", "New": "x", "Images": {"a": "b"}})
    if "accounting_code" in get_item.Item.__dataclass_fields__:
        item.accounting_code = None
    found = item.copy_as(update_item.Item, left_out=left_out)
    assert (found.accounting_code, found.extra) == ("7", {})
    assert left_out == [
        "New: update_item.Item has no New",
        "Images: expected update_item.Images, got dict",
    ]
    assert item.copy_as(update_item.Item, include={"AccountingCode"}).accounting_code == "7"


def test_paths_of_what_is_left_out() -> None:
    """What a record in a list has and the other has not is named with its place."""
    order = get_order.Order(
        order_line=[get_order.OrderLine(), get_order.OrderLine(product_name="Hat")]
    )
    left_out: list[str] = []
    found = order.copy_as(update_order.Order, left_out=left_out)
    assert len(found.order_line) == 2
    assert left_out == ["OrderLine[1].ProductName: update_order.OrderLine has no ProductName"]


def test_every_answer_can_be_carried_over() -> None:
    """Of every operation that reads, records are copied to the one that updates, and can be sent."""
    tried = 0
    for action in sorted(OPERATIONS):
        update = action.replace("Get", "Update", 1)
        if not action.startswith("Get") or update not in OPERATIONS:
            continue
        (module, _, response), (other, *_) = OPERATIONS[action], OPERATIONS[update]
        reading, writing = getattr(neto_client, module), getattr(neto_client, other)
        answer = getattr(reading, response).from_json(json.dumps(sample(f"{action}Response")))
        name = action.removeprefix("Get")
        if not hasattr(reading, name) or not hasattr(writing, name):
            continue
        record, *_ = getattr(answer, answer._declared.items[0])
        left_out: list[str] = []
        found = record.copy_as(getattr(writing, name), left_out=left_out)
        again = type(found).from_json(found.to_json(checked=False))
        assert again == found
        lost = {line.partition(":")[0] for line in left_out}
        assert {*record.to_dict("wire")} - {*found.to_dict("wire")} == lost & {
            *record.to_dict("wire")
        }
        tried += 1
    assert tried >= 5


TYPES = (
    "string",
    "int",
    "decimal",
    "double",
    "boolean",
    "dateTime",
    "date",
    "time",
    "base64Binary",
)


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return records with the same names and other types: one operation has texts for all of them."""
    folder: Path = tmp_path_factory.mktemp("typed")
    files: dict[str, str] = {}
    for name in TYPES:
        one = f'<xs:element name="One" type="xs:{name}" minOccurs="0"/>'
        many = f'<xs:element name="Many" type="xs:{name}" minOccurs="0" maxOccurs="unbounded"/>'
        swapped = one.replace("One", "Many") + many.replace("Many", "One")
        files |= pair(f"Have{name.capitalize()}", one + many, swapped)
    package = build_and_import(folder, files)
    modules = {name.replace("_", ""): name for name in package._OPERATIONS}
    return {
        name: importlib.import_module(f"{package.__name__}.{modules[f'have{name.lower()}']}")
        for name in TYPES
    }


NOON = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
MIDNIGHT = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("given", "value", "kind", "expected"),
    [
        ("int", 5, "decimal", Decimal(5)),
        ("int", 5, "string", "5"),
        ("int", 5, "double", 5.0),
        ("int", 1, "boolean", True),
        ("decimal", Decimal("5.00"), "int", 5),
        ("decimal", Decimal("5.50"), "string", "5.50"),
        ("string", "5", "int", 5),
        ("string", "True", "boolean", True),
        ("boolean", True, "string", "True"),
        ("dateTime", NOON, "string", "2026-11-28 12:00:00"),
        ("dateTime", MIDNIGHT, "date", MIDNIGHT.date()),
        ("date", MIDNIGHT.date(), "dateTime", MIDNIGHT),
        ("string", "2026-11-28", "date", MIDNIGHT.date()),
        ("time", dt.time(12), "string", "12:00:00"),
        ("base64Binary", b"ab", "base64Binary", b"ab"),
    ],
)
def test_values_take_the_type_of_the_other_class(
    typed: Any, given: str, value: Any, kind: str, expected: Any
) -> None:
    """A value that has a form in the other type has it there, alone and in a list."""
    record = getattr(typed[given], f"Have{given.capitalize()}")(one=value, many=[value])
    target = getattr(typed[kind], f"Have{kind.capitalize()}")
    found = record.copy_as(target)
    assert found == target(one=expected, many=[expected])
    assert type(found.one) is type(expected)


@pytest.mark.parametrize(
    ("given", "value", "kind", "message"),
    [
        ("int", 5, "boolean", "'5' is not a boolean"),
        ("decimal", Decimal("5.50"), "int", "5.50 is not a whole number"),
        ("string", "N1-0", "int", "'N1-0' is not a number"),
        ("string", "NaN", "decimal", "'NaN' is not a finite number"),
        ("boolean", True, "int", "'True' is not a number"),
        ("dateTime", NOON, "date", "has a time, where a date is expected"),
        ("string", "soon", "date", "'soon' is not a date"),
        ("int", 5, "date", "expected a date, got int"),
        ("base64Binary", b"ab", "string", "expected str, got bytes"),
        ("string", "ab", "base64Binary", "expected bytes, got str"),
    ],
)
def test_values_that_have_no_form_in_the_other_class(
    typed: Any, given: str, value: Any, kind: str, message: str
) -> None:
    """They are a mistake, which names them all; a list that is given has them instead."""
    record = getattr(typed[given], f"Have{given.capitalize()}")(one=value, many=[value])
    target = getattr(typed[kind], f"Have{kind.capitalize()}")
    with pytest.raises(ValueError, match=r"One: .*; Many: ") as caught:
        record.copy_as(target)
    assert type(caught.value).__name__ == "ArgumentError"
    assert str(caught.value).count(message) == 2
    left_out: list[str] = []
    assert record.copy_as(target, left_out=left_out) == target()
    assert str(caught.value) == "; ".join(left_out)


def test_one_where_several_stand_and_several_where_one_does(typed: Any) -> None:
    """A single value is a list of one, and a list of one a single value; of more, none is lost silently."""
    record = typed["int"].HaveInt(one=1, many=[2])
    target = typed["int"].HaveIntResponse
    assert record.copy_as(target) == target(one=[1], many=2)
    left_out: list[str] = []
    several = typed["int"].HaveInt(many=[2, 3])
    assert several.copy_as(target, left_out=left_out).many is None
    (line,) = left_out
    assert line.startswith("Many: 2 values, where ")
    assert line.endswith("have_int.HaveIntResponse takes one")
