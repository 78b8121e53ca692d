"""Collections of requests as people run them: by newman, by the command of Bruno, and by httpyac.

`npm install --no-save newman @usebruno/cli httpyac` gets these. Where they are not, the form is judged.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator

from neto_gen.export import format_named
from neto_gen.export.api import read_api
from neto_gen.settings.config import Config
from tests.serve.running import KEY
from tests.support import REPOSITORY, pair, write_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from neto_gen.export.api import Api
    from tests.serve.running import Running

FORMS = ("postman", "bruno", "http")
# What nobody has done before a request of an example comes.
_NOT_THERE = re.compile(r"not found|already exists")


def ran(name: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a tool of Node and return its output; skip the test if it is not installed."""
    known = os.pathsep.join([os.environ["PATH"], str(REPOSITORY / "node_modules" / ".bin")])
    found = shutil.which(name, path=known)
    if found is None:
        pytest.skip(f"{name} is not installed")
    command = [found, *arguments]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, timeout=300
    )


def exported(api: Api, form: str, folder: Path) -> Path:
    """Return a folder with an export."""
    for name, content in format_named(form).files(api).items():
        path = folder / (name or "collection.json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def by_newman(folder: Path, address: str) -> subprocess.CompletedProcess[str]:
    """Run a Postman collection with newman."""
    variables = ("--env-var", f"store={address}", "--env-var", f"neto_key={KEY}")
    return ran("newman", "run", "collection.json", *variables, cwd=folder)


def by_bruno(folder: Path, address: str) -> subprocess.CompletedProcess[str]:
    """Run a folder with Bruno."""
    variables = ("--env-var", f"store={address}", "--env-var", f"neto_key={KEY}")
    return ran("bru", "run", "-r", "--env", "Store", *variables, cwd=folder)


def by_httpyac(folder: Path, address: str) -> subprocess.CompletedProcess[str]:
    """Run files of requests with httpyac, with the environment beside them."""
    variables = ("--env", "store", "--var", f"store={address}", f"neto_key={KEY}")
    files = sorted(path.name for path in folder.glob("*.http"))
    return ran("httpyac", "send", *files, "--all", *variables, cwd=folder)


RUNNERS: dict[str, Callable[[Path, str], subprocess.CompletedProcess[str]]] = {
    "postman": by_newman,
    "bruno": by_bruno,
    "http": by_httpyac,
}


@pytest.mark.parametrize("form", FORMS)
def test_every_request_of_a_collection_is_answered(
    api: Api, store: Running, tmp_path: Path, form: str
) -> None:
    """A tool sends all actions with their examples, and the store does them, or says what is not there."""
    done = RUNNERS[form](exported(api, form, tmp_path), store.address)
    assert done.returncode == 0, done.stdout + done.stderr
    log: list[dict[str, Any]] = store.control("GET", "requests")["requests"]
    assert sorted(entry["action"] for entry in log) == sorted(a.name for a, _ in api.calls)
    for entry in log:
        answer = json.loads(entry["response"])
        said = json.dumps(answer.get("Messages"))
        assert entry["problems"] == [] or _NOT_THERE.search(said), entry
        assert answer["Ack"] == "Success" or _NOT_THERE.search(said), entry


@pytest.mark.parametrize("form", FORMS)
def test_a_tool_runs_nothing_of_a_schema(store: Running, tmp_path: Path, form: str) -> None:
    """Values that a schema lists go out as they are: no variable is put in, no script run, no request added."""
    proof = tmp_path / "proof"
    listed = (
        "{{neto_key}}",
        f"{{{{require('fs').writeFileSync('{proof}', '')}}}}",
        "}&#10;docs {&#10;",
        "&#10;###&#10;GET {{store}}/stolen",
        "@file=x",
    )
    fields = "".join(
        f'<xs:element name="F{at}"><xs:simpleType><xs:restriction base="xs:string">'
        f'<xs:enumeration value="{value}"/></xs:restriction></xs:simpleType></xs:element>'
        for at, value in enumerate(listed)
    )
    write_files(tmp_path / "schemas", pair("SaveThing", fields))
    config = Config(schemas=tmp_path / "schemas", output=tmp_path, package="x", operations=())
    folder = exported(read_api(config), form, tmp_path / "out")
    RUNNERS[form](folder, store.address)
    (entry,) = store.control("GET", "requests")["requests"]
    sent = json.loads(entry["request"])
    assert [sent[f"F{at}"] for at in range(len(listed))] == [
        value.replace("&#10;", "\n") for value in listed
    ]
    assert not proof.exists()


# What https://schema.getpostman.com/json/collection/v2.1.0/collection.json requires of what is used here.
POSTMAN: dict[str, Any] = {
    "type": "object",
    "required": ["info", "item"],
    "additionalProperties": False,
    "properties": {
        "info": {
            "type": "object",
            "required": ["name", "schema"],
            "properties": {
                "name": {"type": "string"},
                "description": {"type": "string"},
                "schema": {
                    "const": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
                },
            },
            "additionalProperties": False,
        },
        "item": {"type": "array", "items": {"anyOf": [{"$ref": "#/group"}, {"$ref": "#/request"}]}},
        "variable": {"type": "array", "items": {"$ref": "#/variable"}},
    },
    "group": {
        "required": ["item"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string"},
            "item": {"type": "array", "items": {"$ref": "#/request"}},
        },
    },
    "request": {
        "required": ["request"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string"},
            "response": {"type": "array"},
            "request": {
                "additionalProperties": False,
                "properties": {
                    "method": {"enum": ["POST"]},
                    "description": {"type": "string"},
                    "header": {"type": "array", "items": {"$ref": "#/header"}},
                    "url": {
                        "required": ["raw", "host", "path"],
                        "properties": {
                            "raw": {"type": "string"},
                            "host": {"type": "array", "items": {"type": "string"}},
                            "path": {"type": "array", "items": {"type": "string"}},
                        },
                    },
                    "body": {
                        "required": ["mode", "raw"],
                        "properties": {"mode": {"const": "raw"}, "raw": {"type": "string"}},
                    },
                },
            },
        },
    },
    "header": {
        "required": ["key", "value"],
        "additionalProperties": False,
        "properties": {
            "key": {"type": "string"},
            "value": {"type": "string"},
            "disabled": {"type": "boolean"},
        },
    },
    "variable": {
        "required": ["key"],
        "properties": {
            "key": {"type": "string"},
            "value": {"type": "string"},
            # Not in the schema, which is older, but what Postman itself writes.
            "type": {"enum": ["string", "secret"]},
        },
    },
}


def test_a_collection_of_postman_has_its_form(api: Api) -> None:
    """The file has what the format 2.1 requires, and nothing that it does not know."""
    (content,) = format_named("postman").files(api).values()
    Draft7Validator.check_schema(POSTMAN)
    assert [e.json_path for e in Draft7Validator(POSTMAN).iter_errors(json.loads(content))] == []
