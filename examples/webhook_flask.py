"""Take the notifications of a store, in Flask.

`flask --app examples.webhook_flask run`, with the Webhook Verify Token of the store as
NETO_WEBHOOK_TOKEN in the environment. It needs a server that keeps the header NETOAPI_KEY: see
docs/guides/receive-webhooks.md.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from flask import Flask, request

from neto_client import ResponseError, events

if TYPE_CHECKING:
    from collections.abc import Callable


def make_app(token: str, changed: Callable[[str], None]) -> Flask:
    """Return an application that calls a function with the number of every order that has changed."""
    app = Flask(__name__)

    @app.post("/neto")
    def receive() -> tuple[str, int]:
        try:
            event = events.receive(request.get_data(), request.headers, token=token)
        except events.NotificationRefused:
            return "", 403
        except ResponseError:
            return "", 400
        if event.order and event.order.order_id:
            changed(event.order.order_id)
        return "", 200

    return app


def create_app() -> Flask:
    """Return the application that Flask runs; it prints the numbers."""
    return make_app(os.environ["NETO_WEBHOOK_TOKEN"], print)
