"""`neto-gen list` with the names of operations: methods, records and fields."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support import REPOSITORY, pair, root, run, schema, write_files

if TYPE_CHECKING:
    from pathlib import Path


def test_records_and_fields_are_shown(tmp_path: Path) -> None:
    """For an operation: the page, whether it is sent again, its method, and every field."""
    lines = run("list", "AddCustomerLog", cwd=tmp_path).stdout.splitlines()
    assert lines[0].startswith("AddCustomerLog  customers, transcribed 20")
    assert lines[1].endswith("/customers/addcustomerlog")
    assert lines[2] == "  is sent at most once: a second request adds the record again"
    assert lines[3] == "  client.add_customer_log(customer_log) -> AddCustomerLogResponse"
    assert "  CustomerLog  AddCustomerLog.CustomerLogs.CustomerLog" in lines
    words = [line.split() for line in lines]
    assert [
        "username:",
        "str",
        "|",
        "None",
        "Username:",
        "text,",
        "at",
        "most",
        "25",
        "characters",
    ] in words


def test_groups_and_notifications_are_shown(tmp_path: Path) -> None:
    """A group stands for its operations; a notification has a function in its module."""
    text = run("list", "notification-events-webhooks", "voucher", cwd=tmp_path).stdout
    assert "events.receive(body, headers, *, token) -> Event" in text
    assert "client.get_voucher(filter, **fields) -> GetVoucherResponse" in text
    assert "client.redeem_voucher(voucher) -> RedeemVoucherResponse" in text


def test_a_program_gets_the_same(tmp_path: Path) -> None:
    """JSON has the records with names, types and names on the wire."""
    (listed,) = json.loads(run("list", "GetOrder", "--format", "json", cwd=tmp_path).stdout)
    assert listed["kind"] == "operation"
    assert listed["repeatable"] is True
    assert listed["module"] == "get_order"
    records = {record["name"]: record for record in listed["records"]}
    fields = {field["wire"]: field for field in records["Order"]["fields"]}
    assert fields["DatePlaced"]["name"] == "date_placed"
    assert fields["DatePlaced"]["type"] == "datetime | None"
    whole = json.loads(run("list", "--format", "json", cwd=tmp_path).stdout)
    assert len(whole) == 42
    assert "records" not in whole[0]


def test_addresses_are_those_that_a_fetch_asks(tmp_path: Path) -> None:
    """--addresses shows them in every form, and a mirror of the settings in place of the vendor."""
    shown = run("list", "GetOrder", "--addresses", cwd=tmp_path).stdout.splitlines()
    vendor = [line.strip() for line in shown if line.endswith(".xsd")]
    assert vendor[:2] == [
        "https://www.neto.com.au/assets/api/GetOrder.xsd",
        "https://www.neto.com.au/assets/api/GetOrderResponse.xsd",
    ]
    assert ".xsd" not in run("list", "GetOrder", cwd=tmp_path).stdout
    write_files(
        tmp_path, {"pyproject.toml": '[tool.neto-gen]\nmirror = "https://m.example/neto"\n'}
    )
    mirror = [f"https://m.example/neto/{name}.xsd" for name in ("GetOrder", "GetOrderResponse")]
    for arguments in (("GetOrder",), ("--group", "orders-invoices")):
        lines = run("list", *arguments, "--addresses", cwd=tmp_path).stdout.split()
        assert [
            word for word in lines if word.endswith(("/GetOrder.xsd", "/GetOrderResponse.xsd"))
        ] == (mirror)
    (listed,) = json.loads(run("list", "GetOrder", "--format", "json", cwd=tmp_path).stdout)
    assert listed["addresses"] == [mirror]


def test_what_is_not_here_is_said(tmp_path: Path) -> None:
    """An operation whose schemas are not here cannot be shown."""
    result = run("list", "GetCart", cwd=tmp_path)
    assert result.returncode == 2
    assert "GetCart has no complete public contract" in result.stderr
    assert "run neto-gen fetch GetCart" in result.stderr


def test_the_page_of_all_methods_is_current() -> None:
    """docs/api.md is what the command prints for the schemas of this repository."""
    printed = run("list", "all", "--format", "markdown", cwd=REPOSITORY).stdout
    assert (REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8") == printed


def test_the_page_of_corrections_is_current() -> None:
    """docs/corrections.md is what the command prints: what is corrected, what is added, and why."""
    printed = run("list", "--corrections", cwd=REPOSITORY).stdout
    assert (REPOSITORY / "docs" / "corrections.md").read_text(encoding="utf-8") == printed
    assert "## Documented as at most 5 characters, corrected to at most 5000 characters" in printed
    assert "## Documented as a date and time, corrected to a decimal" in printed
    _, _, added = printed.partition("# Additions to the documented schemas")
    assert "## Added: a text, a list" in added
    assert "Evidence: seen: recorded responses." in added
    assert "- `GetItemResponse.Item.VariantInventoryIDs`" in added
    assert "## GetOrder: ShipAddress" in added


def test_corrections_of_one_action_are_not_all_of_them() -> None:
    """What cannot be narrowed down says so, and does not show everything in silence."""
    for more in (
        ["GetOrder"],
        ["--group", "orders-invoices"],
        ["--format", "json"],
        ["--here"],
        ["--addresses"],
    ):
        result = run("list", "--corrections", *more, cwd=REPOSITORY)
        assert result.returncode == 2
        assert (
            "--corrections always shows all of them: use it without other arguments"
            in result.stderr
        )
        assert not result.stdout


def test_hostile_names_do_not_reach_the_terminal(tmp_path: Path) -> None:
    """What a schema calls an element is printed so that it can do nothing."""
    documentation = "<xs:annotation><xs:documentation>&#x9b;31m</xs:documentation></xs:annotation>"
    fields = f'<xs:element name="A" type="xs:string">{documentation}</xs:element>'
    write_files(tmp_path / "schemas", pair("GetItem", fields))
    result = run("list", "GetItem", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "client.get_item(" in result.stdout
    assert result.stdout.replace("\n", "").isprintable()


def test_an_action_of_another_group_is_not_silence(tmp_path: Path) -> None:
    """Options that together select no operation are an error, and not an empty list."""
    result = run("list", "GetItem", "--group", "cart", cwd=tmp_path)
    assert result.returncode == 2
    assert "the other options select none of GetItem" in result.stderr


def test_what_the_settings_leave_out_is_said(tmp_path: Path) -> None:
    """An operation that is here and that no build takes is told from the others, with the remedy."""
    write_files(tmp_path / "schemas", {**pair("GetOrder"), **pair("AddItem"), **pair("GetRma")})
    settings = '[tool.neto-gen]\noperations = ["rma", "GetOrder"]\n'
    write_files(tmp_path, {"pyproject.toml": settings})
    lines = run("list", "--here", cwd=tmp_path).stdout.splitlines()
    assert "  GetOrder  not in the lock" in lines
    assert "  AddItem   not in the lock, left out by the settings" in lines
    assert lines[-1] == (
        "1 operation of these is not among `operations` of the settings, so a build does not include them: "
        "neto-gen add ACTION... adds them"
    )
    result = run("list", "AddItem", "GetRma", cwd=tmp_path)
    assert result.stderr == (
        "AddItem is not among `operations` in pyproject.toml, so neto-gen build leaves it out: "
        "neto-gen add AddItem\n"
    )
    listed = json.loads(run("list", "--here", "--format", "json", cwd=tmp_path).stdout)
    assert {entry["name"] for entry in listed if entry["left_out"]} == {"AddItem"}


def test_a_group_that_is_misspelt(tmp_path: Path) -> None:
    """A group that the API does not have gets a suggestion."""
    result = run("list", "--group", "orders", cwd=tmp_path)
    assert result.returncode == 2
    assert 'the API has no group "orders"; did you mean orders-invoices?' in result.stderr


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("biuld", "Did you mean build?"),
        ("rm", "The commands are init, list, add, remove, "),
        ("Add", "Did you mean add?"),
        ("change-log", "Did you mean changelog?"),
    ],
)
def test_commands_that_are_misspelt(tmp_path: Path, word: str, hint: str) -> None:
    """A command that does not exist gets a suggestion."""
    result = run(word, "GetOrder", cwd=tmp_path)
    assert result.returncode == 2
    assert f"No such command '{word}'. {hint}" in result.stderr


def test_an_operation_of_your_own(tmp_path: Path) -> None:
    """Operations that the API does not have stand in a group of their own, with what a client has of them."""
    settings = '[tool.neto-gen]\noperations = ["AddThing"]\nschemas = "schemas"\n'
    write_files(tmp_path, {"pyproject.toml": settings})
    write_files(tmp_path / "schemas", pair("AddThing"))
    assert run("lock", cwd=tmp_path).returncode == 0
    shown = run("list", "AddThing", cwd=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith("AddThing  your own, local ")
    assert "  client.add_thing(" in shown.stdout
    lines = run("list", cwd=tmp_path).stdout.splitlines()
    assert lines[lines.index("your own") + 1].split()[:2] == ["AddThing", "local"]
    assert "0 of 41 operations are in schemas" in lines
    listed = run("list", "--group", "your own", cwd=tmp_path).stdout.splitlines()
    assert listed[0] == "your own"


def test_a_pattern_is_shown_as_the_schema_has_it(tmp_path: Path) -> None:
    """A backslash of a schema is one backslash, in a text as in JSON."""
    field = (
        '<xs:element name="Code"><xs:annotation><xs:documentation>Such as C:\\new'
        '</xs:documentation></xs:annotation><xs:simpleType><xs:restriction base="xs:string">'
        '<xs:pattern value="[A-Z]\\d+"/></xs:restriction></xs:simpleType></xs:element>'
    )
    write_files(tmp_path / "schemas", pair("SaveThing", field))
    for form in ("text", "json"):
        shown = run("list", "SaveThing", "--format", form, cwd=tmp_path).stdout
        text = shown if form != "json" else str(json.loads(shown)).replace("\\\\", "\\")
        assert "[A-Z]\\d+" in text
        assert "C:\\new" in text
        assert "\\\\" not in text


def test_operations_that_the_settings_declare(tmp_path: Path) -> None:
    """All commands that name an operation know those of [[tool.neto-gen.operation]], as a build does."""
    one = root("Order", '<xs:element name="Quantity" type="xs:int"/>')
    write_files(tmp_path / "schemas", {"orders.xsd": schema(one)})
    (tmp_path / "pyproject.toml").write_text(
        '[tool.neto-gen]\ndialect = "xsd"\n[[tool.neto-gen.operation]]\nname = "PlaceOrder"\n'
        'request = "orders.xsd#Order"\nresponse = "orders.xsd#Order"\n'
    )
    listed = run("list", cwd=tmp_path).stdout.splitlines()
    assert listed == [
        "your own",
        "  PlaceOrder  not in the lock",
        "1 operation of the settings, with schemas in schemas",
    ]
    assert "quantity: int" in run("list", "PlaceOrder", cwd=tmp_path).stdout
    assert "Quantity" in run("inspect", "PlaceOrder", cwd=tmp_path).stdout
    assert run("docs", "PlaceOrder", "--output", "pages", cwd=tmp_path).returncode == 0
    assert "quantity" in (tmp_path / "pages" / "operations" / "place_order.md").read_text("utf-8")
    for command in (("list", "PlaceOrdr"), ("inspect", "PlaceOrdr"), ("docs", "PlaceOrdr")):
        result = run(*command, cwd=tmp_path)
        assert result.returncode == 2
        assert 'pyproject.toml: no operation "PlaceOrdr"' in result.stderr
        assert "did you mean PlaceOrder?" in result.stderr
    assert run("list", "--addresses", cwd=tmp_path).returncode == 2
