"""What a user may write: no type checker finds anything wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import assert_type

import neto_client
from neto_client import ApiError, NetoClient, NetoError
from neto_client.add_customer_log import (
    AddCustomerLog,
    AddCustomerLogResponse,
    CustomerLog,
    MessagesWarning,
    Status,
)


def send() -> None:
    """Send a log, and use what comes back."""
    with NetoClient("https://www.mystore.com.au", username="api", key="…") as neto:
        response = neto.add_customer_log(
            [
                CustomerLog(
                    username="jsmith",
                    notes="Rang about order N1234",
                    status=Status.REQUIRE_RECONTACT,
                    last_contacted=datetime.now(UTC),
                )
            ]
        )
        assert_type(response, AddCustomerLogResponse)
        assert_type(response.customer_log[0].log_id, int | None)
        assert_type(response.warnings, list[MessagesWarning])
        neto.add_customer_log(AddCustomerLog.of([]))


def handle() -> None:
    """Handle what goes wrong."""
    try:
        send()
    except ApiError as error:
        print([message.message for message in error.errors])
    except NetoError as error:
        print(error)


def through_the_package() -> neto_client.add_customer_log.Status:
    """Reach an operation's records through the package."""
    return neto_client.add_customer_log.Status("Completed")
