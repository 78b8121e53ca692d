"""Single records as documents of their own."""

from __future__ import annotations

import dataclasses
import importlib
import json
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

import neto_client
from neto_client import RequestError, ResponseError, get_item, get_order, update_item
from neto_client._catalogue import OPERATIONS
from tests.api.answering_store import sample
from tests.support import build_and_import, pair

if TYPE_CHECKING:
    from pathlib import Path

ITEM = update_item.Item(sku="A1", name="Shirt & <Hat>", is_active=True)


def test_a_record_is_written_as_its_element() -> None:
    """In XML it stands in its element, in JSON it is the object alone."""
    assert ITEM.to_xml() == (
        b"<Item><SKU>A1</SKU><Name>Shirt &amp; &lt;Hat&gt;</Name><IsActive>True</IsActive></Item>"
    )
    assert ITEM.to_json() == b'{"SKU":"A1","Name":"Shirt & <Hat>","IsActive":"True"}'
    assert update_item.Item.from_xml(ITEM.to_xml()) == ITEM
    assert update_item.Item.from_json(ITEM.to_json()) == ITEM


def test_it_may_be_wrapped_in_its_name() -> None:
    """As it is with answers of a store, an object around it with its name stands for nothing."""
    assert update_item.Item.from_json(b'{"Item": {"SKU": "A1"}}') == update_item.Item(sku="A1")


def test_what_does_not_fit_is_refused_with_its_path() -> None:
    """Records are checked as requests are, and paths begin with the name of the element."""
    with pytest.raises(RequestError, match=r"Item\.SKU: 26 characters, at most 25 are allowed"):
        update_item.Item(sku="A" * 26).to_json()
    assert update_item.Item(sku="A" * 26).to_json(checked=False)
    with pytest.raises(ResponseError, match="expected <Item>, found <Order>"):
        update_item.Item.from_xml("<Order/>")
    with pytest.raises(ResponseError, match=r"Item\.SKU: is a list, and one value"):
        update_item.Item.from_json('{"SKU": ["A"]}', strict=True)


def test_records_that_operations_share_stand_alone() -> None:
    """So do those that are in every answer."""
    error = get_order.Error(message="No", severity_code="Error")
    assert (
        error.to_xml() == b"<Error><Message>No</Message><SeverityCode>Error</SeverityCode></Error>"
    )
    assert get_order.Error.from_json(error.to_json()) == error


def test_every_record_of_the_api_comes_back() -> None:
    """Whatever a store answers, each record of it is written and read alone, in both formats."""
    random, tried = Random(20261128), 0  # noqa: S311 - no secret
    for action, (module, _, response) in sorted(OPERATIONS.items()):
        kind = getattr(getattr(neto_client, module), response)
        records = list(below(kind.from_json(json.dumps(sample(f"{action}Response")))))
        for record in random.sample(records, min(len(records), 12)):
            own = type(record)
            assert own.from_xml(record.to_xml(checked=False)) == record
            assert own.from_json(record.to_json(checked=False)) == record
            tried += 1
    assert tried > 200


def below(value: Any) -> Any:
    """Yield a record, and all in it."""
    if dataclasses.is_dataclass(value):
        yield value
        for field in dataclasses.fields(value):
            yield from below(getattr(value, field.name))
    elif isinstance(value, list):
        for item in value:
            yield from below(item)


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a module with an element in an element of the same name."""
    text = '<xs:element name="Note" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>'
    note = (
        '<xs:element name="Note" minOccurs="0"><xs:complexType><xs:sequence>'
        f"{text}</xs:sequence></xs:complexType></xs:element>"
    )
    folder: Path = tmp_path_factory.mktemp("notes")
    package = build_and_import(folder, pair("Note", note, note))
    return importlib.import_module(f"{package.__name__}.note")


def test_an_element_in_one_of_the_same_name(notes: Any) -> None:
    """In JSON, what is called as the record stands in it, and is not the record itself."""
    request = notes.Note(note=notes.NoteNote(note=["a", "b"]))
    for record in (request, request.note, notes.NoteNote(note=["a"])):
        assert type(record).from_json(record.to_json()) == record
        assert type(record).from_xml(record.to_xml()) == record


def test_a_class_of_ones_own_is_written_as_the_record_that_it_is() -> None:
    """What is derived from a record has its document."""

    class Mine(get_item.Item):
        """An item."""

        __slots__ = ()

    assert Mine.from_json(b'{"SKU": "A1"}').sku == "A1"
    assert Mine(sku="A1").to_dict() == {"sku": "A1"}
