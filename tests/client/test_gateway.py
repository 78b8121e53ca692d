"""The gateway: another address, and a bearer token in place of the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from examples import gateway
from neto_client import AuthenticationError, Bearer, NetoClient
from neto_client.add_customer_log import CustomerLog
from tests.standing import GATEWAY_ENDPOINT, STORE_ID, TOKEN

if TYPE_CHECKING:
    from _pytest.capture import CaptureFixture

    from tests.standing import StandInStore


@pytest.fixture(autouse=True)
def environment(store: StandInStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the environment that tells the example about the store."""
    monkeypatch.setenv("NETO_STORE_URL", store.address)
    monkeypatch.setenv("NETO_KEY", TOKEN)


def test_the_example_runs(store: StandInStore, capsys: CaptureFixture[str]) -> None:
    """It sends two logs with one token."""
    gateway.main()
    assert capsys.readouterr().out == "log 1002, tokens asked for: 1\n"
    assert [e.headers["authorization"] for e in store.exchanges] == [f"Bearer {TOKEN}"] * 2


def test_a_token_that_has_ended_is_renewed(store: StandInStore) -> None:
    """The supplier is asked before each call, so a token that lasts for no time is renewed for each."""
    tokens = gateway.Tokens(lifetime=0.0)
    assert gateway.send(store.address, STORE_ID, tokens) == 1002
    assert tokens.renewed == 2


@pytest.mark.parametrize("wire", ["json", "xml"])
def test_the_gateway_wants_its_token(store: StandInStore, wire: str) -> None:
    """Another token is refused there, and so is another key."""
    log = [CustomerLog(notes="Rang")]
    how: list[dict[str, object]] = [
        {"key": "another", "endpoint": GATEWAY_ENDPOINT},
        {"auth": Bearer("another"), "endpoint": GATEWAY_ENDPOINT},
    ]
    for settings in how:
        neto = NetoClient(store.address, wire=wire, **settings)  # type: ignore[arg-type]
        with neto, pytest.raises(AuthenticationError):
            neto.add_customer_log(log)
    with NetoClient(
        store.address, wire=wire, endpoint=GATEWAY_ENDPOINT, auth=Bearer(TOKEN)  # type: ignore[arg-type]
    ) as neto:
        assert neto.add_customer_log(log).customer_log[0].log_id == 1001
