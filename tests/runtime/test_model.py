"""What all enumerations have in common."""

from __future__ import annotations

import copy
import csv
import io
import json
import pickle
from typing import Any

import pytest

from neto_client.add_customer_log import Ack, AddCustomerLog, CustomerLog, Status


def test_known_values() -> None:
    """A value that the schema lists is the member, shows as such, and is known."""
    assert Status("Completed") is Status.COMPLETED
    assert Status.COMPLETED.is_known
    assert repr(Status.COMPLETED) == "Status.COMPLETED"
    assert str(Status.COMPLETED) == "Completed"
    assert [member.value for member in Status] == ["Require Recontact", "Recontacting", "Completed"]


def test_unknown_values() -> None:
    """Any other text is a value of the same type that keeps its text and is not known."""
    unknown = Status("Lost")
    assert isinstance(unknown, Status)
    assert unknown.value == "Lost"
    assert not unknown.is_known
    assert repr(unknown) == "Status('Lost')"
    assert unknown not in list(Status)
    assert len(Status) == 3


def test_a_value_that_is_no_text() -> None:
    """What is no text is no value."""
    with pytest.raises(ValueError, match="5 is not a valid Status"):
        Status(5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "text"), [(Status.COMPLETED, "Completed"), (Status("Lost"), "Lost")]
)
def test_a_value_is_its_text(value: Status, text: str) -> None:
    """A value, listed or not, is equal to its text, of its hash, sorted as it, and printed as it."""
    assert value == text
    assert text == value
    assert value != "Other"
    assert hash(value) == hash(text)
    by_value: dict[str, int] = {value: 1}
    assert {text: 1}[value] == by_value[text] == 1
    assert sorted([value, "A", "Z"]) == ["A", text, "Z"]
    assert (str(value), f"{value}", f"{value:>12}", "%s" % value, format(value)) == (  # noqa: UP031
        *(text, text, f"{text:>12}", text, text),
    )
    assert [type(found) for found in (str(value), f"{value}", value.text, value.value)] == [str] * 4
    assert json.loads(json.dumps({"values": [value], value: value})) == {
        "values": [text],
        text: text,
    }
    written = io.StringIO()
    csv.writer(written).writerow([value, "B"])
    assert written.getvalue() == f"{text},B\r\n"
    assert value + "!" == f"{text}!"


def test_values_of_one_text_are_equal() -> None:
    """As texts are, so are values of one text, of whichever enumerations; a set has one of them."""
    assert Status("Lost") == Status("Lost")
    assert Status("Error") == Ack.ERROR
    assert len({Status("Lost"), Status("Lost"), "Lost", Status.COMPLETED, "Completed"}) == 2
    assert Status(Status.COMPLETED) is Status.COMPLETED
    match Status("Lost"):
        case "Completed":
            pytest.fail("another text")
        case "Lost":
            pass
        case _:
            pytest.fail("not its text")


@pytest.mark.parametrize("value", [Status.COMPLETED, Status("Lost")])
def test_copies(value: Status) -> None:
    """Values survive copying and pickling."""
    pickles = [pickle.dumps(value, protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
    copies = [copy.copy(value), copy.deepcopy(value), *map(pickle.loads, pickles)]
    for other in copies:
        assert other == value
        assert type(other) is Status
        assert other.is_known is value.is_known
        assert other is value or not value.is_known


def test_records_survive_pickling_with_their_extras() -> None:
    """A record is copied and pickled whole."""
    log = CustomerLog(username="jsmith", status=Status("Lost"), extra={"Colour": "red"})
    for other in (copy.deepcopy(log), pickle.loads(pickle.dumps(log))):  # noqa: S301
        assert other == log
        assert other.extra == {"Colour": "red"}


def test_what_older_versions_have_pickled_is_loaded() -> None:
    """A pickle that names the class itself, and not what makes a record of it, is loaded as before."""
    log = CustomerLog(username="jsmith", status=Status.COMPLETED, extra={"Colour": "red"})
    reduced: Any = object.__reduce_ex__(log, 2)
    make, classes, state, *_ = reduced
    found = make(*classes)
    found.__setstate__(state)
    assert found == log
    assert found.extra == {"Colour": "red"}


def test_records_are_equal_when_they_hold_the_same() -> None:
    """Equality is by class and content; a record can change, so it has no hash."""
    assert CustomerLog(username="a") == CustomerLog(username="a")
    assert CustomerLog(username="a") != CustomerLog(username="b")
    assert CustomerLog(username="a") != CustomerLog(username="a", extra={"New": "kept"})
    assert CustomerLog() != AddCustomerLog()
    assert CustomerLog() != "CustomerLog()"
    with pytest.raises(TypeError, match="unhashable"):
        hash(CustomerLog())


def test_a_record_shows_what_is_set() -> None:
    """What is printed of a record is what makes it, without what is not set."""
    log = CustomerLog(username="a", status=Status.COMPLETED)
    assert repr(log) == "CustomerLog(username='a', status=Status.COMPLETED)"
    assert eval(repr(log)) == log  # noqa: S307 - our own
    assert repr(AddCustomerLog.of([log])) == (
        f"AddCustomerLog(customer_logs=CustomerLogs(customer_log=[{log!r}]))"
    )
