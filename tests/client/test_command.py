"""The command line of the client, as a process against a store on loopback."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from neto_client._command import main
from tests.standing import KEY, Answer, StandInStore
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ITEM_WARNING = (
    b'{"Ack":"Warning","Item":[{"SKU":"A"}],"Messages":{"Warning":{"Message":"B is odd"}}}'
)


# Ctrl-C works in it also where a shell has started the tests with signals ignored.
INTERRUPTIBLE = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from neto_client._command import main
sys.exit(main(sys.argv[1:]))
"""


def environment_of(store: str) -> dict[str, str]:
    """What tells the command of a store."""
    client = {"PYTHONPATH": str(REPOSITORY / "generated"), "NETO_KEY": KEY}
    return {**os.environ, **client, "NETO_STORE_URL": store or "https://store.example"}


def run(*arguments: str, cwd: Path, store: str = "", **more: str) -> tuple[int, str, str]:
    """Run the command: the exit code, and what it printed."""
    environment = environment_of(store) | more
    done = subprocess.run(
        [sys.executable, "-m", "neto_client", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def store() -> Iterator[StandInStore]:
    """A store that answers."""
    with StandInStore() as found:
        yield found


def answering(store: StandInStore, *bodies: bytes) -> None:
    """Have the store answer with these, in turn."""
    store.scripted += [Answer(body, "application/json") for body in bodies]


def test_fields_are_options_and_paths(tmp_path: Path) -> None:
    """A field is an option, a nested one a path; what would be sent is shown without the key."""
    code, shown, _ = run(
        *("update-item", "--sku", "A", "--rrp", "1.5", "--dry-run"),
        *("--set", "warehouse_quantity[0].quantity=3"),
        *("--set", "warehouse_quantity[0].warehouse_id=1"),
        cwd=tmp_path,
    )
    head, _, body = shown.partition("\n\n")
    assert code == 0
    assert "NETOAPI_KEY: ***" in head
    assert KEY not in shown
    (item,) = json.loads(body)["Item"]
    assert item["SKU"] == "A"
    assert item["WarehouseQuantity"] == [{"WarehouseID": "1", "Quantity": "3"}]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("get-ordr",), "there is no action 'get-ordr'; did you mean get-order?"),
        (("get-order", "--order-statsu", "New"), "did you mean --order-status?"),
        (("update-item", "--rrp", "x"), "UpdateItem.Item[0].RRP: 'x' is not a number"),
        (("update-item", "--set", "skuu=1"), "there is no field 'skuu'; did you mean sku?"),
        (("update-item", "--set", "sku[0]=1"), "sku is no list"),
        (("update-item", "--set", "sku"), "write it as PATH=VALUE"),
        (("update-item", "--data", "{"), "--data is no JSON"),
        (("add-customer-log", "--status", "Odd"), "'Odd' is not one of 'Require Recontact'"),
        (("get-order", "--limit", "1"), "has no filter; give at least one"),
        (("update-item", "--from", "none.csv"), "none.csv: No such file or directory"),
    ],
    ids=str,
)
def test_what_cannot_be_sent_is_said(
    arguments: tuple[str, ...],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Wrong usage ends with 2 and one line for each problem, and nothing is printed beside."""
    monkeypatch.setenv("NETO_STORE_URL", "https://store.example")
    monkeypatch.setenv("NETO_KEY", KEY)
    try:
        code: object = main([*arguments, "--dry-run"])
    except SystemExit as ended:
        code = ended.code
    shown, told = capsys.readouterr()
    assert (code, shown) == (2, "")
    assert said in told
    assert "Traceback" not in told


def test_records_are_printed_in_each_form(tmp_path: Path, store: StandInStore) -> None:
    """An answer is printed as JSON, as its records line by line, as CSV, or as a table."""
    body = (
        b'{"Ack":"Success","Order":[{"OrderID":"N1","OrderLine":[{"SKU":"A"}]},{"OrderID":"N2"}]}'
    )
    answering(store, *[body] * 4)
    ask = ("get-order", "--order-status", "New", "--output-selector", "OrderID", "OrderLine")
    printed = {
        form: run(*ask, form, cwd=tmp_path, store=store.address)[1]
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


def test_all_pages_are_fetched(tmp_path: Path, store: StandInStore) -> None:
    """--all asks for page after page, and prints each record once."""
    pages = [b'{"Order":[{"OrderID":"N1"}]}', b'{"Order":[{"OrderID":"N2"}]}', b'{"Order":[]}']
    answering(store, *pages)
    ask = ("get-order", "--order-status", "New", "--output-selector", "OrderID", "--all", "--csv")
    code, shown, _ = run(*ask, cwd=tmp_path, store=store.address)
    assert (code, shown) == (0, "OrderID\nN1\nN2\n")


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_failures_of_a_batch_can_be_fed_back(
    tmp_path: Path, store: StandInStore, ending: str
) -> None:
    """Records that the store did not take are in a file of the same form, which is sent as it is."""
    rows = {
        "csv": "sku,name\nA,one\nB,two\n",
        "jsonl": '{"sku":"A","name":"one"}\n{"SKU":"B","name":"two"}\n',
    }
    (tmp_path / f"stock.{ending}").write_text(rows[ending], encoding="utf-8")
    answering(store, ITEM_WARNING, b'{"Ack":"Success","Item":[{"SKU":"B"}]}')
    code, _, said = run(
        "update-item", "--from", f"stock.{ending}", cwd=tmp_path, store=store.address
    )
    assert code == 1
    assert f"1 of 2 records are done\nerror: 1 records failed: see stock.failed.{ending}" in said
    failed = (tmp_path / f"stock.failed.{ending}").read_text(encoding="utf-8")
    assert "B is odd" in failed
    assert "one" not in failed
    again = run(
        "update-item", "--from", f"stock.failed.{ending}", cwd=tmp_path, store=store.address
    )
    assert again[0] == 0
    assert json.loads(store.exchanges[-1].body) == {"Item": [{"SKU": "B", "Name": "two"}]}


def test_what_a_store_may_have_done_is_not_sent_again(tmp_path: Path, store: StandInStore) -> None:
    """A write without an answer ends with 4, and its records are sent again only on demand."""
    (tmp_path / "stock.csv").write_text("sku,name\nA,one\n", encoding="utf-8")
    store.scripted.append(Answer(b"busy", "text/plain", 504))
    code, _, said = run("update-item", "--from", "stock.csv", cwd=tmp_path, store=store.address)
    assert (code, len(store.exchanges)) == (4, 1), said
    code, _, said = run(
        "update-item", "--from", "stock.failed.csv", cwd=tmp_path, store=store.address
    )
    assert (code, len(store.exchanges)) == (2, 1)
    assert "the store may have acted on it: look first, then use --resend-unknown" in said


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_a_stop_loses_no_record(tmp_path: Path, store: StandInStore) -> None:
    """After Ctrl-C a file has the batch that was on its way, as unknown, and all that were not sent."""
    (tmp_path / "stock.csv").write_text("sku,name\nA,one\nB,two\nC,three\n", encoding="utf-8")
    (tmp_path / "stock.failed.csv").write_text("of an earlier day", encoding="utf-8")
    answering(store, b'{"Ack":"Success","Item":[{"SKU":"A"}]}')
    store.scripted.append(Answer(b"", "application/json", 429))  # after which the client waits
    program = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, "update-item", "--from", "stock.csv", "--batch", "1"],
        cwd=tmp_path,
        env=environment_of(store.address),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    while len(store.exchanges) < 2 and program.poll() is None:
        time.sleep(0.05)
    program.send_signal(signal.SIGINT)
    said = program.communicate(timeout=60)[1]
    assert program.returncode == 130, said
    assert "stopped: what is not done is in stock.failed-2.csv" in said
    assert (tmp_path / "stock.failed.csv").read_text(encoding="utf-8") == "of an earlier day"
    report = (tmp_path / "stock.failed-2.csv").read_text(encoding="utf-8")
    rows = [*csv.DictReader(report.splitlines())]
    assert [(row["sku"], row["_outcome"]) for row in rows] == [("B", "unknown"), ("C", "refused")]


def test_an_empty_file_is_no_list_of_records(tmp_path: Path, store: StandInStore) -> None:
    """A CSV file without its first line is an error, and no success of nothing."""
    (tmp_path / "my stock.csv").write_bytes(b"")
    code, _, said = run("update-item", "--from", "my stock.csv", cwd=tmp_path, store=store.address)
    assert (code, store.exchanges) == (2, [])
    assert "my stock.csv:1: is empty; the first line names the fields" in said


def test_nothing_of_a_file_is_sent_when_a_row_does_not_fit(
    tmp_path: Path, store: StandInStore
) -> None:
    """All rows are looked at first, and every problem names its line."""
    (tmp_path / "stock.csv").write_text("sku,rrp\nA,1.5\nB,x\nC,y\n", encoding="utf-8")
    code, _, said = run("update-item", "--from", "stock.csv", cwd=tmp_path, store=store.address)
    assert (code, store.exchanges) == (2, [])
    assert "stock.csv:3: " in said
    assert "stock.csv:4: " in said


def test_a_refusal_and_a_silence_end_otherwise(tmp_path: Path, store: StandInStore) -> None:
    """A refusal of the store ends with 1 and its message, and a store that is not there with 3."""
    change = ("update-item", "--sku", "A", "--name", "x")
    code, _, said = run(*change, cwd=tmp_path, store=store.address)
    assert (code, "Item not found: SKU A" in said) == (1, True), said
    closed = "http://127.0.0.1:9"
    code, _, said = run(*change, cwd=tmp_path, store=closed)
    assert code == 3
    assert KEY not in said


@pytest.mark.skipif(os.name == "nt", reason="permissions are otherwise there")
def test_a_profile_that_others_can_read_is_refused(tmp_path: Path) -> None:
    """A file with keys is used when it is its owner's alone; its text is never shown."""
    path = tmp_path / "profiles.toml"
    path.write_text('[shop]\nstore = "https://shop.example"\nkey = "hush"\n', encoding="utf-8")
    path.chmod(0o644)
    ask = ("get-order", "--order-id", "N1", "--profile", "shop", "--dry-run")
    code, shown, said = run(*ask, cwd=tmp_path, NETO_PROFILES=str(path))
    assert (code, shown) == (2, "")
    assert f"chmod 600 {path}" in said
    path.chmod(0o600)
    code, shown, said = run(*ask, cwd=tmp_path, NETO_PROFILES=str(path))
    assert shown.startswith("POST https://shop.example/do/WS/NetoAPI\n")
    assert "hush" not in shown + said
    path.write_text('[shop]\nkey = "hush\n', encoding="utf-8")
    code, shown, said = run(*ask, cwd=tmp_path, NETO_PROFILES=str(path))
    assert (code, "hush" in shown + said) == (2, False)


def test_only_the_action_asked_for_is_imported() -> None:
    """Help and a dry run of one action import no module of another."""
    code = (
        "import sys\nfrom neto_client._command import main\n"
        "main(['get-order', '--order-id', 'N1', '--dry-run'])\n"
        "print([name for name in sys.modules if name.endswith(('_item', '_customer'))])"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "generated")}
    environment |= {"NETO_KEY": KEY, "NETO_STORE_URL": "https://store.example"}
    done = subprocess.check_output([sys.executable, "-c", code], env=environment, text=True)
    assert done.splitlines()[-1] == "[]"


def test_completions_name_actions_and_options(tmp_path: Path) -> None:
    """What a script of a shell asks for: actions, and then the options of one."""
    assert "update-item\n" in run("complete", "update-", cwd=tmp_path)[1]
    assert run("complete", "get-order", "--order-st", cwd=tmp_path)[1] == "--order-status\n"
    for shell in ("bash", "zsh", "fish"):
        code, shown, _ = run("completions", shell, "shop", cwd=tmp_path)
        assert code == 0
        assert "python -m neto_client complete" in shown
    script = run("completions", "bash", "shop", cwd=tmp_path)[1]
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)
