"""Files of requests, `.http`, for the editors of JetBrains, VS Code and Visual Studio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.catalogue import STORE
from neto_gen.export.api import ExportFormat, as_json
from neto_gen.export.request_collections import OPTIONAL, URL, USERNAME, body, headers

if TYPE_CHECKING:
    from neto_gen.export.api import Action, Api


def _files(api: Api) -> dict[str, bytes]:
    environment = {"store": {"store": STORE, USERNAME: ""}}
    found = {"http-client.env.json": as_json(environment)}
    for action, _ in api.calls:
        found[f"{action.file}.http"] = _request(action, api).encode()
    return found


def _request(action: Action, api: Api) -> str:
    lines = [
        f"### {action.file}",
        f"# {action.about}",
        *(f"# For a key of a staff user: {name}: {value}" for name, value in OPTIONAL.items()),
        f"POST {URL}",
        *(f"{name}: {value}" for name, value in headers(action).items()),
        "",
        body(action, api),
    ]
    return "\n".join(lines) + "\n"


FORMAT = ExportFormat("http", _files)
