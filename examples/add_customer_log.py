"""Send a customer log to a stand-in store and read the answer, as XML and then as JSON.

`python -m examples.add_customer_log`, with a generated `neto_client` on the path.
"""

from __future__ import annotations

from datetime import UTC, datetime

from examples.stand_in_store import KEY, StandInStore
from neto_client import NetoClient
from neto_client.add_customer_log import CustomerLog, Status


def main() -> None:
    """Show what is sent, what comes back, and what it reads as."""
    log = CustomerLog(
        username="jsmith",
        notes="Rang about order N1234 <urgent>",
        status=Status.REQUIRE_RECONTACT,
        date_required_follow_up=datetime(2026, 12, 1, 9, 30, tzinfo=UTC),
    )
    with StandInStore() as store:
        for wire in ("xml", "json"):
            with NetoClient(store.address, username="api", key=KEY, wire=wire) as neto:
                response = neto.add_customer_log([log])
            exchange = store.exchanges[-1]
            print(f"── {wire.upper()} ──")
            print("sent    ", f"NETOAPI_ACTION: {exchange.headers['netoapi_action']}")
            print("        ", exchange.body.decode())
            print("received", exchange.answer.body.decode())
            print("typed   ", f"{response.ack!r}, log_id={response.customer_log[0].log_id!r}")
            print()


if __name__ == "__main__":
    main()
