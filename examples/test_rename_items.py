"""Unit tests of code that uses the client: the store is in the same process, and refuses what is wrong.

`pytest examples/test_rename_items.py`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from examples.rename_items import tidy_names
from neto_client import ApiError
from neto_client.get_item import GetItemResponse, Item
from neto_client.testing import refused
from neto_client.update_item import UpdateItem, UpdateItemResponse

if TYPE_CHECKING:
    from neto_client.testing import FakeStore

pytest_plugins = ["neto_client.pytest_plugin"]


@pytest.fixture
def store(neto_store: FakeStore) -> FakeStore:
    """Return a store with two items, whose responses look like those of real stores."""
    neto_store.as_seen = {"one", "empty", "zero_dates"}
    items = [Item(sku="A1", name=" Shirt "), Item(sku="A2", name="Hat")]
    neto_store.once("GetItem", GetItemResponse(item=items), GetItemResponse())
    neto_store.on("UpdateItem", UpdateItemResponse())
    return neto_store


def test_only_what_changes_is_sent(store: FakeStore) -> None:
    """A name without spaces around it stays as it is."""
    with store.client() as neto:
        tidy_names(neto, "Acme")
    sent = store.requests[-1].record
    assert isinstance(sent, UpdateItem)
    assert [(item.sku, item.name) for item in sent.item] == [("A1", "Shirt")]


def test_nothing_is_sent_where_nothing_changes(store: FakeStore) -> None:
    """A second run finds nothing to do."""
    tidy = GetItemResponse(item=[Item(sku="A1", name="Shirt")])
    store.once("GetItem", tidy, GetItemResponse())
    with store.client() as neto:
        tidy_names(neto, "Acme")
        assert tidy_names(neto, "Acme") == []
    assert [request.action for request in store.requests].count("UpdateItem") == 1


def test_a_refusal_is_an_error(store: FakeStore) -> None:
    """What goes wrong is raised, and not lost in a batch."""
    store.once("UpdateItem", refused("This item is locked"))
    with store.client() as neto, pytest.raises(ApiError, match="This item is locked"):
        tidy_names(neto, "Acme")
