"""What a client is made with."""

from __future__ import annotations

from typing import Any

import pytest

from neto_client import Bearer, ConfigurationError, NetoClient, OAuth, Options
from neto_client.add_item import Item


@pytest.mark.parametrize(
    ("store", "address"),
    [
        ("www.mystore.com.au", "https://www.mystore.com.au"),
        (" www.mystore.com.au/ ", "https://www.mystore.com.au"),
        ("https://www.mystore.com.au", "https://www.mystore.com.au"),
        ("https://www.mystore.com.au/do/WS/NetoAPI", "https://www.mystore.com.au"),
        ("https://www.mystore.com.au/do/WS/NetoAPI/", "https://www.mystore.com.au"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:8080/", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_a_store_is_a_host_or_a_url(store: str, address: str) -> None:
    """The store is given as a host or a URL, with or without the path of the API."""
    assert NetoClient(store, key="k").store == address


@pytest.mark.parametrize(
    "store",
    [
        "",
        "   ",
        "https://",
        "https://user:pass@host",
        "https://host?x=1",
        "https://ho st",
        "https://host:port",
    ],
)
def test_an_address_that_is_none(store: str) -> None:
    """An address that cannot be one says what is expected, without repeating it."""
    with pytest.raises(ValueError, match="a host name or a URL") as caught:
        NetoClient(store, key="k")
    assert "pass" not in str(caught.value)


@pytest.mark.parametrize(
    "store", ["http://www.mystore.com.au", "ftp://host", "http://127.evil.com"]
)
def test_the_key_is_not_sent_in_clear(store: str) -> None:
    """Anything but https is refused, except on loopback."""
    with pytest.raises(ValueError, match="use https"):
        NetoClient(store, key="k")


@pytest.mark.parametrize("key", ["", " ", "a\nb", "a\r\nX: y", "clé", "k\x7f"])
def test_a_key_that_no_header_can_carry(key: str) -> None:
    """A key that cannot be sent is refused at once, without being shown."""
    with pytest.raises(ValueError, match=r"^key is empty or contains characters") as caught:
        NetoClient("host", key=key)
    assert key.strip() == "" or key not in str(caught.value)


def test_a_wire_that_is_none() -> None:
    """The formats are json and xml."""
    with pytest.raises(ValueError, match=r"^wire is 'json' or 'xml', not 'yaml'$"):
        NetoClient("host", key="k", wire="yaml")  # type: ignore[arg-type]


def test_arguments_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not given is taken from the environment."""
    monkeypatch.setenv("NETO_STORE_URL", "env.example")
    monkeypatch.setenv("NETO_USERNAME", "env-user")
    monkeypatch.setenv("NETO_KEY", "env-key")
    client = NetoClient()
    assert (client.store, client.username) == ("https://env.example", "env-user")
    headers = client.dry_run.add_customer_log([]).headers
    assert headers["NETOAPI_KEY"] == "***"
    client = NetoClient("host", username="me", key="k")
    assert (client.store, client.username) == ("https://host", "me")
    assert NetoClient(username="").username is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "no key: give key=…, or auth=…, or set NETO_KEY in the environment"),
        (
            {"key": "k"},
            "no store: give its address, or set NETO_STORE_URL in the environment",
        ),
    ],
)
def test_nothing_found_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, Any], message: str
) -> None:
    """Without an argument and without a variable, the error says which of them to set."""
    for name in ("NETO_STORE_URL", "NETO_USERNAME", "NETO_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ConfigurationError) as caught:
        NetoClient(**given)
    assert str(caught.value) == message


def test_an_address_without_encryption_can_be_allowed() -> None:
    """Who says so can have his key sent in clear, inside his own network say."""
    assert NetoClient("http://store.internal", key="k", allow_http=True).store == (
        "http://store.internal"
    )


@pytest.mark.parametrize(
    ("auth", "headers"),
    [
        (OAuth("client", "token"), {"X_ACCESS_KEY", "X_SECRET_KEY"}),
        (Bearer("token"), {"Authorization"}),
    ],
)
def test_add_ons_authenticate_otherwise(auth: OAuth | Bearer, headers: set[str]) -> None:
    """OAuth and bearer tokens are sent instead of a key, and not shown."""
    client = NetoClient("https://gateway.example/neto", auth=auth, endpoint="/v1")
    request = client.dry_run.add_customer_log([])
    assert request.url == "https://gateway.example/neto/v1"
    assert headers == {name for name, value in request.headers.items() if value == "***"}
    assert repr(auth) in ("OAuth(***)", "Bearer(***)")
    assert client.username is None


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"key": "k", "auth": Bearer("t")}, "give either auth, or key and username"),
        ({"auth": Bearer("t\nu")}, "token is empty or contains"),
        ({"auth": OAuth("", "t")}, "client_id is empty or contains"),
        ({"key": "k", "headers": {"a b": "c"}}, "'a b' is not a valid header name"),
        (
            {"key": "k", "headers": {"a": "c\r\nd: e"}},
            "the header a is empty or contains",
        ),
        ({"key": "k", "rate_limit": 0}, "a number of calls a minute above 0, not 0"),
    ],
)
def test_settings_that_cannot_be_used(settings: dict[str, Any], message: str) -> None:
    """What no call could be made with is refused at once."""
    with pytest.raises(ConfigurationError, match=message):
        NetoClient("host", **settings)


def test_the_user_agent_names_the_package_and_can_be_set() -> None:
    """The store can see what calls it."""
    request = NetoClient("host", key="k").dry_run.add_customer_log([])
    assert request.headers["User-Agent"] == "neto_client neto-gen"
    request = NetoClient("host", key="k", user_agent="shop/2").dry_run.add_customer_log([])
    assert request.headers["User-Agent"] == "shop/2"


def test_headers_of_one_call_replace_those_of_the_client() -> None:
    """A header of a call is sent once, in place of the client's, whatever the case of its name."""
    headers = {"X-Shop": "client", "X-Other": "client"}
    neto = NetoClient("host", key="k", headers=headers)
    options = Options(headers={"x-shop": "call", "user-agent": "call"})
    one = neto.dry_run.add_customer_log([], options=options).headers
    assert {name: one[name] for name in one if name.lower() in {"x-shop", "user-agent"}} == {
        "x-shop": "call",
        "user-agent": "call",
    }
    assert one["X-Other"] == "client"
    other = neto.dry_run.add_customer_log([]).headers
    assert headers.items() <= other.items()


def test_views_of_a_client_show_whose_they_are() -> None:
    """The dry run and the raw responses of a client name the client."""
    neto = NetoClient("www.mystore.com.au", key="s3cret")
    assert repr(neto.dry_run) == f"DryRun({neto!r})"
    assert repr(neto.with_raw_response) == f"NetoClientWithRawResponse({neto!r})"


def test_a_view_sends_no_batches() -> None:
    """What views return is that of one request, so they refuse to send several."""
    items = [Item(sku="A")]
    with NetoClient("https://store.example", key="k") as neto:
        raw, dry = neto.with_raw_response, neto.dry_run
        with pytest.raises(TypeError, match="NetoClientWithRawResponse sends no batches"):
            raw.add_item(items, batch=1)
        with pytest.raises(TypeError, match="DryRun sends no batches"):
            dry.add_item(items, batch=1)


def test_repr_shows_everything_but_the_key() -> None:
    """A client shows where it goes and as whom, not with which key."""
    client = NetoClient("www.mystore.com.au", username="api", key="secret")
    assert repr(client) == ("NetoClient('https://www.mystore.com.au', username='api', wire='json')")
