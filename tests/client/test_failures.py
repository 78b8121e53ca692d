"""Calls that go wrong, over real sockets."""

from __future__ import annotations

import pickle
import socket
import traceback
from typing import TYPE_CHECKING

import pytest

from neto_client import (
    ApiError,
    AuthenticationError,
    ConnectionFailed,
    HttpStatusError,
    NetoClient,
    NetoError,
    OutcomeUnknown,
    PermissionDenied,
    RateLimited,
    RequestError,
    ResponseError,
    ServerFailure,
    UnknownAction,
    ValidationError,
)
from neto_client.add_customer_log import AddCustomerLogResponse, CustomerLog, Status
from neto_client.testing import FakeStore, refused
from tests.standing import KEY, Answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from tests.standing import StandInStore

LOG = CustomerLog(username="jsmith", notes="Rang")
SECRET = "s3cret-key-of-the-store"


@pytest.mark.parametrize("wire", ["json", "xml"])
def test_a_refusal_raises_with_all_that_the_store_said(
    store: StandInStore, wire: Literal["json", "xml"]
) -> None:
    """When Ack is Error, the errors and the whole answer are on the exception."""
    with (
        NetoClient(store.address, key="wrong", wire=wire) as neto,
        pytest.raises(ApiError, match="AddCustomerLog: Invalid API Key") as caught,
    ):
        neto.add_customer_log([LOG])

    assert [error.message for error in caught.value.errors] == ["Invalid API Key"]
    assert caught.value.warnings == ()
    assert isinstance(caught.value.response, AddCustomerLogResponse)
    assert caught.value.operation == "AddCustomerLog"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Unknown action", UnknownAction),
        ("Unknown action: AddNothing", UnknownAction),
        ("Invalid API method", UnknownAction),
        ("Action 'AddNothing' not found", UnknownAction),
        ("The requested action is not supported", UnknownAction),
        ("Invalid NETOAPI_ACTION", UnknownAction),
        ("Payment method not found", ValidationError),
        ("Shipping method 'Van' does not exist", ValidationError),
        ("Invalid shipping method", ValidationError),
        ("WarehouseQuantity: Action 'Set' must be one of set, increment", ValidationError),
        ("InternalOrderNotes: too long", ValidationError),
        ("Internal error", ServerFailure),
        ("This method is not allowed for your user", PermissionDenied),
    ],
)
def test_what_the_store_says_tells_the_kind_of_refusal(said: str, kind: type[ApiError]) -> None:
    """An operation that the store does not know is not confused with a method of payment, say."""
    store = FakeStore()
    store.on("AddCustomerLog", refused(said))
    with store.client() as neto, pytest.raises(ApiError) as caught:
        neto.add_customer_log([LOG])
    assert type(caught.value) is kind
    assert str(caught.value) == f"AddCustomerLog: {said}"


def test_a_refusal_keeps_partial_results_and_warnings(store: StandInStore) -> None:
    """What was carried out before the error is still readable."""
    store.scripted.append(
        Answer(
            b'{"Ack": "Error", "CustomerLog": {"LogID": "5"}, "Messages": '
            b'{"Error": [{"Message": "One"}, {"Message": "Two"}], "Warning": {"Message": "W"}}}'
        )
    )
    with NetoClient(store.address, key=KEY) as neto, pytest.raises(ApiError) as caught:
        neto.add_customer_log([LOG])

    assert str(caught.value) == "AddCustomerLog: One; Two"
    assert [warning.message for warning in caught.value.warnings] == ["W"]
    response = caught.value.response
    assert isinstance(response, AddCustomerLogResponse)
    assert response.customer_log[0].log_id == 5


@pytest.mark.parametrize(
    "body",
    [
        b'{"Ack": "Error"}',
        b'{"Ack": "error", "Messages": ""}',
        b'{"Messages": {"Error": {"SeverityCode": "Error"}}}',
        b"<AddCustomerLogResponse><Ack>Error</Ack></AddCustomerLogResponse>",
    ],
)
def test_a_refusal_without_a_reason_is_still_one(store: StandInStore, body: bytes) -> None:
    """Ack Error without messages, and errors without Ack, are refusals too."""
    store.scripted.append(Answer(body))
    with (
        NetoClient(store.address, key=KEY) as neto,
        pytest.raises(ApiError, match="without a reason"),
    ):
        neto.add_customer_log([LOG])


@pytest.mark.parametrize("body", [b"{}", b'{"Ack": ""}', b'{"CustomerLog": {"LogID": 1}}'])
def test_no_ack_is_success(store: StandInStore, body: bytes) -> None:
    """Ack may be missing when all went well."""
    store.scripted.append(Answer(body))
    with NetoClient(store.address, key=KEY) as neto:
        assert neto.add_customer_log([LOG]).ack is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, HttpStatusError),
        (400, ValidationError),
        (401, AuthenticationError),
        (403, PermissionDenied),
        (404, HttpStatusError),
        (429, RateLimited),
        (500, ServerFailure),
        (502, OutcomeUnknown),
        (503, ServerFailure),
    ],
)
def test_a_status_other_than_2xx(store: StandInStore, status: int, kind: type[NetoError]) -> None:
    """A status other than 2xx raises with the status and what came with it."""
    store.scripted.append(Answer(b"<h1>Sorry</h1>", "text/html", status))
    with (
        NetoClient(store.address, key=KEY, retries=0) as neto,
        pytest.raises(kind, match=f"AddCustomerLog: HTTP status {status}") as caught,
    ):
        neto.add_customer_log([LOG])
    assert type(caught.value) is kind
    assert caught.value.status == status
    assert caught.value.body == b"<h1>Sorry</h1>"


@pytest.mark.parametrize("wire", ["json", "xml"])
@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "the response is empty"),
        (b"<html><body>Down for maintenance</body></html>", "HTML page: 'Down for maintenance'"),
        (b'{"CustomerLog": [', "not well-formed JSON"),
        (b"<AddCustomerLogResponse><Cust", "not well-formed XML"),
        (b"\xff\xfe\x00", "not utf-16 text"),
    ],
)
def test_an_unreadable_answer(
    store: StandInStore, wire: Literal["json", "xml"], body: bytes, problem: str
) -> None:
    """HTML, nothing, and half an answer are named, and the body is kept."""
    store.scripted.append(Answer(body, "text/html"))
    with (
        NetoClient(store.address, key=KEY, wire=wire) as neto,
        pytest.raises(ResponseError, match=problem) as caught,
    ):
        neto.add_customer_log([LOG])
    assert caught.value.body == body


@pytest.mark.parametrize("wire", ["json", "xml"])
def test_an_answer_in_the_other_format_is_read(
    store: StandInStore, wire: Literal["json", "xml"]
) -> None:
    """A store that answers in the format that was not asked for is understood."""
    store.scripted += [
        Answer(
            b"<AddCustomerLogResponse><CustomerLog><LogID>1</LogID></CustomerLog></"
            b"AddCustomerLogResponse>"
        ),
        Answer(b'{"CustomerLog": {"LogID": "1"}}'),
    ]
    with NetoClient(store.address, key=KEY, wire=wire) as neto:
        for _ in range(2):
            assert neto.add_customer_log([LOG]).customer_log[0].log_id == 1


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Yield a port that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_store_that_does_not_answer(silent_port: int) -> None:
    """A store that stays silent is a time-out that says how long it was waited for."""
    with (
        NetoClient(f"http://127.0.0.1:{silent_port}", key=KEY, timeout=1) as neto,
        pytest.raises(OutcomeUnknown, match=r"did not answer within 1 seconds; it is not known"),
    ):
        neto.add_customer_log([LOG])


def test_a_store_that_is_not_there() -> None:
    """A refused connection names the store."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with (
        NetoClient(f"http://127.0.0.1:{port}", key=KEY, retries=0) as neto,
        pytest.raises(ConnectionFailed, match=f"no answer from http://127.0.0.1:{port}"),
    ):
        neto.add_customer_log([LOG])


def test_an_unfit_request_is_not_sent(store: StandInStore) -> None:
    """A request that breaks the schema raises with every problem, and nothing is sent."""
    logs = [LOG, CustomerLog(username="u" * 26, notes="bell \a", status=Status("Unheard of"))]
    with NetoClient(store.address, key=KEY) as neto, pytest.raises(RequestError) as caught:
        neto.add_customer_log(logs)

    path = "AddCustomerLog.CustomerLogs.CustomerLog[1]"
    assert caught.value.problems == (
        f"{path}.Username: 26 characters, at most 25 are allowed",
        (
            f"{path}.Status: 'Unheard of' is not one of 'Require Recontact', 'Recontacting', "
            "'Completed'"
        ),
        f"{path}.Notes: character U+0007 at 5 cannot be sent as XML",
    )
    assert store.exchanges == []


def test_something_else_than_records_is_refused(store: StandInStore) -> None:
    """A value of the wrong type is named as such, not as an error deep inside."""
    with NetoClient(store.address, key=KEY) as neto, pytest.raises(RequestError) as caught:
        neto.add_customer_log([{"Username": "jsmith"}])  # type: ignore[list-item]
    assert str(caught.value) == (
        "AddCustomerLog.CustomerLogs.CustomerLog[0]: expected add_customer_log.CustomerLog, got dict"
    )


def failing_calls(store: StandInStore, silent_port: int) -> Iterator[tuple[NetoClient, str]]:
    """Yield a client for each way that a call can fail, with the name of what it raises."""
    yield NetoClient(store.address, key=SECRET), "AuthenticationError"
    yield NetoClient(f"{store.address}/elsewhere", key=SECRET), "HttpStatusError"
    yield NetoClient(f"http://127.0.0.1:{silent_port}", key=SECRET, timeout=1), "OutcomeUnknown"
    yield NetoClient("http://127.0.0.1:1", key=SECRET, retries=0), "ConnectionFailed"


def test_no_error_tells_the_key(store: StandInStore, silent_port: int) -> None:
    """The key is in no message, repr, pickle or traceback; every error is picklable."""
    for neto, kind in failing_calls(store, silent_port):
        with neto, pytest.raises(NetoError) as caught:
            neto.add_customer_log([LOG])
        error = caught.value
        copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
        shown = [repr(neto), str(error), repr(error), *traceback.format_exception(error)]
        assert type(error).__name__ == kind
        assert str(copy) == str(error)
        assert SECRET not in "".join(shown)
        assert SECRET.encode() not in pickle.dumps(error)
