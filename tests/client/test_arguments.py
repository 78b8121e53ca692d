"""What a client cannot be made with is found when it is made, and not when something was sent."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_client import (
    ArgumentError,
    AsyncNetoClient,
    Bearer,
    ConfigurationError,
    NetoClient,
    NetoError,
    OAuth,
    Options,
    RateLimiter,
    Retries,
    Scheme,
    Secret,
    Timeouts,
    events,
)
from neto_client.add_customer_log import AddCustomerLog
from neto_client.testing import FakeStore
from tests.client.calling import BOTH, LOG, SECRET, Kind, a_call, send

if TYPE_CHECKING:
    from collections.abc import Callable

NAN, INF = float("nan"), float("inf")
NO_NUMBERS: list[Any] = ["5", b"5", True, False, NAN, INF, -INF, -1, [5], {}, Decimal(5), 10**400]

WRONG: dict[str, tuple[list[Any], str]] = {
    "timeout": ([*NO_NUMBERS, 0, 0.0, 1e9], "a timeout (connect) is a number of seconds above 0"),
    "retries": ([*NO_NUMBERS[:-1], None, 1.5, 1.0], "retries are a whole number from 0 on, not "),
    "rate_limit": ([*NO_NUMBERS, 0, 1e-300], "a number of calls a minute above 0, not "),
    "max_answer": ([*NO_NUMBERS[:-1], None, 0, 1.5], "max_answer is a number of bytes from 1 on"),
    "wire": ([None, 5, "XML", ["json"]], "wire is 'json' or 'xml', not "),
    "headers": (["a: b", 5, [("a", "b")]], "headers are a mapping of names to values, not "),
    "endpoint": (
        ["", "v1", "@evil.example/", ".evil.example", ":80/", "/a b", "/a\n", "/a#b", "/é"],
        "endpoint is a path that begins with /",
    ),
    "store": (["a..b", "x" * 64 + ".au", ".example"], "this host name is not valid"),
    "allow_http": (["no", 0, 1, None], "allow_http is True or False, not "),
    "log_bodies": (["no", 0, 1, None], "log_bodies is True or False, not "),
    "http2": (["no", 0, 1, None], "http2 is True or False, not "),
    "on_request": ([5, "print"], "on_request must be a plain function"),
    "on_response": ([5, "print"], "on_response must be a plain function"),
    "auth": (
        ["a-secret", b"a-secret", Bearer, 5],
        "auth is OAuth, Bearer, Basic or another Scheme, not ",
    ),
}
CASES = [(name, value) for name, (values, _) in WRONG.items() for value in values]


@pytest.mark.parametrize("client", [NetoClient, AsyncNetoClient])
@pytest.mark.parametrize(("name", "value"), CASES, ids=str)
def test_an_argument_that_cannot_be_used(client: Any, name: str, value: Any) -> None:
    """Every wrong argument is a ConfigurationError that names it, and does not show a text."""
    settings: dict[str, Any] = {"store": "host", **({} if name == "auth" else {"key": SECRET})}
    with pytest.raises(ConfigurationError) as caught:
        client(**{**settings, name: value})
    assert WRONG[name][1] in str(caught.value)
    assert "a-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("timeout", 0.001),
        ("timeout", 5),
        ("timeout", None),
        ("timeout", Timeouts(read=None, total=None)),
        ("retries", 0),
        ("retries", Retries(limit=10**30, first=0, longest=0)),
        ("rate_limit", None),
        ("rate_limit", 0.5),
        ("endpoint", "/"),
        ("endpoint", "/do/it?as=this"),
        ("max_answer", 10**30),
        ("headers", {}),
        ("store", "[::1]"),
        ("store", "shop.example."),
        ("store", "münchen.example"),
    ],
)
def test_an_argument_that_can(name: str, value: Any) -> None:
    """What is unusual and makes sense is taken."""
    assert "NetoClient(" in repr(NetoClient(**{"store": "host", "key": SECRET, name: value}))


@given(
    st.sampled_from(
        ["timeout", "retries", "rate_limit", "max_answer", "wire", "endpoint", "store"]
    ),
    st.one_of(
        *(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary()),
        *(st.lists(st.none()), st.complex_numbers(), st.decimals()),
    ),
)
def test_an_argument_of_any_kind(name: str, value: Any) -> None:
    """Whatever is given, the client is made, and a call answered; or it is a ConfigurationError."""
    store = FakeStore(key=SECRET)
    store.on("AddCustomerLog", b"{}")
    try:
        neto = NetoClient(**{"store": "host", "key": SECRET, "http": store, name: value})
    except ConfigurationError:
        return
    try:
        neto.add_customer_log([LOG])
    except NetoError:
        # A bound that nothing fits into, or no time.
        assert name in ("max_answer", "timeout")


@BOTH
@pytest.mark.parametrize(
    "options",
    [
        Options(timeout="5"),  # type: ignore[arg-type]
        Options(retries=True),
        Options(wire="yaml"),  # type: ignore[arg-type]
        Options(headers="a"),  # type: ignore[arg-type]
        Options(headers={5: "a"}),  # type: ignore[dict-item]
        {"timeout": 5},
        5,
    ],
)
def test_options_that_cannot_be_used(kind: Kind, options: Any) -> None:
    """Wrong options of a call are found before it is sent."""
    store = FakeStore(key=SECRET)
    with pytest.raises(ConfigurationError) as caught:
        send(kind, "host", http=store, options=options)
    assert caught.value.operation == "AddCustomerLog"
    assert store.requests == []


@pytest.mark.parametrize("make", [Timeouts, Retries, RateLimiter])
def test_settings_that_can_be_shared_are_checked_when_made(make: Any) -> None:
    """Each setting that is an object of its own says what is wrong where it is made."""
    names = {
        Timeouts: ["total", "pool"],
        Retries: ["first", "longest"],
        RateLimiter: ["per_minute"],
    }
    for name in names[make]:
        for value in NO_NUMBERS:
            with pytest.raises(ConfigurationError):
                make(**{name: value})


def test_a_header_takes_the_place_of_the_usual_one() -> None:
    """A header that a client is made with replaces the usual one, whatever its case."""
    neto = NetoClient("host", key=SECRET, headers={"user-agent": "mine", "ACCEPT-ENCODING": "gzip"})
    sent = neto.dry_run.add_customer_log([]).headers
    assert {
        name: sent[name] for name in sent if name.lower() in ("user-agent", "accept-encoding")
    } == {
        "user-agent": "mine",
        "ACCEPT-ENCODING": "gzip",
    }


def test_a_client_that_could_not_be_made_can_be_shown() -> None:
    """A debugger that shows a client before it is complete gets no second error."""
    kinds: tuple[type[NetoClient | AsyncNetoClient], ...] = (NetoClient, AsyncNetoClient)
    for kind in kinds:
        half = kind.__new__(kind)
        assert repr(half) == f"{kind.__name__}('', username=None, wire='json')"
        assert repr(half) in repr(half.with_raw_response)


def test_an_action_that_no_header_can_carry() -> None:
    """The name of an operation that HTTP cannot carry is refused, and not found out by a library."""
    for action in ("Données", "Add\nX: y", "Añadir"):
        with pytest.raises(ConfigurationError, match="that is not allowed in an HTTP header"):
            send("threads", "host", http=FakeStore(), call=replace(a_call(), action=action))


FRAMING = [
    *("Content-Length", "transfer-encoding", "HOST", "connection", "Expect", "TE", "Trailer"),
    *("Upgrade", "Keep-Alive", "Content-Type", "content_type", "NETOAPI_ACTION", "netoapi-action"),
]


@BOTH
@pytest.mark.parametrize("name", [*FRAMING, "NETOAPI_KEY", "netoapi-key", "Netoapi_Username"])
def test_a_header_that_is_for_the_client_to_say(kind: Kind, name: str) -> None:
    """What frames a message, or says what is called and by whom, is refused, and named with what to use."""
    kinds = {"threads": NetoClient, "tasks": AsyncNetoClient}
    store = FakeStore(key=SECRET)
    with pytest.raises(
        ConfigurationError, match=rf"the header {name} .*(use |omit it|call the method)"
    ):
        kinds[kind]("host", key=SECRET, username="jo", headers={name: "1"})
    options = Options(headers={name: "1"})
    with pytest.raises(
        ConfigurationError, match=rf"the header {name} .*(use |omit it|call the method)"
    ):
        send(kind, "host", http=store, username="jo", options=options)
    assert store.requests == []


def test_the_headers_of_a_scheme_are_its_own() -> None:
    """Which headers say who asks depends on the scheme; of others, the name is free."""
    for header in ("authorization", "AUTHORIZATION"):
        with pytest.raises(
            ConfigurationError, match=f"the header {header} is for authentication: use key="
        ):
            NetoClient("host", auth=Bearer(lambda: SECRET), headers={header: "x"})
        NetoClient("host", key=SECRET, headers={header: "x"})


class Odd(Exception):
    """What a scheme may raise."""


class Failing(Scheme):
    """A scheme that says what it is told to say, or raises it."""

    def __init__(self, **says: Any) -> None:
        self._says = says

    def _say(self, name: str, usual: Any) -> Any:
        said = self._says.get(name, usual)
        if isinstance(said, Exception):
            raise said
        return said

    @property
    def fresh_token(self) -> Any:
        """The scripted value."""
        return self._say("fresh_token", None)

    def headers(self, token: Secret | None) -> Any:  # noqa: ARG002 - of any
        """Return the scripted value."""
        return self._say("headers", {"X": Secret(SECRET)})

    def secrets(self, token: Secret | None) -> Any:  # noqa: ARG002 - of any
        """Return the scripted value."""
        return self._say("secrets", ())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        *(("headers", wrong) for wrong in (Odd(SECRET), None, 5, {"X": 5}, {"X": Secret("a\n")})),
        *(("headers", wrong) for wrong in ({"Host": "a"}, {"X": Secret(5)})),  # type: ignore[arg-type]
        *(("secrets", wrong) for wrong in (Odd(SECRET), None, 5, SECRET, [SECRET], [Secret(5)])),  # type: ignore[arg-type]
        *(("fresh_token", wrong) for wrong in (Odd(SECRET), 5, SECRET)),
    ],
    ids=str,
)
def test_a_scheme_that_fails(name: str, said: Any) -> None:
    """Whatever a scheme of somebody else says or raises, the client is not made, and no secret is shown."""
    with pytest.raises(ConfigurationError) as caught:
        NetoClient("host", auth=Failing(**{name: said}))
    assert SECRET not in str(caught.value)
    if isinstance(said, Odd):
        assert str(caught.value) == f"{name} of Failing has failed: Odd"
        assert caught.value.__cause__ is said


HOSTS = [
    *(
        "1.2.3.999",
        "256.1.1.1",
        "01.2.3.4",
        "\uff11.2.3.4",
        "\uff48ost.example",
        "host\n.example",
        "ho\tst",
    ),
    *(
        "host:0",
        "host:65536",
        "host:x",
        "xn--a.example",
        "a\u200b.example",
        "☃︎.example",
        "ß‌.example",
    ),
    *("[::1", "[1]", "a" * 70_000, "host/\x00", "host/" + "a" * 70_000, "\u210bost.example"),
]


@pytest.mark.parametrize("store", HOSTS, ids=ascii)
def test_a_host_that_cannot_be_called(store: str) -> None:
    """A client that is made can send: an address that httpx2 refuses is found when it is made."""
    fake = FakeStore(key=SECRET)
    fake.on("AddCustomerLog", b"{}")
    try:
        neto = NetoClient(store, key=SECRET, http=fake)
    except ConfigurationError as error:
        assert "the store is a host name or a URL" in str(error)  # noqa: PT017 - or it works
        return
    neto.add_customer_log([LOG])


def test_usual_addresses_need_no_import_of_httpx2() -> None:
    """To make a client takes no HTTP library."""
    code = (
        "import sys; from neto_client import NetoClient;"
        "[NetoClient(s, key='k') for s in"
        " ('www.mystore.com.au', 'https://1.2.3.4:8443', 'http://[::1]:80/a/b', 'localhost')];"
        "print('httpx2' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert ended.stdout == "False\n"


@pytest.mark.parametrize("username", [False, True, 0, 5, [], {}, b"jo"])
def test_a_username_that_is_no_text(username: Any) -> None:
    """A username that is falsy is no username that was left out."""
    with pytest.raises(ConfigurationError, match="username is a text, or None, not"):
        NetoClient("host", key=SECRET, username=username)


def test_a_token_that_is_no_text() -> None:
    """What a scheme cannot send is found when the client is made."""
    for auth in (Bearer(5), OAuth("a", None), OAuth(5, "a")):  # type: ignore[arg-type]
        with pytest.raises(ConfigurationError, match="is a text, not"):
            NetoClient("host", auth=auth)


class Markup(str):
    """A text of a class that has ideas of its own."""

    __slots__ = ()

    def strip(self, *_: Any) -> Any:
        """Return another text."""
        return self + "<"

    __str__ = lower = encode = removeprefix = rpartition = strip  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return True

    def __format__(self, _: str) -> str:
        return "<"

    __hash__ = str.__hash__


def test_texts_of_a_derived_class_are_sent_as_the_texts_that_they_are() -> None:
    """Nothing that a class of its own defines changes where and with what a call is sent."""
    store = FakeStore(key=SECRET)
    store.on("AddCustomerLog", b"{}")
    with NetoClient(
        *(Markup("https://host.example/shop"),),
        key=Markup(SECRET),
        username=Markup("jo"),
        endpoint=Markup("/api"),
        headers={Markup("X-A"): Markup("a")},
        user_agent=Markup("mine"),
        http=store,
    ) as neto:
        neto.add_customer_log([LOG])
        assert neto.dry_run.add_customer_log([LOG]).url == "https://host.example/shop/api"
    headers = store.requests[0].headers
    sent = [headers[name] for name in ("netoapi_key", "netoapi_username", "x-a", "user-agent")]
    assert sent == [SECRET, "jo", "a", "mine"]
    assert type(neto.store) is type(neto.username) is type(neto.wire) is str


def test_a_wrong_wire_of_any_size() -> None:
    """A message is short, whatever is wrong."""
    wrong: Any
    for wrong in (10**5000, "x" * 10**6, b"x" * 10**6, ["x"] * 10**6, Markup("json\x1b")):
        with pytest.raises(ConfigurationError) as caught:
            NetoClient("host", key=SECRET, wire=wrong)
        assert len(str(caught.value)) < 200
        assert str(caught.value).isprintable()


NOTHING: list[Any] = [None, 0, 5, True, 1.5, "text", b"bytes", {}, object()]


@BOTH
@pytest.mark.parametrize("records", NOTHING, ids=lambda value: type(value).__name__)
def test_what_is_no_list_of_records(kind: Kind, records: Any) -> None:
    """It is refused, by the name of the argument, as what it is; by `except TypeError`, too."""

    async def in_a_task() -> None:
        await FakeStore().async_client().add_customer_log(records)

    neto = FakeStore().client()
    calls: list[Callable[[], object]] = [
        lambda: neto.add_customer_log(records),
        lambda: neto.add_customer_log(records, batch=2),
        lambda: neto.dry_run.add_customer_log(records),
        lambda: AddCustomerLog.of(records),
        lambda: neto.iter_add_customer_log(records),
    ]
    for call in calls if kind == "threads" else [lambda: asyncio.run(in_a_task())]:
        with pytest.raises(
            ArgumentError, match=r"^(customer_log|records) is a list of records, not "
        ):
            call()
    assert issubclass(ArgumentError, TypeError)
    assert issubclass(ArgumentError, ValueError)


def test_a_record_by_itself_is_a_list_of_one() -> None:
    """Where a list is expected, one record will do."""
    neto = FakeStore().client()
    one: Any = LOG
    assert neto.dry_run.add_customer_log(one) == neto.dry_run.add_customer_log([LOG])
    store = FakeStore()
    store.on("AddCustomerLog", b"{}")
    assert len(store.client().add_customer_log(one, batch=2)) == 1
    assert [batch.records for batch in store.client().iter_add_customer_log(one)] == [[LOG]]


@pytest.mark.parametrize(
    "number", [0, -1, 10**5000, "5", 1.5, True, [1]], ids=lambda n: str(type(n))
)
def test_a_batch_and_a_limit_are_numbers(number: Any) -> None:
    """A size that is none is an error of the client's, whose message is short."""
    neto = FakeStore().client()
    if number != 10**5000:
        with pytest.raises(ArgumentError, match=r"batch is .*; a request has at least 1 record"):
            neto.add_customer_log([LOG], batch=number)
        with pytest.raises(ArgumentError, match=r"limit is .*; a page has at least 1 record"):
            neto.iter_get_order(order_id="x", output_selector="ID", limit=number)


@pytest.mark.parametrize("given", NOTHING[1:], ids=lambda value: type(value).__name__)
def test_what_is_no_filter(given: Any) -> None:
    """Neither a wrong filter nor an unknown field of one is a bare error."""
    neto = FakeStore().client()
    with pytest.raises(
        ArgumentError, match=r"filter is a get_order\.Filter or get_order\.GetOrder, not"
    ):
        neto.get_order(given)
    with pytest.raises(ArgumentError, match="Filter has no field oder_id"):
        neto.get_order(oder_id="x")  # type: ignore[call-arg]


@pytest.mark.parametrize("headers", [None, 5, "a", b"a", [], [("NETOAPI_KEY", SECRET)], object()])
def test_headers_of_a_notification_that_are_none(headers: Any) -> None:
    """They are named by their type only, as a key may be among them."""
    with pytest.raises(ArgumentError, match="headers are a mapping of names to values") as caught:
        events.receive(b"<Event/>", headers, key=SECRET)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("name", ["key", "token"])
@pytest.mark.parametrize("given", [None, "", " ", 5, b"", [SECRET]])
def test_a_key_of_a_notification_that_is_none(name: str, given: Any) -> None:
    """An empty key would let everybody in, and so would none that is found in the environment."""
    problem = rf"the {name} of the store is (empty|a text, not )"
    if given is None:
        problem = "give the token of the store or, where it is an old one, its key"
    with pytest.raises(ArgumentError, match=problem):
        events.receive(b"<Event/>", {"NETOAPI_KEY": ""}, **{name: given})


def test_a_body_of_a_notification() -> None:
    """Bytes of any kind are read; what is none is named."""
    body: Any
    for body in (b"<Event/>", bytearray(b"<Event/>"), memoryview(b"<Event/>"), "<Event/>"):
        assert events.receive(body, {"NETOAPI_KEY": SECRET}, key=SECRET).event_id is None
    for body in (None, 5, [b"<Event/>"], {}):
        with pytest.raises(
            ArgumentError, match="body is bytes or a text, as the request brought it, not "
        ):
            events.receive(body, {"NETOAPI_KEY": SECRET}, key=SECRET)


@BOTH
def test_no_request_from_the_web_chooses_the_store(kind: Kind) -> None:
    """FastAPI refuses a client's class as a dependency, whose arguments it would read from each request."""
    fastapi: Any = pytest.importorskip("fastapi")
    client: Any = NetoClient if kind == "threads" else AsyncNetoClient

    def page(neto: object = fastapi.Depends(client)) -> object:
        return neto

    with pytest.raises(fastapi.exceptions.FastAPIError, match=r"Scheme \| None"):
        fastapi.FastAPI().get("/")(page)
