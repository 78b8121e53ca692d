"""OpenAPI 3.1: a path for each action, so that tools make an operation of each.

All actions share one address, and a header tells them apart; OpenAPI tells operations apart by address
and method alone. So each path ends in `#` and its action. What stands after `#` is never sent, and the
required header has the one value that it can have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neto_gen.catalogue import ACTION, ENDPOINT, STORE
from neto_gen.export.api import TITLE, ExportFormat, as_json, unique
from neto_gen.export.message_schema import Form, SchemaDefinitions

if TYPE_CHECKING:
    from neto_gen.contract.model import Message
    from neto_gen.export.api import Action, Api

_PLACE = "#/components/schemas/"
_JSON = "application/json"
_ABOUT = """\
Every action is a POST to the same address. The header NETOAPI_ACTION distinguishes them: the part of a \
path after # is not sent. To receive JSON, send the header `Accept: application/json`; otherwise, the store \
responds in XML. Errors have status 200: check `Ack` and `Messages` of the response. All values are strings, \
including numbers and dates. A store may return one object instead of a list of one, and an empty string \
instead of no value. Written by neto-gen export openapi."""
_SECURITY = {
    "key": ("NETOAPI_KEY", "An API key of the store."),
    "username": (
        "NETOAPI_USERNAME",
        "The staff user to whom the key belongs, if any.",
    ),
    "client": ("X_ACCESS_KEY", "The client id of an add-on."),
    "token": ("X_SECRET_KEY", "The access token of an add-on."),
}


def _files(api: Api) -> dict[str, bytes]:
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    taken: set[str] = set()
    for action, request in api.calls:
        body = _define(request, api, Form.STRICT, unique(action.name, taken), schemas)
        answer = _define(
            action.response,
            api,
            Form.STRICT if api.dialect.strict else Form.PLAIN,
            unique(f"{action.name}Response", taken),
            schemas,
        )
        paths[f"{ENDPOINT}#{action.file}"] = {
            "post": {
                "operationId": action.file,
                "tags": [action.group],
                "summary": action.name,
                "description": action.about,
                "parameters": [_parameter(action)],
                "requestBody": {
                    "required": True,
                    "content": {_JSON: {"schema": body, "example": api.examples.json(action.name)}},
                },
                "responses": {
                    "200": {
                        "description": "The response of the store, also if it refuses the request.",
                        "content": {_JSON: {"schema": answer}},
                    }
                },
            }
        }
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": "1", "description": _ABOUT},
        "servers": [{"url": STORE, "description": "Your store."}],
        "security": [
            {"key": []},
            {"key": [], "username": []},
            {"client": [], "token": []},
            {"gateway": []},
        ],
        "tags": [{"name": group} for group in sorted({action.group for action, _ in api.calls})],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {
                **{
                    name: {"type": "apiKey", "in": "header", "name": header, "description": about}
                    for name, (header, about) in _SECURITY.items()
                },
                "gateway": {"type": "http", "scheme": "bearer", "description": "The gateway."},
            },
        },
    }
    return {"": as_json(document)}


def _define(
    message: Message, api: Api, form: Form, name: str, schemas: dict[str, Any]
) -> dict[str, Any]:
    """Add the definitions of a message, and return what refers to it."""
    definitions = SchemaDefinitions(message, api.dialect, form, _PLACE, name)
    schemas.update(definitions.all())
    return definitions.root


def _parameter(action: Action) -> dict[str, Any]:
    schema = {"type": "string", "enum": [action.name], "default": action.name}
    return {"name": ACTION, "in": "header", "required": True, "schema": schema}


FORMAT = ExportFormat("openapi", _files, is_file=True)
