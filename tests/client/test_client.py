"""What a client is made with."""

from __future__ import annotations

import pytest

from neto_client import NetoClient


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


@pytest.mark.parametrize("key", ["", " ", "a\nb", "a\r\nX: y", "clé", "k "])
def test_a_key_that_no_header_can_carry(key: str) -> None:
    """A key that cannot be sent is refused at once, without being shown."""
    with pytest.raises(ValueError, match=r"^key is empty or holds characters") as caught:
        NetoClient("host", key=key)
    assert key.strip() == "" or key not in str(caught.value)


def test_a_wire_that_is_none() -> None:
    """The formats are json and xml."""
    with pytest.raises(ValueError, match=r"^wire is 'json' or 'xml', not 'yaml'$"):
        NetoClient("host", key="k", wire="yaml")  # type: ignore[arg-type]


def test_repr_shows_everything_but_the_key() -> None:
    """A client shows where it goes and as whom, not with which key."""
    client = NetoClient("www.mystore.com.au", username="api", key="secret")
    assert repr(client) == ("NetoClient('https://www.mystore.com.au', username='api', wire='json')")
