"""The command line sends the records of a file: nothing lost, nothing doubled, and a report that is fed back."""

from __future__ import annotations

import csv
import json
import shlex
import signal
import subprocess
import sys
import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.client.commands import INTERRUPTIBLE, answering, environment, process
from tests.standing import Answer, StandInStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.client.commands import Command

TAKEN_A = b'{"Ack":"Warning","Item":[{"SKU":"A"}],"Messages":{"Warning":{"Message":"%s"}}}'
SEND = ("update-item", "--from")
EXAMPLES = max(8, settings().max_examples // 10)
BOM = "\ufeff"


SILENCES = {
    "500": Answer(b"", "text/plain", 500),
    "page": Answer(b"<html>", "text/html"),
    "401": Answer(b"", "text/plain", 401),
}


class TakingStore(StandInStore):
    """A store that takes every item and says so, where nothing else is scripted or in `outcomes`."""

    def __init__(self, outcomes: Sequence[str] = ()) -> None:
        super().__init__()
        self.outcomes = [*outcomes]
        self.taken: list[str] = []

    def answer(self, body: bytes) -> Answer:
        """Return the answer: with `some`, it accepts only the first item."""
        if scripted := super().answer(body):
            return scripted
        what = self.outcomes.pop(0) if self.outcomes else "all"
        if what in SILENCES:
            return SILENCES[what]
        items = [item["SKU"] for item in json.loads(body)["Item"]]
        taken = items[:1] if what == "some" else items
        self.taken += taken
        said: dict[str, Any] = {"Ack": "Success", "Item": [{"SKU": sku} for sku in taken]}
        if what == "some":
            said |= {"Ack": "Warning", "Messages": {"Warning": {"Message": "odd"}}}
        return Answer(json.dumps(said).encode())

    @property
    def sent(self) -> list[list[str]]:
        """The SKU of the items of each request."""
        return [[i["SKU"] for i in json.loads(e.body)["Item"]] for e in self.exchanges]


@pytest.fixture
def store() -> Iterator[TakingStore]:
    """Yield a store that accepts all items."""
    with TakingStore() as found:
        yield found


def rows_of(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    """Return the rows of a file of CSV."""
    return [*csv.DictReader(text.removeprefix(BOM).splitlines(), delimiter=delimiter)]


FORMS = {
    "plain": "sku,name\nA,one\nB,two\n",
    "by Excel": f'{BOM}SKU;Name;\r\nA;one;\r\n\r\n;;\r\nB;"two";\r\n\r\n',
    "tabs": " sku\tname \nA\tone\nB\ttwo",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_csv_of_any_program_is_read(command: Command, store: TakingStore, text: str) -> None:
    """A mark of UTF-8, semicolons, tabs, other line ends, empty lines and columns: the records are the same."""
    command.file("stock.csv", text)
    code, _, said = command(*SEND, "stock.csv", store=store.address)
    assert (code, said) == (0, "2 of 2 records succeeded\n")
    sent = [json.loads(exchange.body) for exchange in store.exchanges]
    assert sent == [{"Item": [{"SKU": "A", "Name": "one"}, {"SKU": "B", "Name": "two"}]}]
    assert command.names() == ["stock.csv"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("my stock.csv", b"", "my stock.csv:1: is empty, but the first line must name the fields"),
        ("a.csv", b"sku,name\n", "a.csv: has no records; nothing was sent"),
        ("a.jsonl", b"\n\n", "a.jsonl: has no records; nothing was sent"),
        ("a.csv", b"sku,name,sku\n1,2,3\n", "a.csv:1: names 'sku' twice"),
        ("a.csv", b"sku,name\nA\n", "a.csv:2: has 1 values, but the first line names 2 fields"),
        ("a.csv", b"sku,name\nA,b,c\n", "a.csv:2: has 3 values, but the first line names 2"),
        ("a.csv", b"sku,\nA,b\n", "a.csv:2: has 2 values, but the first line names 1 field"),
        ("a.csv", b'sku,name\nA,"b\n', "a.csv: cannot be read: unexpected end of data"),
        ("a.csv", b"sku\nGr\xf6\xdfe\n", "a.csv: is not in UTF-8: save it in that encoding"),
        ("a.csv", b"sku\nA\n\nb\x00\n", "a.csv:4: UpdateItem.Item[0].SKU: character U+0000"),
        ("a.csv", b'sku,rrp\n"A\nB",1\nC,x\n', "a.csv:4: UpdateItem.Item[0].RRP: 'x' is not a"),
        ("a.csv", b"sku,rpr\nA,1\n", "a.csv:2: rpr: there is no field 'rpr'; did you mean rrp?"),
        ("a.jsonl", b"{}\n[1]\n", "a.jsonl:2: is not an object"),
        ("a.jsonl", b'{"sku":"A"}\n{"sku":\n', "a.jsonl:2: is not JSON: "),
        ("a.jsonl", b'{"rrp":1e400}\n', "a.jsonl:1: UpdateItem.Item[0].RRP: '1e400' is not a"),
        ("a.jsonl", b'{"rrp":Infinity}\n', "a.jsonl:1: is not JSON: Infinity is not a number"),
        ("a.jsonl", b"[" * 99_999, "a.jsonl:1: is nested too deeply"),
        ("a.xlsx", b"PK", "a.xlsx: use a file that ends in .csv or .jsonl"),
    ],
)
def test_a_file_that_cannot_be_sent_is_not_sent(
    command: Command, store: TakingStore, name: str, content: bytes, said: str
) -> None:
    """What is wrong is said with the line where the record begins; nothing is sent, and no report is left."""
    command.file(name, content)
    code, shown, told = command(*SEND, name, store=store.address)
    assert (code, shown, store.exchanges) == (2, "", [])
    assert f"error: {said}" in told
    assert command.names() == [name]


def test_all_rows_are_looked_at_first(command: Command, store: TakingStore) -> None:
    """Every problem names its line, as long as there are not too many of them, and nothing is sent."""
    command.file("stock.csv", "sku,rrp\nA,1.5\nB,x\nC,y\n" + "D,z\n" * 99)
    code, _, said = command(*SEND, "stock.csv", store=store.address)
    lines = said.splitlines()
    assert (code, store.exchanges) == (2, [])
    assert lines[0].startswith("error: stock.csv:3: ")
    assert lines[1].startswith("error: stock.csv:4: ")
    assert lines[-2:] == ["error: and more", "error: nothing was sent"]
    assert len(lines) == 22


def test_a_dry_run_shows_the_first_request(command: Command) -> None:
    """It has so many records as a request has, and how many requests there would be is said."""
    command.file("stock.csv", "sku\nA\nB\nC\n")
    code, shown, said = command(*SEND, "stock.csv", "--batch", "2", "--dry-run")
    assert (code, said) == (0, "the first of 2 requests:\n")
    assert shown.endswith('\n\n{"Item":[{"SKU":"A"},{"SKU":"B"}]}\n')


def test_lines_of_json_come_from_a_pipe(command: Command, store: TakingStore) -> None:
    """With --from -, records come from another program, by names of Python or of the wire."""
    done = subprocess.run(
        process(*SEND, "-"),
        cwd=command.folder,
        env=environment(store.address),
        input='{"sku":"A"}\n\n{"SKU":"B"}\n',
        text=True,
        capture_output=True,
        check=True,
    )
    assert done.stdout == '{"SKU": "A"}\n{"SKU": "B"}\n'
    assert store.sent == [["A", "B"]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("stock.csv", "sku,name\nA,one\nB,=two\n"),
        ("stock.csv", f"{BOM}sku;name\r\nA;one\r\nB;=two\r\n"),
        ("stock.jsonl", '{"sku":"A","name":"one"}\n{"SKU":"B","Name":"=two"}\n'),
    ],
)
def test_a_report_is_fed_back(command: Command, store: TakingStore, name: str, text: str) -> None:
    """Records that the store did not take are in a file of the same form, which is sent as it is."""
    command.file(name, text)
    answering(store, TAKEN_A % b"=HYPERLINK(1)")
    code, _, said = command(*SEND, name, store=store.address)
    failed = name.replace(".", ".failed.")
    assert code == 1
    assert said.splitlines() == [
        "warning: =HYPERLINK(1)",
        "1 of 2 records succeeded",
        f"error: 1 record failed (1 refused): see {failed}",
        "error: =HYPERLINK(1)",
        f"  help: fix the refused records, then send the file: --from {failed}",
    ]
    report = command.text(failed)
    assert report.startswith(BOM) is text.startswith(BOM)
    if name.endswith("csv"):  # a spreadsheet runs nothing of it
        (row,) = rows_of(report, ";" if ";" in text else ",")
        assert row == {
            "sku": "B",
            "name": "'=two",
            "_error": "'=HYPERLINK(1)",
            "_outcome": "refused",
        }
    assert command(*SEND, failed, store=store.address).code == 0
    assert json.loads(store.exchanges[-1].body) == {"Item": [{"SKU": "B", "Name": "=two"}]}


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"busy", "text/plain", 504),
        Answer(b"busy", "text/plain", 500),
        Answer(b"<html>", "text/html"),
        Answer(b'{"Item":[', "application/json"),
    ],
    ids=["504", "500", "page", "cut"],
)
def test_what_a_store_may_have_done_is_not_sent_again(
    command: Command, store: TakingStore, answer: Answer
) -> None:
    """A write whose answer says nothing ends with 4; which rows those are, and how to go on, is said."""
    command.file("stock.csv", "sku,name\nA,one\nB,two\nC,three\n")
    store.scripted.append(answer)
    code, _, said = command(*SEND, "stock.csv", "--batch", "2", store=store.address)
    assert (code, store.sent) == (4, [["A", "B"], ["C"]])
    assert "2 records failed (2 unknown): see stock.failed.csv" in said
    assert (
        "help: check the store for the unknown records, and remove those that it has already processed from the file, then send"
        " the file: --from stock.failed.csv --resend-unknown\n" in said
    )
    rows = rows_of(command.text("stock.failed.csv"))
    assert [(row["sku"], row["_outcome"]) for row in rows] == [("A", "unknown"), ("B", "unknown")]
    code, _, said = command(*SEND, "stock.failed.csv", store=store.address)
    assert (code, len(store.sent)) == (2, 2)
    assert "stock.failed.csv:2: the store may have acted on it: check first" in said
    code, *_ = command(*SEND, "stock.failed.csv", "--resend-unknown", store=store.address)
    assert (code, store.sent[2:]) == (0, [["A", "B"]])


def test_a_store_that_refuses_all_is_asked_once(command: Command, store: TakingStore) -> None:
    """After a refusal of the key, the rest is not sent, and the report can be sent as it is."""
    command.file("stock.csv", "sku\nA\nB\nC\n")
    store.scripted.append(Answer(b"", "text/plain", 401))
    code, _, said = command(*SEND, "stock.csv", "--batch", "1", store=store.address)
    assert (code, store.sent) == (1, [["A"]])
    assert "3 records failed (1 refused, 2 unsent)" in said
    assert command(*SEND, "stock.failed.csv", store=store.address).code == 0
    assert store.sent[1:] == [["A", "B", "C"]]


def test_a_store_that_is_not_there_changes_nothing(command: Command) -> None:
    """Where no record has reached the store, that is said by the exit code."""
    command.file("stock.csv", "sku\nA\nB\n")
    code, _, said = command(*SEND, "stock.csv", "--batch", "1", store="http://127.0.0.1:9")
    assert code == 3
    assert "2 records failed (2 unsent): see stock.failed.csv" in said
    assert "help: send the file: --from stock.failed.csv\n" in said


def test_a_report_never_takes_the_place_of_another(command: Command, store: TakingStore) -> None:
    """A name that is taken is an error before anything is sent, and so is a folder or a form that does not fit."""
    command.file("stock.csv", "sku\nA\n")
    command.file("old.csv", "of an earlier day")
    for named, why in (
        ("old.csv", "old.csv already exists: move it away, or name another file"),
        ("none/old.csv", "none/old.csv: No such file or directory; nothing was sent"),
        (
            "new.jsonl",
            "new.jsonl: use a file that ends in .csv, as the records come from stock.csv",
        ),
    ):
        code, _, said = command(*SEND, "stock.csv", "--failures", named, store=store.address)
        assert (code, said, store.sent) == (2, f"error: {why}\n", [])
    assert command.text("old.csv") == "of an earlier day"


def started(command: Command, store: TakingStore, *more: str) -> subprocess.Popen[str]:
    """Return the command, sending three records one by one to a store that lets the second one wait."""
    command.file("stock.csv", "sku,name\nA,one\nB,two\nC,three\n")
    command.file("stock.failed.csv", "of an earlier day")
    answering(store, b'{"Ack":"Success","Item":[{"SKU":"A"}]}')
    store.scripted.append(Answer(b"", "application/json", 429))  # after which the client waits
    program = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, *SEND, "stock.csv", "--batch", "1", *more],
        cwd=command.folder,
        env=environment(store.address),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    while len(store.exchanges) < 2 and program.poll() is None:
        time.sleep(0.05)
    return program


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
@pytest.mark.parametrize(("signals", "code"), [("INT", 130), ("TERM", 143)])
def test_a_stop_loses_no_record(
    command: Command, store: TakingStore, signals: str, code: int
) -> None:
    """After Ctrl-C and `kill`, what is not done is in a file, and answers that came are printed."""
    program = started(command, store, "--csv")
    program.send_signal(getattr(signal, f"SIG{signals}"))
    shown, said = program.communicate(timeout=60)
    assert (program.returncode, shown) == (code, "SKU\nA\n"), said
    assert "Traceback" not in said
    assert "error: 2 records failed (" in said
    assert "see stock.failed-2.csv" in said
    assert command.text("stock.failed.csv") == "of an earlier day"
    rows = rows_of(command.text("stock.failed-2.csv"))
    assert [row["sku"] for row in rows] == ["B", "C"]
    # The answer that nothing was done may have come before the signal, or not.
    assert rows[0]["_outcome"] in {"unknown", "unsent"}
    assert rows[1]["_outcome"] == "unsent"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are otherwise there")
def test_a_pipe_that_is_closed_loses_no_record(command: Command, store: TakingStore) -> None:
    """Where nobody reads the answers any more, what was not sent is in the report."""
    number = 3000
    command.file("stock.csv", "sku\n" + "".join(f"{'A' * 20}{n}\n" for n in range(number)))
    ask = shlex.join(process(*SEND, "stock.csv", "--batch", "500"))
    done = subprocess.run(
        ["bash", "-c", f"{ask} | head -1; exit ${{PIPESTATUS[0]}}"],
        cwd=command.folder,
        env=environment(store.address),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 141, done.stderr
    left = [row["sku"] for row in rows_of(command.text("stock.failed.csv"))]
    assert "Traceback" not in done.stderr
    assert f"{len(left)} records failed ({len(left)} unsent)" in done.stderr
    assert len({*left, *(sku for part in store.sent for sku in part)}) == number
    assert len(left) + sum(map(len, store.sent)) == number


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    outcomes=st.lists(st.sampled_from(["all", "some", "500", "page", "401"]), max_size=6),
    size=st.integers(1, 4),
    number=st.integers(1, 9),
    ending=st.sampled_from(["csv", "jsonl"]),
)
def test_every_record_is_done_or_reported(
    command: Command, outcomes: list[str], size: int, number: int, ending: str
) -> None:
    """Whatever the store answers, each record is taken once or in the report once, and the report can be sent."""
    names = [f"S{n}" for n in range(number)]
    lines = ["sku", *names] if ending == "csv" else [json.dumps({"sku": name}) for name in names]
    for path in command.folder.iterdir():
        path.unlink()
    command.file(f"stock.{ending}", "\n".join(lines))
    report = f"stock.failed.{ending}"
    with TakingStore(outcomes) as store:
        command(*SEND, f"stock.{ending}", "--batch", str(size), store=store.address)
        left: list[str] = []
        if report in command.names():
            text = command.text(report)
            rows = rows_of(text) if ending == "csv" else map(json.loads, text.splitlines())
            left = [row["sku"] for row in rows]
        assert sorted([*store.taken, *left]) == names
        store.outcomes.clear()
        if left:
            again = (*SEND, report, "--resend-unknown")
            assert command(*again, store=store.address).code == 0
        assert sorted(store.taken) == names


def test_a_long_file_takes_no_more_memory_than_a_short_one(
    command: Command, store: TakingStore
) -> None:
    """Rows are read as they are sent, and answers printed as they come."""
    peaks: list[int] = []
    for number in (200, 200, 1_500):  # what is imported and cached counts in the first
        command.file(
            "stock.csv", "sku,name\n" + "".join(f"A{n},{'x' * 99}\n" for n in range(number))
        )
        tracemalloc.start()
        code, *_ = command(*SEND, "stock.csv", "--csv", store=store.address)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        store.exchanges.clear()
        assert code == 0
    assert peaks[2] < 1.5 * peaks[1]
