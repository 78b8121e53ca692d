"""Any valid answer, changed in any of the ways that this API is known to have, means the same."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.shapes import LARGE
from neto_client import ResponseError, add_customer_log
from tests.support import build_and_import

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    Draw = Callable[[st.SearchStrategy[Any]], Any]

NOTHING: list[Any] = ["", None, [], [""], [None], {}]
ZEROES = ["0000-00-00", "0000-00-00 00:00:00"]
UNKNOWN = {"Unknown": "kept", "AlsoUnknown": {"Inner": ["a", "b"]}}


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The module of an operation with records of sixty fields and lines below them."""
    package = build_and_import(tmp_path_factory.mktemp("orders"), LARGE.schemas())
    module: ModuleType = package.get_order
    return module


def answer(draw: Draw, orders: ModuleType) -> Any:
    """A valid answer of one of the operations."""
    if draw(st.booleans()):
        return LARGE.message(orders, draw(st.integers(1, 3)))
    log, error = add_customer_log.AddCustomerLogResponseCustomerLog, add_customer_log.Error
    return add_customer_log.AddCustomerLogResponse(
        customer_log=[
            log(log_id=draw(st.integers(0, 10**20))) for _ in range(draw(st.integers(1, 3)))
        ],
        current_time="2026-11-24 10:00:00",
        ack=draw(st.sampled_from(add_customer_log.Ack)),
        messages=draw(
            st.none() | st.just(add_customer_log.Messages(error=[error(message="Wrong & <more>")]))
        ),
    )


def changed(draw: Draw, record: Any, *, unknown: bool) -> list[tuple[str, list[Any]]]:
    """What stands in a record, name by name, each value in one of its spellings."""
    found: list[tuple[str, list[Any]]] = []
    for field in fields(record):
        if "name" not in field.metadata:
            continue
        value = getattr(record, field.name)
        values = value if isinstance(value, list) else [value]
        spelled = [spelling(draw, field, item, unknown=unknown) for item in values]
        if isinstance(value, list) and draw(st.booleans()):
            spelled += draw(st.lists(st.sampled_from(["", None]), max_size=2))
        found.append((field.metadata["name"], spelled))
    if unknown:
        found += [(name, [value]) for name, value in UNKNOWN.items()]
    shuffled: list[tuple[str, list[Any]]] = draw(st.permutations(found))
    return shuffled


def spelling(  # noqa: PLR0911 - one for each type
    draw: Draw, field: Any, value: Any, *, unknown: bool
) -> Any:
    """One of the ways in which a value comes."""
    match value:
        case None:
            more = ZEROES if "datetime" in str(field.type) else []
            return draw(st.sampled_from([*NOTHING, *more]))
        case bool():
            words = ["True", "true", "TRUE", "y", "Y", "1", 1, True, " yes "]
            others = ["False", "false", "FALSE", "n", "N", "0", 0, False, " no "]
            return draw(st.sampled_from(words if value else others))
        case int():
            return draw(
                st.sampled_from([str(value), value, f"{value}.000", f" {value} ", f"+{value}"])
            )
        case Decimal():
            return draw(st.sampled_from([str(value), f"{value}0000", f" {value} ", value]))
        case datetime():
            text = value.strftime("%Y-%m-%d %H:%M:%S")
            forms = [text, text.replace(" ", "T"), f"{text}Z", f" {text} ", f"{text}+00:00"]
            return draw(
                st.sampled_from([*forms, *([text[:10]] if text.endswith("00:00:00") else [])])
            )
        case Enum():
            return value.value
        case _ if is_dataclass(value):
            return dict_of(draw, changed(draw, value, unknown=unknown))
        case _:
            return value


def dict_of(draw: Draw, names: list[tuple[str, list[Any]]]) -> dict[str, Any]:
    """A JSON object: one value as it is or in a list, several in a list."""
    return {
        name: values[0] if stays or (len(values) == 1 and draw(st.booleans())) else values
        for name, values in names
        for stays in [name in UNKNOWN or (len(values) == 1 and isinstance(values[0], list))]
    }


def as_json(draw: Draw, roots: tuple[str, ...], data: dict[str, Any]) -> bytes:
    """A document of JSON, bare or wrapped, in one of the encodings."""
    wrapped = draw(st.sampled_from([data, [data], *({root: data} for root in roots)]))
    exact = json.dumps(wrapped, default=lambda number: f"{{{number}}}")
    text = exact.replace('"{', "").replace('}"', "")  # a decimal as a number of JSON
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])))


def as_xml(draw: Draw, roots: tuple[str, ...], data: dict[str, Any]) -> bytes:
    """A document of XML: any root, any namespace, declared or not."""
    root = draw(st.sampled_from(roots))
    space, prefix = draw(st.sampled_from(["", "\n  "])), draw(st.sampled_from(["", "n:"]))
    inner = "".join(element(name, value, space, prefix) for name, value in data.items())
    declared = ' xmlns:n="NetoAPI"' if prefix else draw(st.sampled_from(["", ' xmlns="NetoAPI"']))
    text = f"<{prefix}{root}{declared}>{inner}{space}</{prefix}{root}>"
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"]))
    if encoding == "iso-8859-1" or draw(st.booleans()):
        text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>{text}'
    return text.encode(encoding)


def element(name: str, value: Any, space: str, prefix: str) -> str:
    """An element, or several."""
    if isinstance(value, list):
        return "".join(element(name, item, space, prefix) for item in value)
    if isinstance(value, dict):
        inner = "".join(element(n, v, space, prefix) for n, v in value.items())
    else:
        inner = "" if value is None else escape(str(value))
    return f"{space}<{prefix}{name}>{inner}</{prefix}{name}>"


def without_extra(record: Any) -> list[dict[str, Any]]:
    """Take `extra` out of a record and of all below it, and return what was in there."""
    found = [record.extra]
    record.extra = {}
    for field in fields(record):
        value = getattr(record, field.name)
        for item in value if isinstance(value, list) else [value]:
            if is_dataclass(item):
                found += without_extra(item)
    return found


many = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@many
@given(data=st.data())
@pytest.mark.parametrize("wire", ["json", "xml"])
def test_deviations_change_nothing(orders: ModuleType, wire: str, data: st.DataObject) -> None:
    """Any deviations in any combination: the answer reads, means the same, and loses nothing."""
    message = answer(data.draw, orders)
    own = type(message)
    roots = (own.__name__, own.__name__.removesuffix("Response"))
    unknown = data.draw(st.booleans())
    deviating = dict_of(data.draw, changed(data.draw, message, unknown=unknown))
    if wire == "json":
        read = own.from_json(as_json(data.draw, roots, deviating))
    else:
        read = own.from_xml(as_xml(data.draw, roots, deviating))
    extras = without_extra(read)
    assert read == own.from_json(message.to_json())
    assert all(extra == (UNKNOWN if unknown else {}) for extra in extras)


@many
@given(data=st.data())
def test_what_we_write_keeps_to_the_letter(orders: ModuleType, data: st.DataObject) -> None:
    """What this client writes is no deviation, in either format."""
    message = answer(data.draw, orders)
    own = type(message)
    assert own.from_json(message.to_json(), strict=True) == own.from_json(message.to_json())
    assert own.from_xml(message.to_xml(), strict=True) == own.from_xml(message.to_xml())


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ('{"CustomerLog": {"LogID": "1"}}', "CustomerLog: is one value, and a list is expected"),
        ('{"CustomerLog": [""]}', "CustomerLog[0]: is no record"),
        ('{"CustomerLog": [{"LogID": 1}]}', "CustomerLog[0].LogID: 1 is not written as a text"),
        ('{"CustomerLog": [{"LogID": "1.0"}]}', "LogID: '1.0' is not written as an integer"),
        ('{"CustomerLog": [{"LogID": " 1"}]}', "LogID: ' 1' is not written as an integer"),
        ('{"CustomerLog": [{"LogID": ""}]}', "LogID: is empty, and an integer is expected"),
        ('{"CustomerLog": [{"LogID": ["1"]}]}', "LogID: is a list, and one value is expected"),
        ('{"Messages": []}', "Messages: is a list, and one record is expected"),
        ('{"Messages": ""}', "Messages: is no record"),
        ('{"Ack": "Perhaps"}', "Ack: 'Perhaps' is not one of 'Error', 'Warning', 'Success'"),
        ('{"Ack": null}', "Ack: is empty"),
        ('{"New": 1}', "New: is not in the schema"),
        ('{"AddCustomerLog": {}}', "the root is called AddCustomerLog"),
        ('{"AddCustomerLogResponse": {}}', "is wrapped in AddCustomerLogResponse"),
        ("\ufeff{}", "a byte-order mark stands before the document"),
    ],
)
def test_each_deviation_is_a_problem_where_it_is_strict(document: str, problem: str) -> None:
    """What is tolerated elsewhere is told with its path where the letter is asked for."""
    add_customer_log.AddCustomerLogResponse.from_json(document)
    with pytest.raises(ResponseError) as caught:
        add_customer_log.AddCustomerLogResponse.from_json(document, strict=True)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("<AddCustomerLog/>", "the root is called AddCustomerLog"),
        ("<R><n:Ack xmlns:n='N'>Error</n:Ack></R>", "Ack: is in a namespace: '{N}Ack'"),
        ("<R><CustomerLog><LogID>x</LogID></CustomerLog></R>", "'x' is not an integer"),
    ],
)
def test_deviations_of_xml_where_it_is_strict(document: str, problem: str) -> None:
    """In XML as well, and together with what cannot be understood at all."""
    text = document.replace("R>", "AddCustomerLogResponse>")
    with pytest.raises(ResponseError) as caught:
        add_customer_log.AddCustomerLogResponse.from_xml(text, strict=True)
    assert problem in str(caught.value)
