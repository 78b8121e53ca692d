"""The schemas that come with neto-gen: transcribed from the documented facts, and schemas to all."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest
import xmlschema
from lxml import etree

from neto_gen.sources import open_folder
from neto_gen.sources.lock import lock_file, read_lock
from tests.support import REPOSITORY, SCHEMAS, tree

if TYPE_CHECKING:
    from pathlib import Path

FACTS = REPOSITORY / "tests" / "facts"
FILES = sorted(path.name for path in SCHEMAS.glob("*.xsd"))


def transcribe(facts: Path, schemas: Path) -> subprocess.CompletedProcess[str]:
    """Run the script as a process of its own."""
    command = [sys.executable, "scripts/transcribe.py", str(facts), "--schemas", str(schemas)]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)


def test_there_is_a_pair_for_every_documented_action_and_one_file_for_the_events() -> None:
    """39 actions have two schemas each; the notification has one."""
    actions = {path.stem for path in FACTS.glob("*.json")}
    assert len(actions) == 39
    assert {*FILES} == {f"{a}{s}.xsd" for a in actions for s in ("", "Response")} | {
        "EventSchema.xsd"
    }


@pytest.mark.parametrize("file", FILES)
def test_independent_readers_accept_every_schema(file: str) -> None:
    """libxml2 and xmlschema accept each, whose root element is named as the file."""
    etree.XMLSchema(etree.parse(SCHEMAS / file))
    root = "Event" if file == "EventSchema.xsd" else file.removesuffix(".xsd")
    assert [*xmlschema.XMLSchema(str(SCHEMAS / file)).elements] == [root]


@pytest.mark.parametrize("file", [f for f in FILES if f.endswith("Response.xsd")])
def test_every_response_has_the_envelope(file: str) -> None:
    """CurrentTime, Ack and Messages are in every response, though most tables leave them out."""
    (root,) = etree.parse(SCHEMAS / file).getroot()
    names = [child.get("name") for child in root[0][0]]
    assert names[-3:] == ["CurrentTime", "Ack", "Messages"]


def test_the_script_makes_these_very_files(tmp_path: Path) -> None:
    """The facts under tests/ give the schemas of the repository, to the byte."""
    result = transcribe(FACTS, tmp_path)
    assert result.returncode == 0, result.stderr
    assert "79 of 79 schemas written" in result.stdout
    made = tree(tmp_path)
    del made["schemas.lock"]
    assert made == {name: (SCHEMAS / name).read_bytes() for name in FILES}


def test_the_lock_says_where_each_comes_from() -> None:
    """Each is locked as transcribed, with the documentation page of its action."""
    locked = read_lock(open_folder(SCHEMAS, "schemas")) or {}
    pages: dict[str, str] = {}
    for path in FACTS.rglob("*.json"):
        facts = json.loads(path.read_text(encoding="utf-8"))
        pages |= {address.rpartition("/")[2]: facts["source"] for address in facts["xsd"].values()}
    assert {name: entry.page for name, entry in locked.items()} == pages
    assert {entry.origin for entry in locked.values()} == {"transcribed"}
    assert all(entry.matches((SCHEMAS / name).read_bytes()) for name, entry in locked.items())


def test_the_script_leaves_downloaded_files_alone(tmp_path: Path) -> None:
    """What was downloaded is the vendor's own: a transcription never takes its place."""
    transcribe(FACTS, tmp_path)
    mine = tmp_path / "GetItem.xsd"
    mine.write_text(mine.read_text().replace("</xs:schema>", "<!-- theirs --></xs:schema>"))
    lock = tmp_path / "schemas.lock"
    old = tomllib.loads(lock.read_text())["schema"]
    (entry,) = (e for e in old if e["file"] == "GetItem.xsd")
    new = lock_file(mine.read_bytes(), "GetItem.xsd", "downloaded")
    lock.write_text(
        lock.read_text()
        .replace(entry["sha256"], new.sha256)
        .replace(
            f'size = {entry["size"]}\norigin = "transcribed"\naddress = "{entry["address"]}"',
            f'size = {new.size}\norigin = "downloaded"\naddress = "{entry["address"]}"',
        )
    )
    result = transcribe(FACTS, tmp_path)
    assert "GetItem.xsd: was downloaded, left as it is" in result.stdout
    assert "theirs" in mine.read_text()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ("[]", "not in the form of facts"),
        ('{"action": "GetX"}', "not in the form of facts: KeyError('request')"),
        (
            (
                '{"body": {"root": "E", "children": [{"name": "a", "type": "Text"}]},'
                ' "xsd": {"event": "x/E.xsd"}, "source": "p"}'
            ),
            "not in the form of facts: KeyError('Text')",
        ),
    ],
)
def test_facts_that_are_none_are_named(tmp_path: Path, text: str, message: str) -> None:
    """What is not in the form is told with its file, and nothing is written."""
    facts = tmp_path / "my facts"
    facts.mkdir()
    (facts / "x.json").write_text(text, encoding="utf-8")
    (tmp_path / "schemas").mkdir()
    result = transcribe(facts, tmp_path / "schemas")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert message in result.stderr
    assert "my facts/x.json" in result.stderr
    assert tree(tmp_path / "schemas") == {}


def test_a_folder_without_facts_is_an_error(tmp_path: Path) -> None:
    """A folder without a .json file has no facts."""
    result = transcribe(tmp_path, tmp_path)
    assert result.returncode == 1
    assert "it has no .json file" in result.stderr
