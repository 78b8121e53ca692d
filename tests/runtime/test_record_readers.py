"""The two ways to read a record: what is there, and field by field."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from neto_client import get_item, get_order
from neto_client._decoder import Decoder
from neto_client._tolerant_decoder import TolerantDecoder

RAW: list[Any] = [
    *("", "a", " b ", "5", "-1.50", "True", "2026-01-02", "2026-01-02 03:04:05", "0000-00-00"),
    *(None, 5, True, [], ["a", "b"], ["7"], {}, {"New": "1"}, [{}, None, "x"]),
]
CLASSES = [get_item.Item, get_order.Order, get_order.OrderLine, get_item.WarehouseQuantity]


def read(function: Any, values: dict[str, Any]) -> tuple[object, list[str]]:
    """Return the record, and the problems in any order."""
    decoder = Decoder("Root")
    record = function(values, decoder)
    return record, sorted(decoder.problems)


def test_both_ways_are_taken_where_they_are_quicker() -> None:
    """A record of which most is there is read field by field, as soon as there have been some."""
    declared = get_item.Filter._declared
    full = dict.fromkeys(declared.keys, "1")
    taken = [read(declared.read, full)[0] for _ in range(30)]
    assert "read_dense" in vars(declared)
    assert all(record == taken[0] for record in taken)


@given(st.sampled_from(CLASSES), st.data())
def test_both_ways_lead_to_the_same_record(record: Any, data: st.DataObject) -> None:
    """However many fields an answer has, and whatever stands in them, it is read the same."""
    declared = record._declared
    keys = sorted(declared.keys)
    names = data.draw(st.lists(st.sampled_from([*keys, "New", "@new"]), max_size=12, unique=True))
    values = {name: data.draw(st.sampled_from(RAW)) for name in names}
    assert read(declared.read, values) == read(declared.read_dense, values)
    full = dict.fromkeys(keys, None) | values
    assert read(declared.read, full) == read(declared.read_dense, values)
    record, problems = read(declared.read, values)
    tolerant = TolerantDecoder("Root", Decoder("Root").names)
    kept = declared.read_tolerantly(values, tolerant)
    if not problems:
        assert (kept, tolerant.told) == (record, [])
