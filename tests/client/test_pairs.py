"""What came back for each record that was sent: by its key, or by its place."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_client import AsyncNetoClient, NetoClient, Pair, paired
from neto_client.add_category import AddCategoryResponse, AddCategoryResponseCategory, Category
from neto_client.add_order import AddOrderResponse
from neto_client.add_order import Order as NewOrder
from neto_client.update_customer_log import CustomerLog, UpdateCustomerLogResponse
from neto_client.update_item import Item, UpdateItem, UpdateItemResponse, UpdateItemResponseItem
from tests.api.answering_store import AnsweringStore
from tests.client.calling import BOTH, Kind

if TYPE_CHECKING:
    from neto_client._options import Wire


def items(*names: str | None) -> list[Item]:
    """Items with these SKUs."""
    return [Item(sku=name) for name in names]


def answered(*names: str | None) -> UpdateItemResponse:
    """Return an answer with these."""
    return UpdateItemResponse(item=[UpdateItemResponseItem(sku=name) for name in names])


def found(sent: list[Item], response: UpdateItemResponse) -> list[tuple[str | None, str | None]]:
    """Return what was sent, and what came back for it."""
    return [(one.sent.sku, one.answer and one.answer.sku) for one in paired(sent, response)]


def test_records_are_paired_by_their_key() -> None:
    """Whatever the order of the answer, and where it leaves some out, the SKU tells."""
    sent = items("A", "B", "C", "D")
    response = answered("D", "A", "X")
    assert found(sent, response) == [("A", "A"), ("B", None), ("C", None), ("D", "D")]
    pairs = paired(sent, response)
    assert pairs.unanswered == sent[1:3]
    assert pairs.unmatched == [response.item[2]]
    assert len(pairs) == 4


def test_the_same_key_twice_is_paired_in_order() -> None:
    """Two records of one SKU have the two answers, and of another spelling the one that is left."""
    sent = items("A", "A", "b")
    response = answered("A", "B", "A")
    assert found(sent, response) == [("A", "A"), ("A", "A"), ("b", "B")]
    assert [pair.answer for pair in paired(sent, response)] == [
        response.item[0],
        response.item[2],
        response.item[1],
    ]


def test_records_without_a_key_are_paired_by_their_place() -> None:
    """New records, which get their number from the store, belong to the answer in the same place."""
    sent = [Category(category_name=name) for name in "abc"]
    numbers = [AddCategoryResponseCategory(category_id=number) for number in "789"]
    assert [pair.answer for pair in paired(sent, AddCategoryResponse(category=numbers))] == numbers
    fewer = paired(sent, AddCategoryResponse(category=numbers[:2]))
    assert fewer.unanswered == sent  # nobody knows which of them
    assert fewer.unmatched == numbers[:2]


def test_a_key_that_is_another_is_no_match_by_place() -> None:
    """As many answers as records, of other keys, belong to none of them."""
    assert found(items("A", "B"), answered("X", "Y")) == [("A", None), ("B", None)]
    assert found(items("A", None), answered("N1", "A")) == [("A", "A"), (None, "N1")]
    assert found(items("A", None), answered("N1")) == [("A", None), (None, None)]


def test_keys_that_differ_in_case_are_not_mixed_up() -> None:
    """Where several keys are the same but for case, those of another spelling are paired if there is one for each."""
    assert found(items("ab", "AB"), answered("AB")) == [("ab", None), ("AB", "AB")]
    assert found(items("ab", "AB"), answered("Ab")) == [("ab", None), ("AB", None)]
    assert paired(items("ab", "AB"), answered("Ab")).unmatched == answered("Ab").item
    assert found(items("ab", "AB"), answered("Ab", "aB")) == [("ab", "Ab"), ("AB", "aB")]
    assert found(items("ß", "ss"), answered("SS", "ss")) == [("ß", None), ("ss", "ss")]


@pytest.mark.parametrize(
    "answer", ['{"CategoryID": ["7", "", "9"]}', '["7", {"CategoryID": null}, "9"]']
)
def test_a_record_with_nothing_in_it_is_no_answer(answer: str) -> None:
    """It keeps its place, but the record that was sent there is among those that nothing came back for."""
    sent = [Category(category_name=name) for name in "abc"]
    pairs = paired(sent, AddCategoryResponse.from_json(f'{{"Category": {answer}}}'))
    assert [pair.answer and pair.answer.category_id for pair in pairs] == ["7", None, "9"]
    assert pairs.unanswered == [sent[1]]
    assert pairs.unmatched == []


def test_an_answer_that_has_no_records_leaves_none_unanswered() -> None:
    """Where the operation never answers with records, there is nothing to miss."""
    assert paired([CustomerLog(log_id=7)], UpdateCustomerLogResponse()).unanswered == []
    assert paired(items("A"), None).unanswered == []
    empty = paired(items("A"), UpdateItemResponse())
    assert empty.unanswered == items("A")
    one = AddOrderResponse.from_json(b'{"Order": {"OrderID": "N1"}}')

    class Urgent(NewOrder):
        pass

    for kind in (NewOrder, Urgent):
        (pair,) = paired([kind(username="jo", email="jo@example.com")], one)
        assert pair.answer is one.order


def test_a_whole_request_and_one_record_are_taken() -> None:
    """As by the methods of a client."""
    response = answered("A")
    for sent in (UpdateItem(item=items("A")), items("A")[0], iter(items("A"))):
        assert [*paired(sent, response)] == [Pair(items("A")[0], response.item[0])]  # type: ignore[arg-type]


NAMES = st.lists(st.sampled_from([None, "a", "A", "b", "c"]), max_size=8)


@given(NAMES, NAMES)
def test_each_answer_belongs_to_one_record_at_most(ours: Any, theirs: Any) -> None:
    """Nothing is paired twice, nothing is lost, and no pair has keys that differ in more than their case."""
    sent, response = items(*ours), answered(*theirs)
    pairs = paired(sent, response)
    assert [pair.sent for pair in pairs] == sent
    answers = [pair.answer for pair in pairs if pair.answer is not None]
    everyone = [id(answer) for answer in (*answers, *pairs.unmatched)]
    assert sorted(everyone) == sorted(id(answer) for answer in response.item if answer.sku)
    assert len(pairs.unanswered) + len(answers) == len(sent)
    for pair in pairs:
        if pair.sent.sku and pair.answer is not None and pair.answer.sku:
            assert pair.sent.sku.lower() == pair.answer.sku.lower()


def taken(received: Any) -> dict[str, Any]:
    """Take all but S3, with a warning, and refuse S5 when S4 is done."""
    several = received["Item"]
    names = [item["SKU"] for item in (several if isinstance(several, list) else [several])]
    done = [{"SKU": name} for name in reversed(names) if name not in {"S3", "S5"}]
    if "S5" in names:
        return {"Ack": "Error", "Item": done, "Messages": {"Error": {"Message": "S5 is locked"}}}
    if "S3" in names:
        said = {"Message": "no item S3", "SeverityCode": "Warning"}
        return {"Ack": "Warning", "Item": done, "Messages": {"Warning": said}}
    return {"Ack": "Success", "Item": done}


@BOTH
@pytest.mark.parametrize("wire", ["json", "xml"])
@pytest.mark.parametrize("concurrency", [1, 3])
def test_a_batch_shows_what_was_taken_in_part(kind: Kind, wire: Wire, concurrency: int) -> None:
    """Each record has its answer; what has none is listed beside the warnings, in both formats."""
    sent = items(*(f"S{number}" for number in range(6)))
    how: dict[str, Any] = {"batch": 2, "concurrency": concurrency}
    with AnsweringStore(answers=taken) as store:
        if kind == "threads":
            with NetoClient(store.address, key="k", wire=wire) as neto:
                batches: Any = neto.update_item(sent, **how)
        else:

            async def in_a_task() -> Any:
                async with AsyncNetoClient(store.address, key="k", wire=wire) as neto:
                    return await neto.update_item(sent, **how)

            batches = asyncio.run(in_a_task())
    assert [(pair.sent.sku, pair.answer and pair.answer.sku) for pair in batches.pairs] == [
        ("S0", "S0"),
        ("S1", "S1"),
        ("S2", "S2"),
        ("S3", None),
        ("S4", "S4"),
        ("S5", None),
    ]
    assert batches.unanswered == [sent[3]]
    assert [warning.message for warning in batches.warnings] == ["no item S3"]
    (failed,) = batches.failed
    assert [error.message for error in failed.pairs.errors] == ["S5 is locked"]
    assert failed.pairs.unanswered == [sent[5]]


def test_a_plain_call_is_paired_afterwards() -> None:
    """What one call sent and what it got, with the warnings."""
    with AnsweringStore(answers=taken) as store, NetoClient(store.address, key="k") as neto:
        sent = items("S2", "S3")
        pairs = paired(sent, neto.update_item(sent))
    assert pairs.unanswered == [sent[1]]
    assert [warning.message for warning in pairs.warnings] == ["no item S3"]
    assert json.dumps([pair.answer is None for pair in pairs]) == "[false, true]"
