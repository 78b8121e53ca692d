"""One call with either client, as a write and as a read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Literal

import pytest

from neto_client import AsyncNetoClient, NetoClient, RateLimiter, Retries
from neto_client._response import Call
from neto_client.add_customer_log import AddCustomerLog, AddCustomerLogResponse, CustomerLog

if TYPE_CHECKING:
    from neto_client import Options, RawResponse

Kind = Literal["threads", "tasks"]
BOTH = pytest.mark.parametrize("kind", ["threads", "tasks"])
SECRET = "s3cret-key-of-the-store"
LOG = CustomerLog(username="jsmith", notes="Rang")
AT_ONCE = Retries(limit=2, first=0.0)


def a_call(*, reads: bool = False, log: CustomerLog = LOG) -> Call[AddCustomerLogResponse]:
    """Return a call that writes, or one that reads; only the name and what is safe differ."""
    return Call(
        "GetCustomerLog" if reads else "AddCustomerLog",
        AddCustomerLog.of([log]),
        AddCustomerLogResponse,
        idempotent=reads,
        not_idempotent_with="UpdateResults",
        ack="ack",
        errors="errors",
        warnings="warnings",
    )


def send(
    kind: Kind,
    store: str,
    *,
    call: Call[AddCustomerLogResponse] | None = None,
    options: Options | None = None,
    **settings: Any,
) -> RawResponse[AddCustomerLogResponse]:
    """Send with a client of this kind, which is closed again."""
    call = call or a_call()
    settings = {
        "key": SECRET,
        "retries": AT_ONCE,
        "rate_limit": RateLimiter(cool_down=0.0),
        **settings,
    }
    if kind == "threads":
        with NetoClient(store, **settings) as neto:
            return neto._raw(call, options)

    async def in_a_task() -> RawResponse[AddCustomerLogResponse]:
        async with AsyncNetoClient(store, **settings) as neto:
            return await neto._raw(call, options)

    return asyncio.run(in_a_task())
