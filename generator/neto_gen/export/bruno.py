"""A collection for Bruno: a folder with a file for each request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.catalogue import STORE
from neto_gen.export.api import TITLE, ExportFormat, as_json, unique
from neto_gen.export.request_collections import KEY, OPTIONAL, URL, USERNAME, body, headers

if TYPE_CHECKING:
    from neto_gen.export.api import Action, Api

_ENVIRONMENT = f"""\
vars {{
  store: {STORE}
  {USERNAME}:
}}
vars:secret [
  {KEY}
]
"""


def _files(api: Api) -> dict[str, bytes]:
    about = {
        "version": "1",
        "name": TITLE,
        "type": "collection",
        "ignore": ["node_modules", ".git"],
    }
    found = {
        "bruno.json": as_json(about),
        "environments/Store.bru": _ENVIRONMENT.encode(),
    }
    folders: dict[str, str] = {}
    taken = {"environments"}
    numbers: dict[str, int] = {}
    for action, _ in api.calls:
        folder = folders.get(action.group) or unique(action.group, taken)
        folders[action.group] = folder
        numbers[folder] = numbers.get(folder, 0) + 1
        text = _request(action, api, numbers[folder])
        found[f"{folder}/{action.file}.bru"] = text.encode()
    return found


def _request(action: Action, api: Api, number: int) -> str:
    sent = {**headers(action), **{f"~{name}": value for name, value in OPTIONAL.items()}}
    blocks = {
        "meta": f"name: {action.file}\ntype: http\nseq: {number}",
        "post": f"url: {URL}\nbody: json\nauth: none",
        "headers": "\n".join(f"{name}: {value}" for name, value in sent.items()),
        "body:json": body(action, api),
        "docs": action.about,
    }
    return "\n".join(f"{name} {{\n{_indented(text)}\n}}\n" for name, text in blocks.items())


def _indented(text: str) -> str:
    """Return the lines of a block, indented so that none can end it."""
    return "\n".join(f"  {line}" for line in text.split("\n"))


FORMAT = ExportFormat("bruno", _files)
