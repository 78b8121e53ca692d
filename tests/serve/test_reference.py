"""The examples of `neto-gen docs` against the store: each as Python, as XML, as JSON and as curl."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from neto_client import NetoError
from neto_client._catalogue import OPERATIONS
from neto_gen.reference import reference_pages
from neto_gen.settings.config import Config
from tests.serve.running import HTTP, KEY
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.serve.running import Running

STORE = "https://www.mystore.com.au"
# What a store without records cannot do; all else that an example asks for is done.
_REFUSED = re.compile(r"\w+ not found: ")


@pytest.fixture(scope="module")
def examples() -> dict[str, dict[str, str]]:
    """Return the examples of all operations, by action and language."""
    schemas = REPOSITORY / "schemas"
    config = Config(schemas=schemas, output=REPOSITORY, package="neto_client", operations=())
    pages = reference_pages(config, ("all",))
    found: dict[str, dict[str, str]] = {}
    for action, (module, *_) in OPERATIONS.items():
        blocks = re.findall(
            r"^```(python|xml|json|sh)\n(.*?)\n```$",
            pages[f"operations/{module}.md"],
            re.DOTALL | re.MULTILINE,
        )
        request, responses = blocks[:4], blocks[4:]
        assert [language for language, _ in request] == ["python", "xml", "json", "sh"], action
        assert [language for language, _ in responses] == ["json", "xml"], action
        found[action] = dict(request)
    return found


def requests_of(store: Running) -> list[dict[str, Any]]:
    """Return the requests to the store, none of which may differ from the schemas."""
    found: list[dict[str, Any]] = store.control("GET", "requests")["requests"]
    assert [entry["problems"] for entry in found if entry["problems"]] == []
    return found


@pytest.mark.parametrize("wire", ["json", "xml"])
def test_programs_send_the_documents_beside_them(
    store: Running,
    examples: dict[str, dict[str, str]],
    wire: str,
    record_property: Callable[[str, object], None],
) -> None:
    """Each program of the reference is answered, and sends the XML or the JSON that is shown with it."""
    refused: list[str] = []
    for example in examples.values():
        program = example["python"].replace(STORE, store.address)
        program = program.replace('key="…"', f'key="{KEY}", wire="{wire}", http=HTTP')
        try:
            exec(program.replace("print(response)", "pass"), {"HTTP": HTTP})  # noqa: S102 - our own
        except NetoError as error:
            refused.append(str(error))
    assert [said for said in refused if not _REFUSED.search(said)] == []
    sent = requests_of(store)
    assert [entry["action"] for entry in sent] == [*examples]
    for entry in sent:
        shown = examples[entry["action"]][wire]
        if wire == "json":
            assert json.loads(entry["request"]) == json.loads(shown), entry["action"]
        else:
            body = "".join(line.strip() for line in shown.splitlines())
            sent_body = "".join(line.strip() for line in entry["request"].splitlines())
            assert ET.canonicalize(sent_body) == ET.canonicalize(body), entry["action"]
    record_property("documented", len(sent) * (2 if wire == "json" else 1))  # each program once


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_commands_of_curl_are_answered(
    store: Running,
    examples: dict[str, dict[str, str]],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """Each command for curl sends the JSON that is shown with it, and is answered as a store does."""
    commands: list[str] = []
    for action, example in examples.items():
        command = example["sh"].replace(STORE, store.address)
        commands.append(f"{command} \\\n  --silent --show-error --output {action}.json\n")
    environment = {"NETO_KEY": KEY, "no_proxy": "*"}
    done = subprocess.run(
        ["sh", "-eu"],
        input="".join(commands),
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    for entry in requests_of(store):
        assert json.loads(entry["request"]) == json.loads(examples[entry["action"]]["json"])
    for action in examples:
        answer = json.loads((tmp_path / f"{action}.json").read_text(encoding="utf-8"))
        if answer["Ack"] != "Success":
            assert _REFUSED.match(answer["Messages"]["Error"]["Message"]), action
    record_property("documented", len(examples))
