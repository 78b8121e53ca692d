"""Send a customer log to a store and read the answer, as XML and then as JSON.

`python -m examples.add_customer_log`, with NETO_STORE_URL and NETO_KEY in the environment.
"""

from __future__ import annotations

from datetime import UTC, datetime

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
    for wire in ("xml", "json"):
        with NetoClient(username="api", wire=wire) as neto:
            raw = neto.with_raw_response.add_customer_log([log])
        sent, response = raw.request, raw.parsed
        print(f"── {wire.upper()} ──")
        if sent is not None:
            print("sent    ", f"NETOAPI_ACTION: {sent.headers['NETOAPI_ACTION']}")
            print("        ", sent.body.decode())
        print("received", raw.content.decode())
        print("typed   ", f"{response.ack!r}, log_id={response.customer_log[0].log_id!r}")
        print()


if __name__ == "__main__":
    main()
