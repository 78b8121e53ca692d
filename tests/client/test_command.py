"""The command line of the client: options in, a request to a store on loopback, and what is printed."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from neto_client._catalogue import OPERATIONS
from tests.client.commands import answering, environment, process
from tests.standing import Answer

if TYPE_CHECKING:
    from tests.client.commands import Command
    from tests.standing import StandInStore

ORDERS = b'{"Ack":"Success","Order":[{"OrderID":"N1","OrderLine":[{"SKU":"A"}]},{"OrderID":"N2"}]}'
ASK = ("get-order", "--order-status", "New", "--output-selector", "OrderID")


def test_fields_are_options_and_paths(command: Command) -> None:
    """A field is an option, a nested one a path; what would be sent is shown without the key."""
    code, shown, _ = command(
        *("update-item", "--sku", "A", "--rrp", "1.5", "--dry-run"),
        *("--set", "warehouse_quantity[0].quantity=3"),
        *("--set", "warehouse_quantity[0].warehouse_id=1"),
    )
    head, _, body = shown.partition("\n\n")
    assert code == 0
    assert head.splitlines() == [
        "POST https://store.example/do/WS/NetoAPI",
        "NETOAPI_KEY: ***",
        "User-Agent: neto_client neto-gen",
        "Accept-Encoding: gzip, deflate",
        "NETOAPI_ACTION: UpdateItem",
        "Content-Type: application/json",
        "Accept: application/json",
    ]
    (item,) = json.loads(body)["Item"]
    assert item["SKU"] == "A"
    assert item["WarehouseQuantity"] == [{"WarehouseID": "1", "Quantity": "3"}]


@pytest.mark.parametrize(
    ("arguments", "item"),
    [
        (("--sku=-x", "--name=@stock.csv"), {"SKU": "-x", "Name": "@stock.csv"}),
        (("--sku", "-5"), {"SKU": "-5"}),
        (("--set", "sku=a=b"), {"SKU": "a=b"}),
        (("--data", '{"RRP": 1.234567890123456789}'), {"RRP": "1.234567890123456789"}),
        (
            ("--sku", "=1+1", "--name", "Gr\u00f6\u00dfe \u6f22"),
            {"SKU": "=1+1", "Name": "Gr\u00f6\u00dfe \u6f22"},
        ),
    ],
    ids=str,
)
def test_values_are_sent_as_they_are(
    command: Command, arguments: tuple[str, ...], item: dict[str, str]
) -> None:
    """No sign at the beginning of a value means anything, and no digit of a number is lost."""
    code, shown, said = command("update-item", *arguments, "--dry-run")
    assert (code, said) == (0, "")
    assert json.loads(shown.partition("\n\n")[2]) == {"Item": [item]}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("get-ordr",), "there is no action 'get-ordr'; did you mean get-order?"),
        (("get-order", "--order-statsu", "New"), "did you mean --order-status?"),
        (("update-item", "--name", "-x"), "if the value begins with -, write --name=-…"),
        (("update-item", "--rrp", "x"), "UpdateItem.Item[0].RRP: 'x' is not a number"),
        (("update-item", "--rrp", "1e400"), "UpdateItem.Item[0].RRP: '1e400' is not a number"),
        (("update-item", "--set", "skuu=1"), "there is no field 'skuu'; did you mean sku?"),
        (("update-item", "--set", "sku[0]=1"), "sku is not a list"),
        (("update-item", "--set", "sku"), "write it as PATH=VALUE"),
        (("update-item", "--data", "{"), "--data is not JSON"),
        (("update-item", "--data", '{"RRP": NaN}'), "--data is not JSON: NaN is not a number"),
        (("update-item", "--data", "[" * 100_000), "--data is nested too deeply"),
        (("update-item", "--data", '{"SKU": "a\\u0000"}'), "character U+0000 at 1 cannot be sent"),
        (("update-item", "--sku", "\udcff"), "character U+DCFF at 0 cannot be sent"),
        (("update-item", "--sku", "A", "--timeout", "nan"), "a timeout (connect) is a number"),
        (("add-customer-log", "--status", "Odd"), "'Odd' is not one of 'Require Recontact'"),
        (("get-order", "--limit", "1"), "has no filter; set at least one"),
        (("update-item", "--from", "none.csv"), "none.csv: No such file or directory"),
        # An unset variable of a shell must not lead to another store.
        (("get-order", "--order-id", "N1", "--store", ""), "--store is empty"),
        (("get-order", "--order-id", "N1", "--profile", ""), "--profile is empty"),
        (("update-item", "--from", ""), "--from is empty"),
        (("update-item", "--from", "x.csv", "--failures", ""), "--failures is empty"),
        (("update-item", "--from", "x.csv", "--sku", "A"), "--sku and --from cannot be combined"),
        (("update-item", "--from", "x.csv", "--set", "a=1"), "--set and --from cannot be combined"),
        (
            ("update-item", "--from", "x.csv", "--data", "{}"),
            "--data and --from cannot be combined",
        ),
        (
            ("update-item", "--sku", "A", "--batch", "9"),
            "--batch only applies to the records of a file",
        ),
        (
            ("update-item", "--resend-unknown"),
            "--resend-unknown only applies to the records of a file",
        ),
        (("update-item", "--from", "x.csv", "--batch", "0"), "--batch 0: must be at least 1"),
    ],
    ids=str,
)
def test_what_cannot_be_sent_is_said(
    command: Command, arguments: tuple[str, ...], said: str
) -> None:
    """Wrong usage ends with 2 and one line for each problem, and nothing is printed beside."""
    code, shown, told = command(*arguments, "--dry-run")
    assert (code, shown) == (2, "")
    assert said in told


def test_records_are_printed_in_each_form(command: Command, store: StandInStore) -> None:
    """An answer is printed as JSON, as its records line by line, as CSV, or as a table."""
    answering(store, *[ORDERS] * 4)
    ask = (*ASK, "OrderLine")
    printed = {
        form: command(*ask, form, store=store.address).out
        for form in ("--json", "--jsonl", "--csv", "--table")
    }
    assert json.loads(printed["--json"])["Order"][1] == {"OrderID": "N2"}
    assert [json.loads(line)["OrderID"] for line in printed["--jsonl"].splitlines()] == ["N1", "N2"]
    assert printed["--csv"] == "OrderLine[0].SKU,OrderID\nA,N1\n,N2\n"
    assert (
        printed["--table"]
        == "OrderLine[0].SKU  OrderID\nA                 N1\n                  N2\n"
    )
    sent = json.loads(store.exchanges[0].body)
    assert sent == {"Filter": {"OrderStatus": ["New"], "OutputSelector": ["OrderID", "OrderLine"]}}


def test_no_record_is_nothing_in_csv_and_in_a_table(command: Command, store: StandInStore) -> None:
    """Where nothing is found, no empty line is printed."""
    answering(store, *[b'{"Ack":"Success","Order":[]}'] * 3)
    for form in ("--jsonl", "--csv", "--table"):
        assert command(*ASK, form, store=store.address) == (0, "", "")


def test_a_table_is_for_people(command: Command, store: StandInStore) -> None:
    """Long values are cut where one sees it, wide signs keep the columns in line, and no terminal obeys any."""
    orders = [
        {"OrderID": "N" * 99, "Username": "a"},
        {"OrderID": "\u6f22\u5b57", "Username": "b"},
        {"OrderID": "e\u0301", "Username": "\x1b[2Jc\nd"},
    ]
    answering(store, json.dumps({"Ack": "Success", "Order": orders}).encode())
    shown = command(*ASK, "--table", store=store.address).out
    assert shown.splitlines() == [
        f"{'OrderID':40}  Username",
        f"{'N' * 39}…  a",
        f"\u6f22\u5b57{' ' * 36}  b",
        f"e\u0301{' ' * 39}  \\x1b[2Jc\\nd",
    ]


def test_csv_is_read_as_it_was_written(command: Command, store: StandInStore) -> None:
    """Records printed as CSV are sent as they came: lists, times, lines, and what a spreadsheet would run."""
    item = {
        "SKU": "=cmd|' /C calc'!A0",
        "Name": "'-x",
        "Brand": "-5",
        "Description": '"a",\nb',
        "ModelNumber": "+61 7 3000 0000",
        "DateArrival": "2026-11-28",
        "PromotionStartDate": "2026-11-28 09:30:00",
        "IsActive": "True",
        "RRP": "1.50",
        "WarehouseQuantity": [
            {"WarehouseID": "1", "Quantity": "2"},
            {"WarehouseID": "2", "Quantity": "0"},
        ],
    }
    answering(store, json.dumps({"Ack": "Success", "Item": [item]}).encode())
    ask = ("get-item", "--sku", "A", "--output-selector", "SKU")
    shown = command(*ask, "--csv", store=store.address).out
    assert "'=cmd|" in shown
    assert "''-x" in shown
    assert "'-5" not in shown
    assert "'+61" not in shown
    command.file("items.csv", shown)
    code, sent, said = command("update-item", "--from", "items.csv", "--dry-run")
    assert (code, said) == (0, "the first of 1 requests:\n")
    assert json.loads(sent.partition("\n\n")[2]) == {"Item": [item]}


def test_all_pages_are_fetched(command: Command, store: StandInStore) -> None:
    """--all asks for page after page, and prints each record once."""
    pages = [b'{"Order":[{"OrderID":"N1"}]}', b'{"Order":[{"OrderID":"N2"}]}', b'{"Order":[]}']
    answering(store, *pages)
    assert command(*ASK, "--all", "--csv", store=store.address)[:2] == (0, "OrderID\nN1\nN2\n")


def test_pages_that_have_come_are_not_lost(command: Command, store: StandInStore) -> None:
    """Where a page fails, those before it are printed, and the exit code says that not all are there."""
    answering(store, b'{"Order":[{"OrderID":"N1"}]}', b'{"Ack":"Error"}')
    code, shown, said = command(*ASK, "--all", "--csv", store=store.address)
    assert (code, shown) == (1, "OrderID\nN1\n")
    assert "error: GetOrder" in said


def test_a_refusal_and_a_silence_end_otherwise(command: Command, store: StandInStore) -> None:
    """A refusal of the store ends with 1 and its message, and a store that is not there with 3."""
    change = ("update-item", "--sku", "A", "--name", "x")
    code, _, said = command(*change, store=store.address)
    assert (code, "Item not found: SKU A" in said) == (1, True), said
    code, _, said = command(*change, store="http://127.0.0.1:9")
    assert (code, "check the address of the store" in said) == (3, True)


@pytest.mark.parametrize(
    ("answer", "write", "read"),
    [
        (Answer(b"<html>", "text/html"), 4, 3),
        (Answer(b'{"Item":[{"SK', "application/json"), 4, 3),
        (Answer(b"busy", "text/plain", 500), 4, 1),
        (Answer(b"busy", "text/plain", 504), 4, 1),
    ],
    ids=["page", "cut", "500", "504"],
)
def test_a_write_that_the_store_may_have_done_ends_with_4(
    command: Command, store: StandInStore, answer: Answer, write: int, read: int
) -> None:
    """An answer that says nothing about a write leaves that open, and one to a question does not."""
    store.scripted += [answer]
    code, _, said = command("update-item", "--sku", "A", "--name", "x", store=store.address)
    assert (code, len(store.exchanges)) == (write, 1)
    assert "check the store's records before you send it again" in said
    store.scripted += [answer] * 3
    assert command(*ASK, store=store.address).code == read


@pytest.fixture
def profiles(command: Command) -> Path:
    """Return a file of profiles that only its owner can use."""
    text = '[shop]\nstore = "https://shop.example"\nkey = "hush-hush"\n[broken]\nkey = 1\n'
    path = command.file("my profiles.toml", text)
    path.chmod(0o600)
    return path


def profile(command: Command, path: Path, name: str = "shop") -> tuple[object, str]:
    """Return how a dry run with a profile ends, and its output; the key is never shown."""
    ask = (*ASK, "--profile", name, "--dry-run")
    code, shown, said = command(*ask, NETO_PROFILES=str(path))
    assert "hush" not in shown + said
    return code, shown + said


def test_a_profile_says_who_asks(command: Command, profiles: Path) -> None:
    """The store and the key come from the table that is named, and any other name is refused."""
    code, shown = profile(command, profiles)
    assert (code, shown.splitlines()[0]) == (0, "POST https://shop.example/do/WS/NetoAPI")
    assert (
        f"{profiles} has no profile 'shp'; did you mean shop?"
        in profile(command, profiles, "shp")[1]
    )
    assert "strings store, key and username" in profile(command, profiles, "broken")[1]
    profiles.write_text('[shop]\nkey = "hush-hush\n', encoding="utf-8")
    code, said = profile(command, profiles)
    assert (code, said) == (2, f"error: {profiles} is not valid TOML\n")
    profiles.unlink()
    assert profile(command, profiles) == (2, f"error: {profiles}: No such file or directory\n")


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are otherwise there")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602])
def test_a_profile_that_others_can_use_is_refused(
    command: Command, profiles: Path, mode: int
) -> None:
    """Whoever else may read the file or write it: it is not used, and what helps is said."""
    profiles.chmod(mode)
    code, said = profile(command, profiles)
    assert (code, said) == (
        2,
        f"error: other users can access {profiles}, which contains keys: chmod 600 '{profiles}'\n",
    )


@pytest.mark.skipif(sys.platform == "win32", reason="owners are otherwise there")
def test_a_profile_of_another_user_is_refused(
    command: Command, profiles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that somebody else owns may name a store of theirs."""
    if os.geteuid() == 0:
        os.chown(profiles, 12345, -1)
    else:  # only root can give a file away
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
    code, said = profile(command, profiles)
    assert code == 2
    assert f"{profiles} contains keys, but belongs to another user: use a file of your own" in said


def test_no_option_takes_a_secret(command: Command) -> None:
    """Nothing that other users see in a list of processes is a key: there is no option for one."""
    shown = command("get-order", "--help").out
    assert "--profile" in shown
    assert "--key" not in shown
    code, _, said = command(*ASK, "--key", "hush")
    assert (code, "unknown argument '--key'" in said, "hush" in said) == (2, True, False)


def test_only_what_an_action_needs_is_imported() -> None:
    """A dry run imports no module of another action, and beside the client only Python's own and its HTTP library."""
    code = (
        "import sys\nbefore = {*sys.modules}\nfrom neto_client._command import main\n"
        "main(['get-order', '--order-id', 'N1', '--dry-run'])\n"
        "print([name for name in sys.modules if name.endswith(('_item', '_customer'))])\n"
        "tops = {name.partition('.')[0] for name in {*sys.modules} - before}\n"
        "print(sorted(tops - {*sys.stdlib_module_names}))"
    )
    done = subprocess.check_output([sys.executable, "-c", code], env=environment(), text=True)
    others, tops = done.splitlines()[-2:]
    assert others == "[]"
    assert "'neto_client'" in tops
    assert not {"click", "rich", "typer", "xsdata", "neto_gen", "tomli"} & {
        *re.findall(r"\w+", tops)
    }


def test_every_action_is_a_command(command: Command) -> None:
    """Each action has options for all its fields, and says so."""
    shown = command("--help").out
    actions = re.findall(r"^  ([a-z-]+)$", shown, re.MULTILINE)
    assert sorted(actions) == sorted(
        module.replace("_", "-") for module, _, _ in OPERATIONS.values()
    )
    for action in actions:
        code, shown, _ = command(action, "--help")
        assert code == 0
        assert "--dry-run" in shown


@pytest.mark.skipif(sys.platform == "win32", reason="shells are otherwise there")
@pytest.mark.parametrize(
    ("redirection", "code", "said"),
    [
        ("| true; exit ${PIPESTATUS[0]}", 141, ""),
        (">&-", 0, ""),
        (">/dev/full", 5, "error: cannot be written: No space left on device\n"),
    ],
)
def test_output_that_nobody_takes_is_no_traceback(redirection: str, code: int, said: str) -> None:
    """A pipe that is closed, no output at all and a full disk end as other programs do."""
    if "full" in redirection and not Path("/dev/full").exists():
        pytest.skip("there is no such device")
    ask = f"{shlex.join([*process('update-item'), '--sku', 'x' * 20, '--dry-run'])} {redirection}"
    done = subprocess.run(
        ["bash", "-c", ask], env=environment(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (code, said)


def test_what_goes_to_a_program_is_utf8() -> None:
    """Whatever the encoding of the terminal is, signs that it lacks are there in a file."""
    ask = process("update-item", "--name", "\u6f22", "--dry-run")
    done = subprocess.run(
        ask, env={**environment(), "PYTHONIOENCODING": "latin-1"}, capture_output=True, check=True
    )
    assert done.stdout.decode().splitlines()[-1] == '{"Item":[{"Name":"\u6f22"}]}'
