"""What a client cannot be made with is found when it is made, and not when something was sent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_client import (
    AsyncNetoClient,
    Bearer,
    ConfigurationError,
    NetoClient,
    NetoError,
    Options,
    RateLimiter,
    Retries,
    Timeouts,
)
from neto_client.testing import FakeStore
from tests.client.calling import BOTH, LOG, SECRET, Kind, a_call, send

NAN, INF = float("nan"), float("inf")
NO_NUMBERS: list[Any] = ["5", b"5", True, False, NAN, INF, -INF, -1, [5], {}, Decimal(5), 10**400]

WRONG: dict[str, tuple[list[Any], str]] = {
    "timeout": ([*NO_NUMBERS, 0, 0.0, 1e9], "a time-out (connect) is a number of seconds above 0"),
    "retries": ([*NO_NUMBERS[:-1], None, 1.5, 1.0], "retries are a whole number from 0 on, not "),
    "rate_limit": ([*NO_NUMBERS, 0, 1e-300], "a number of calls a minute above 0, not "),
    "max_answer": ([*NO_NUMBERS[:-1], None, 0, 1.5], "max_answer is a number of bytes from 1 on"),
    "wire": ([None, 5, "XML", ["json"]], "wire is 'json' or 'xml', not "),
    "headers": (["a: b", 5, [("a", "b")]], "headers are a mapping of names to values, not "),
    "endpoint": (
        ["", "v1", "@evil.example/", ".evil.example", ":80/", "/a b", "/a\n", "/a#b", "/é"],
        "endpoint is a path that begins with /",
    ),
    "store": (["a..b", "x" * 64 + ".au", ".example"], "no network has a host of this name"),
    "allow_http": (["no", 0, 1, None], "allow_http is True or False, not "),
    "log_bodies": (["no", 0, 1, None], "log_bodies is True or False, not "),
    "http2": (["no", 0, 1, None], "http2 is True or False, not "),
    "on_request": ([5, "print"], "on_request is a function"),
    "on_response": ([5, "print"], "on_response is a function"),
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
        # A host that only httpx2 finds impossible, a bound that nothing fits into, or no time.
        assert name in ("store", "max_answer", "timeout")


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
        with pytest.raises(ConfigurationError, match="that no HTTP header can carry"):
            send("threads", "host", http=FakeStore(), call=replace(a_call(), action=action))
