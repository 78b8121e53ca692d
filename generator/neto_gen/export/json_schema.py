"""JSON Schema: a file for each message, for validation of what is sent and of what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.export.api import ExportFormat, as_json
from neto_gen.export.message_schema import Form, message_schema

if TYPE_CHECKING:
    from neto_gen.export.api import Api


def _files(api: Api) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    answers = Form.STRICT if api.dialect.strict else Form.SEEN
    for action in api.actions:
        if action.request is not None:
            schema = message_schema(action.request, api.dialect, Form.STRICT)
            found[f"{action.file}.schema.json"] = as_json(schema)
        schema = message_schema(action.response, api.dialect, answers)
        end = "" if action.request is None else "Response"
        found[f"{action.file}{end}.schema.json"] = as_json(schema)
    return found


FORMAT = ExportFormat("json-schema", _files)
