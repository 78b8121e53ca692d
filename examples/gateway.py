"""Send a customer log through a gateway, as add-ons do: with a bearer token that is renewed.

`python -m examples.gateway`, with NETO_STORE_URL and NETO_KEY in the environment: the address of a
gateway, which is `https://api.netodev.com` or one of `neto-gen serve`, and the key that is a token there.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from neto_client import Bearer, NetoClient
from neto_client.add_customer_log import CustomerLog

STORE_ID = "12345"


@dataclass
class Tokens:
    """The access tokens of an add-on, of which each lasts for some time."""

    lifetime: float = 3600.0
    renewed: int = 0
    token: str = ""
    ends: float = 0.0

    def __call__(self) -> str:
        """Return the current token: a client asks for it before each attempt."""
        if time.monotonic() >= self.ends:
            # Here an add-on exchanges its refresh token for a new access token.
            self.token, self.ends = os.environ["NETO_KEY"], time.monotonic() + self.lifetime
            self.renewed += 1
        return self.token


def send(gateway: str, store_id: str, tokens: Tokens) -> int | None:
    """Send a log to a store behind a gateway, and return its number."""
    endpoint = f"/v1/stores/{store_id}/do/WS/NetoAPI"
    with NetoClient(gateway, endpoint=endpoint, auth=Bearer(tokens)) as neto:
        response = neto.add_customer_log([CustomerLog(username="jsmith", notes="Rang")])
        response = neto.add_customer_log([CustomerLog(username="jsmith", notes="Rang again")])
    return response.customer_log[0].log_id


def main() -> None:
    """Send two logs with one token."""
    tokens = Tokens()
    number = send(os.environ["NETO_STORE_URL"], STORE_ID, tokens)
    print(f"log {number}, tokens asked for: {tokens.renewed}")


if __name__ == "__main__":
    main()
