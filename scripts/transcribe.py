#!/usr/bin/env python3
"""Write schemas from documented facts, in the style of the vendor's own.

    python scripts/transcribe.py FACTS_FOLDER [--schemas FOLDER]

The folder holds a JSON file for each action, with the tables of its documentation page:

    action      its name
    source      the address of the page
    xsd         the addresses of its schemas: `request` and `response`, or `event`
    request     the element that is sent, with its `children`
    response    the element that comes back; in place of these two, a notification has a `body`

An element has a `name`, and `children` or a `type`: String, Integer, Decimal, Boolean, DateTime,
Date, or Enumeration with its `values`. `required` and `repeated` say how often it is there, and
`length` how many characters or digits it may have.

The transcription is literal: what the documentation says and the store does not keep to is mended
in the catalogue (`generator/neto_gen/catalogue.toml`), not here. Only the envelope is added, which
every response has though the tables leave it out: CurrentTime, Ack, and Messages.

A schema that was downloaded is never overwritten. schemas.lock says of every file written here that
it was transcribed, and from which page.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

import click

from neto_gen.files.atomic import update_folder
from neto_gen.sources import LOCK_NAME, open_folder
from neto_gen.sources.lock import format_lock, lock_file, read_lock

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPES = {
    "String": "string",
    "Integer": "integer",
    "Decimal": "decimal",
    "Boolean": "boolean",
    "DateTime": "dateTime",
    "Date": "date",
    "Enumeration": "string",
}
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns="NetoAPI" xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="NetoAPI">
"""
_TAIL = "</xs:schema>\n"
_TEXT = {"type": "String"}
_MESSAGES: dict[str, Any] = {
    "name": "Messages",
    "children": [
        {
            "name": "Error",
            "repeated": True,
            "children": [
                {"name": "Message", **_TEXT},
                {"name": "SeverityCode", **_TEXT},
                {"name": "Description", **_TEXT},
            ],
        },
        {
            "name": "Warning",
            "repeated": True,
            "children": [{"name": "Message", **_TEXT}, {"name": "SeverityCode", **_TEXT}],
        },
    ],
}
_STATE: list[dict[str, Any]] = [
    {"name": "CurrentTime", **_TEXT},
    {"name": "Ack", "type": "Enumeration", "values": ["Error", "Warning", "Success"]},
]


def transcribe(facts: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the schemas of one file of facts: their names, texts, and addresses."""
    if "body" in facts:
        address = facts["xsd"]["event"]
        root = {**facts["body"], "name": facts["body"]["root"], "required": True}
        yield address.rpartition("/")[2], _schema(root), address
        return
    action = facts["action"]
    request = {**facts["request"], "name": action, "required": True}
    yield f"{action}.xsd", _schema(request), facts["xsd"]["request"]
    tables = [child for child in facts["response"]["children"] if child["name"] != "Messages"]
    documented = [child for child in facts["response"]["children"] if child["name"] == "Messages"]
    children = [*tables, *_STATE, *(documented or [_MESSAGES])]
    response = {"name": f"{action}Response", "required": True, "children": children}
    yield f"{action}Response.xsd", _schema(response), facts["xsd"]["response"]


def _schema(root: dict[str, Any]) -> str:
    return _HEAD + "".join(f"{line}\n" for line in _element(root, "  ")) + _TAIL


def _element(element: dict[str, Any], indent: str) -> Iterator[str]:
    name = f"name={quoteattr(element['name'])}"
    occurs = ("" if element.get("required") else ' minOccurs="0"') + (
        ' maxOccurs="unbounded"' if element.get("repeated") else ""
    )
    facets = list(_facets(element))
    if "children" not in element and not facets:
        yield f'{indent}<xs:element {name} type="xs:{_TYPES[element["type"]]}"{occurs}/>'
        return
    yield f"{indent}<xs:element {name}{occurs}>"
    if "children" in element:
        yield from _complex_type(element["children"], f"{indent}  ")
    else:
        yield f"{indent}  <xs:simpleType>"
        yield f'{indent}    <xs:restriction base="xs:{_TYPES[element["type"]]}">'
        yield from (f"{indent}      {facet}" for facet in facets)
        yield f"{indent}    </xs:restriction>"
        yield f"{indent}  </xs:simpleType>"
    yield f"{indent}</xs:element>"


def _complex_type(children: list[dict[str, Any]], indent: str) -> Iterator[str]:
    if not children:
        yield f"{indent}<xs:complexType/>"
        return
    yield f"{indent}<xs:complexType>"
    yield f"{indent}  <xs:sequence>"
    for child in children:
        yield from _element(child, f"{indent}    ")
    yield f"{indent}  </xs:sequence>"
    yield f"{indent}</xs:complexType>"


def _facets(element: dict[str, Any]) -> Iterator[str]:
    for value in dict.fromkeys(element.get("values", ())):
        yield f"<xs:enumeration value={quoteattr(value)}/>"
    if element.get("length") is not None:
        facet = "maxLength" if element["type"] == "String" else "totalDigits"
        yield f'<xs:{facet} value="{element["length"]}"/>'


def main() -> None:
    """Write the schemas of a folder of facts, and lock them."""
    about = (__doc__ or "").partition("\n")[0]
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("facts", type=Path, help="folder of facts: a JSON file for each action")
    parser.add_argument("--schemas", type=Path, default=Path("schemas"), help="[default: schemas]")
    arguments = parser.parse_args()
    sources = sorted(arguments.facts.rglob("*.json"))
    if not sources:
        sys.exit(f"no facts in {arguments.facts}: it has no .json file")
    folder = open_folder(arguments.schemas, str(arguments.schemas))
    locked = read_lock(folder) or {}
    files: dict[str, bytes] = {}
    today = dt.datetime.now(dt.UTC).date()
    for source in sources:
        try:
            facts = json.loads(source.read_text(encoding="utf-8"))
            schemas = list(transcribe(facts))
            page = facts["source"]
        except ValueError as error:
            sys.exit(f"{source}: not JSON: {error}; nothing was written")
        except (KeyError, TypeError, AttributeError) as error:
            sys.exit(f"{source}: not in the form of facts: {error!r}; nothing was written")
        for name, text, address in schemas:
            known, content = locked.get(name), text.encode()
            if known is not None and known.origin == "downloaded":
                click.echo(f"{name}: was downloaded, left as it is")
            elif known is None or not known.matches(content):
                more = {"address": address, "page": page, "date": today}
                locked[name] = lock_file(content, name, "transcribed", **more)
                files[name] = content
    update_folder(arguments.schemas, {**files, LOCK_NAME: format_lock(locked)})
    click.echo(f"{len(files)} of {len(locked)} schemas written to {arguments.schemas}")


if __name__ == "__main__":
    main()
