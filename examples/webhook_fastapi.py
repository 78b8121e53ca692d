"""Take the notifications of a store, in FastAPI.

`uvicorn --factory examples.webhook_fastapi:create_app`, with the Webhook Verify Token of
the store as NETO_WEBHOOK_TOKEN in the environment.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from fastapi import FastAPI, HTTPException, Request

from neto_client import ResponseError, events

if TYPE_CHECKING:
    from collections.abc import Callable


def make_app(token: str, changed: Callable[[str], None]) -> FastAPI:
    """Return an application that calls a function with the number of every order that has changed."""
    app = FastAPI()

    @app.post("/neto")
    async def receive(request: Request) -> None:
        try:
            event = events.receive(await request.body(), request.headers, token=token)
        except events.NotificationRefused as error:
            raise HTTPException(403) from error
        except ResponseError as error:
            raise HTTPException(400) from error
        if event.order and event.order.order_id:
            changed(event.order.order_id)

    return app


def create_app() -> FastAPI:
    """Return the application that a server runs; it prints the numbers."""
    return make_app(os.environ["NETO_WEBHOOK_TOKEN"], print)
