"""A collection for Postman, in the format 2.1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neto_gen.catalogue import ENDPOINT, STORE
from neto_gen.export.api import TITLE, ExportFormat, as_json
from neto_gen.export.request_collections import KEY, OPTIONAL, URL, USERNAME, body, headers

if TYPE_CHECKING:
    from neto_gen.export.api import Action, Api

_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_ABOUT = """\
Set the variable `store` to the address of your store, and the current value of the variable `neto_key`, \
which Postman does not share, to an API key. Written by neto-gen export postman."""


def _files(api: Api) -> dict[str, bytes]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for action, _ in api.calls:
        groups.setdefault(action.group, []).append(_item(action, api))
    collection = {
        "info": {"name": TITLE, "description": _ABOUT, "schema": _SCHEMA},
        "item": [{"name": name, "item": items} for name, items in sorted(groups.items())],
        "variable": [
            {"key": "store", "value": STORE, "type": "string"},
            {"key": KEY, "value": "", "type": "secret"},
            {"key": USERNAME, "value": "", "type": "string"},
        ],
    }
    return {"": as_json(collection)}


def _item(action: Action, api: Api) -> dict[str, Any]:
    return {
        "name": action.name,
        "request": {
            "method": "POST",
            "description": action.about,
            "header": [
                *({"key": name, "value": value} for name, value in headers(action).items()),
                *({"key": n, "value": v, "disabled": True} for n, v in OPTIONAL.items()),
            ],
            "url": {"raw": URL, "host": ["{{store}}"], "path": ENDPOINT.strip("/").split("/")},
            "body": {
                "mode": "raw",
                "raw": body(action, api),
                "options": {"raw": {"language": "json"}},
            },
        },
        "response": [],
    }


FORMAT = ExportFormat("postman", _files, is_file=True)
