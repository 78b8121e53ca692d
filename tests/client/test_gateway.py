"""The gateway: another address, and a bearer token in place of the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from examples import gateway
from examples.stand_in_store import GATEWAY_ENDPOINT, KEY, TOKEN, StandInStore
from neto_client import AuthenticationError, Bearer, NetoClient
from neto_client.add_customer_log import CustomerLog

if TYPE_CHECKING:
    from _pytest.capture import CaptureFixture


def test_the_example_runs(capsys: CaptureFixture[str]) -> None:
    """It sends two logs with one token, as it says."""
    gateway.main()
    said = "sent with Bearer token\nsent with Bearer token\nlog 1002, tokens asked for: 1\n"
    assert capsys.readouterr().out == said


def test_a_token_that_has_ended_is_renewed() -> None:
    """The supplier is asked before each call, so a token that lasts for no time is renewed for each."""
    tokens = gateway.Tokens(lifetime=0.0)
    with StandInStore() as store:
        assert gateway.send(store.address, "12345", tokens) == 1002
    assert tokens.renewed == 2


@pytest.mark.parametrize("wire", ["json", "xml"])
def test_the_gateway_wants_its_token(store: StandInStore, wire: str) -> None:
    """The key of the store says nothing there, and the token nothing at the store."""
    log = [CustomerLog(notes="Rang")]
    how: list[dict[str, object]] = [
        {"key": KEY, "endpoint": GATEWAY_ENDPOINT},
        {"auth": Bearer("another"), "endpoint": GATEWAY_ENDPOINT},
        {"auth": Bearer(TOKEN)},
    ]
    for settings in how:
        neto = NetoClient(store.address, wire=wire, **settings)  # type: ignore[arg-type]
        with neto, pytest.raises(AuthenticationError):
            neto.add_customer_log(log)
    with NetoClient(
        store.address, wire=wire, endpoint=GATEWAY_ENDPOINT, auth=Bearer(TOKEN)  # type: ignore[arg-type]
    ) as neto:
        assert neto.add_customer_log(log).customer_log[0].log_id == 1001
