"""`neto-gen docs`: pages about every operation, and what they say."""

from __future__ import annotations

import dataclasses
import html
import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from neto_client._model import Record
from neto_client.testing import FakeStore
from neto_gen.reference import reference_pages
from neto_gen.settings.config import Config
from tests.soak import IS_LONG
from tests.standing import ENDPOINT, KEY, Answer, StandInStore
from tests.support import REPOSITORY, pair, run, write_files

if TYPE_CHECKING:
    from pathlib import Path

STORE = "https://www.mystore.com.au"
SOME = ("AddCustomerLog", "GetOrder", "RedeemVoucher", "UpdateItem", "GetPaymentMethods")
DONE = Answer(json.dumps({"Ack": "Success", "CurrentTime": "2026-12-01 00:00:00"}).encode())
HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) ![b](//c.example/d) "
    "| e | ``` f `g` *h* _i_ &lt;j&gt; {{ k }} {% l %} <!-- m --> # n \\ ~~o~~ <http://p.example>"
)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Return the pages about some operations of Neto, or in a soak about all."""
    config = Config(
        schemas=REPOSITORY / "schemas", output=REPOSITORY, package="neto_client", operations=()
    )
    return reference_pages(config, ("all",) if IS_LONG else SOME)


def described(folder: Path, files: dict[str, str], dialect: str = "neto") -> dict[str, str]:
    """Return the pages about an API of these schemas."""
    schemas = write_files(folder / "schemas", files)
    config = Config(
        schemas=schemas, output=folder, package="client", operations=(), dialect=dialect
    )
    return reference_pages(config, ())


def blocks(page: str) -> dict[str, str]:
    """Return the blocks of code of the example of a page, by their names: Python, Response as JSON, …."""
    return dict(re.findall(r"^([\w ]+):\n\n```\w+\n(.*?)\n```$", page, re.DOTALL | re.MULTILINE))


def test_examples_are_what_the_client_sends(pages: dict[str, str]) -> None:
    """Each example runs against a store, and its XML and JSON are what the client sends."""
    run_ones = 0
    for name, page in pages.items():
        found = blocks(page)
        if "Python" not in found:
            continue
        run_ones += 1
        with StandInStore() as store:
            text = found["Python"].replace(STORE, store.address)
            text = text.replace('key="…"', f'key="{KEY}", wire=WIRE')
            for wire in ("xml", "json"):
                store.scripted.append(DONE)
                program = text.replace("print(response)", "pass")
                exec(program, {"WIRE": wire})  # noqa: S102 - our own
            as_xml, as_json = (exchange.body.decode() for exchange in store.exchanges)
        shown = "".join(line.strip() for line in found["XML"].splitlines())
        assert ET.canonicalize(as_xml) == ET.canonicalize(shown), name
        assert json.loads(as_json) == json.loads(found["JSON"]), name
    assert run_ones >= len(SOME)


def test_responses_are_what_the_client_reads(pages: dict[str, str]) -> None:
    """The response of each example can be read, as XML and as JSON the same, without problems."""
    shown = 0
    for name, page in pages.items():
        found = blocks(page)
        if "Response as JSON" not in found:
            continue
        shown += 1
        module = import_module(f"neto_client.{PurePath(name).stem}")
        response = module.OPERATION.response
        as_json = response.from_json(found["Response as JSON"])
        assert as_json == response.from_xml(found["Response as XML"]), name
        assert as_json.problems == [], name
        assert as_json.ack == "Success", name
        assert not any(record.extra for record in leaves(as_json)), name
    assert shown >= len(SOME)


def leaves(record: Record) -> list[Record]:
    """Return a record and all records in it."""
    inner = [getattr(record, field.name) for field in dataclasses.fields(record)]
    flat = [one for value in inner for one in (value if isinstance(value, list) else [value])]
    return [record, *(found for one in flat if isinstance(one, Record) for found in leaves(one))]


@pytest.mark.parametrize("module", ["get_order", "add_customer_log", "update_item"])
def test_the_stand_in_store_responds_like_the_example(pages: dict[str, str], module: str) -> None:
    """The response of an example has the fields that the store returns for its request."""
    found = blocks(pages[f"operations/{module}.md"])
    store = FakeStore()
    store.seed("Item", {"SKU": "SHIRT-BLUE", "InventoryID": "1"})
    store.seed("Order", {"OrderID": "N1234", "Username": "jsmith", "Email": "jane@example.com"})
    variables: dict[str, Any] = {}
    with store.listening() as address:
        program = found["Python"].replace(STORE, address).replace('key="…"', f'key="{store.key}"')
        exec(program.replace("print(response)", "pass"), variables)  # noqa: S102 - our own
    received = json.loads(variables["response"].to_json())
    assert names(received) == names(json.loads(found["Response as JSON"]))


def names(document: object) -> object:
    """Return the names of a document's elements, without its texts."""
    if isinstance(document, dict):
        return {name: names(value) for name, value in document.items()}
    return [*map(names, document)] if isinstance(document, list) else None


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_sends_the_same(pages: dict[str, str]) -> None:
    """The command for curl has the headers and the document of the client."""
    page = pages["operations/add_customer_log.md"]
    command = blocks(page)["curl"].replace("$NETO_KEY", KEY)
    with StandInStore() as store:
        command = command.replace(f"{STORE}{ENDPOINT}", f"{store.address}{ENDPOINT}")
        subprocess.run(["sh", "-c", f"{command} --silent"], check=True, capture_output=True)
        (exchange,) = store.exchanges
    assert json.loads(exchange.body) == json.loads(blocks(page)["JSON"])
    assert json.loads(exchange.answer.body)["Ack"] == "Success"


def test_a_page_says_what_an_operation_takes(pages: dict[str, str]) -> None:
    """Names in Python and on the wire, types, limits, values, corrections, and whether it is repeated."""
    page = pages["operations/add_customer_log.md"]
    assert page.startswith("# AddCustomerLog\n\nAdd entries to the log of a customer")
    assert "- Safe to repeat: **No**: a second request adds the record again." in page
    assert "`username` | `Username` | `str` | Text, at most 25 characters. |" in page
    assert "`Require Recontact`, `Recontacting`, `Completed`" in page
    order = pages["operations/get_order.md"]
    assert "**Yes**: it only reads. A request with `UpdateResults` is not retried." in order
    assert "*Corrected:* stores accept new output selectors" in order
    assert "`date_placed_from` | `DatePlacedFrom` |" in order


def test_indexes_lead_to_every_field_and_value(pages: dict[str, str]) -> None:
    """Each link between pages leads to a page and a place that are there."""
    places = {name: {*re.findall(r'<a id="([^"]+)">', page)} for name, page in pages.items()}
    count = 0
    for name, page in pages.items():
        for target in re.findall(r"\]\((?!https?:)([^)]+)\)", page):
            file, _, anchor = target.partition("#")
            folder = name.rpartition("/")[0]
            path = f"{folder}/{file}" if folder and file else file or name
            path = re.sub(r"^operations/\.\./", "", path)
            assert path in pages, (name, target)
            assert not anchor or anchor in places[path], (name, target)
            count += 1
    assert count > len(pages)
    assert "| `date_placed_from` | `DatePlacedFrom` |" in pages["fields.md"]


class Tags(HTMLParser):
    """The tags of a page, with what they load or lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.found.add((tag, " ".join(sorted(name for name, _ in attrs))))


@pytest.mark.parametrize("dialect", ["neto", "xsd"])
def test_nothing_in_a_schema_is_obeyed(tmp_path: Path, dialect: str) -> None:
    """Markdown, HTML and templates in documentation and values are shown as they are written."""
    text = html.escape(HOSTILE, quote=True)
    field = (
        f'<xs:element name="Name" minOccurs="0" default="{text}"><xs:annotation><xs:documentation>- {text}'
        "</xs:documentation></xs:annotation><xs:simpleType><xs:restriction base='xs:string'>"
        f'<xs:enumeration value="{text}"/></xs:restriction></xs:simpleType></xs:element>'
    )
    for name, page in described(tmp_path, pair("SaveThing", field), dialect).items():
        tags = Tags()
        tags.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(page))
        allowed = "a blockquote code em h1 h2 h3 li p pre strong table tbody td th thead tr ul"
        assert {tag for tag, _ in tags.found} <= {*allowed.split()}, name
        assert {attributes for _, attributes in tags.found} <= {"", "class", "href", "id", "style"}
        outside = re.sub(r"^(`{3,})\w*\n.*?^\1$", "", page, flags=re.DOTALL | re.MULTILINE)
        assert "{{" not in outside, name
        assert not re.search(r"\]\((javascript|//)", outside), name


def test_an_api_of_any_schema_has_an_example(tmp_path: Path) -> None:
    """Where values by their names are not enough, the example is the smallest document that is valid."""
    choice = '<xs:choice><xs:element name="A" type="xs:int"/><xs:element name="B" type="xs:date"/></xs:choice>'
    page = described(tmp_path, pair("SaveThing", choice), "xsd")["operations/save_thing.md"]
    assert re.search(
        r"<SaveThing xmlns=\"NetoAPI\">\n  <A xmlns=\"\">\d+</A>\n</SaveThing>", blocks(page)["XML"]
    )
    assert 'SaveThing.from_xml(open("request.xml", "rb").read())' in blocks(page)["Python"]


def test_pages_are_written_checked_and_removed(tmp_path: Path) -> None:
    """`docs` writes what changed, `--check` tells what is not current, and other files stay."""
    out = tmp_path / "reference"
    first = run("docs", "AddCustomerLog", "GetOrder", cwd=tmp_path)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.endswith("reference has 5 pages\n")
    assert sorted(path.name for path in (out / "operations").iterdir()) == [
        "add_customer_log.md",
        "get_order.md",
    ]
    (out / "own.md").write_text("# Mine\n", encoding="utf-8")
    check = run("docs", "AddCustomerLog", "GetOrder", "--check", cwd=tmp_path)
    assert (check.returncode, check.stdout) == (0, "reference has 5 pages, and is current\n")
    check = run("docs", "AddCustomerLog", "--check", "-q", cwd=tmp_path)
    message = "reference is not current: run neto-gen docs, and commit what it writes\n"
    assert (check.returncode, check.stderr) == (1, message)
    assert (
        "removed  reference/operations/get_order.md"
        in run("docs", "AddCustomerLog", cwd=tmp_path).stdout
    )
    assert not (out / "operations" / "get_order.md").exists()
    assert (out / "own.md").exists()


def test_your_own_file_is_not_overwritten(tmp_path: Path) -> None:
    """A file that is in the way and was not written by the command stops it, before it writes."""
    write_files(tmp_path, {"reference/index.md": "# Mine\n"})
    done = run("docs", "AddCustomerLog", cwd=tmp_path)
    assert done.returncode == 2
    assert "index.md is there, and was not written by neto-gen docs" in done.stderr
    assert [path.name for path in (tmp_path / "reference").iterdir()] == ["index.md"]


def name_of(length: int) -> str:
    """Return a field with a text of this length."""
    return (
        '<xs:element name="Name" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string">'
        f'<xs:maxLength value="{length}"/></xs:restriction></xs:simpleType></xs:element>'
    )


def test_releases_say_what_changed(tmp_path: Path) -> None:
    """With --since, each page has what changed in every release after it, and since the last."""

    def git(*arguments: str) -> None:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", *arguments]
        environment = os.environ | {"GIT_COMMITTER_DATE": "2026-11-02T10:00:00Z"}
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, env=environment)

    write_files(tmp_path, {"pyproject.toml": '[tool.neto-gen]\nschemas = "schemas"\n'})
    git("init")
    for tag, fields in {"v1.9": "", "v1.10": name_of(20), "v1.11": name_of(10)}.items():
        write_files(tmp_path / "schemas", pair("SaveThing", fields))
        git("add", "--all")
        git("commit", "-m", tag)
        git("tag", tag)
        git("tag", f"deployed-{tag}")
    write_files(tmp_path / "schemas", pair("SaveThing", name_of(10)))
    write_files(tmp_path / "schemas", pair("KeepThing"))
    done = run("docs", "--since", "v1.9", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "reference" / "operations" / "save_thing.md").read_text(encoding="utf-8")
    assert page.split("## Changes\n")[1].split("<!--")[0].strip() == (
        "v1.11 (2026-11-02):\n\n"
        "- `SaveThing/Name`: max length lowered: 20 → 10 (breaking)\n\n"
        "v1.10 (2026-11-02):\n\n"
        "- `SaveThing`: content became nonempty: → Name (safe)"
    )
    new = (tmp_path / "reference" / "operations" / "keep_thing.md").read_text(encoding="utf-8")
    assert "## Changes\n\nUnreleased:\n\n- `KeepThing`: " in new


def test_a_folder_says_what_changed_since(tmp_path: Path) -> None:
    """With --since and a folder, each page has what changed since the schemas in it."""
    write_files(tmp_path / "old", pair("SaveThing", name_of(20)))
    write_files(tmp_path / "schemas", pair("SaveThing", name_of(10)) | pair("KeepThing"))
    write_files(tmp_path, {"pyproject.toml": '[tool.neto-gen]\nschemas = "schemas"\n'})
    done = run("docs", "--since", "old", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "reference" / "operations" / "save_thing.md").read_text(encoding="utf-8")
    assert "## Changes\n\nSince old:\n\n- `SaveThing/Name`: " in page
    missing = run("docs", "--since", "v2", cwd=tmp_path)
    assert missing.returncode == 4
    assert 'no tag and no folder "v2"' in missing.stderr
