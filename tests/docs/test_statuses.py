"""The table of HTTP statuses and the errors that they raise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from neto_client import NetoError, Retries
from neto_client.testing import FakeStore, http_error
from neto_client.update_item import Item
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable

    from neto_client import NetoClient

PAGE = REPOSITORY / "docs" / "guides" / "handle-errors-and-retries.md"
ROWS = [
    (int(status), read, write, retried)
    for statuses, read, write, retried in re.findall(
        r"^\| (\d{3}[^|]*) \| `(\w+)` \| `(\w+)` \| ([^|]+) \|$",
        PAGE.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    for status in re.findall(r"\d{3}", statuses)
]


def test_the_table_has_all_statuses_with_an_error_of_their_own() -> None:
    """The table names the statuses that the client distinguishes."""
    assert {400, 401, 403, 422, 429, 500, 502, 503, 504} <= {status for status, *_ in ROWS}


@pytest.mark.parametrize(("status", "read", "write", "retried"), ROWS)
def test_a_status_raises_what_the_table_says(
    status: int, read: str, write: str, retried: str
) -> None:
    """A read and a write raise the error of the table, after as many attempts as it says."""
    found = [raised(status, of) for of in (lambda neto: neto.get_payment_methods(), update)]
    assert [name for name, _ in found] == [read, write]
    attempts = {"no": [1, 1], "yes": [2, 2], "only reads": [2, 1]}
    assert [tries for _, tries in found] == attempts[retried]


def update(neto: NetoClient) -> object:
    """Send a write."""
    return neto.update_item([Item(sku="A1", name="Shirt")])


def raised(status: int, call: Callable[[NetoClient], object]) -> tuple[str, int]:
    """Return the class of the error that a call raises at a status, and the number of requests."""
    store = FakeStore()
    for action in ("GetPaymentMethods", "UpdateItem"):
        store.on(action, http_error(status, retry_after="0"))
    with (
        store.client(retries=Retries(limit=1, first=0.01)) as neto,
        pytest.raises(NetoError) as caught,
    ):
        call(neto)
    return type(caught.value).__name__, len(store.requests)
