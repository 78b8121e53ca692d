"""What the store keeps on disk, whatever becomes of its process."""

from __future__ import annotations

import random
import re
import sqlite3
import threading
from typing import TYPE_CHECKING, Any

import pytest

from neto_client import NetoError
from neto_client._store import Refused, Store
from neto_client._store_kinds import Operations
from neto_client._store_state import FullError, MemoryState
from neto_client.add_customer_log import CustomerLog
from neto_gen.problems import Failure
from neto_gen.serve.sqlite import SqliteState
from tests.serve.running import serving
from tests.soak import IS_LONG
from tests.support import REPOSITORY, run

if TYPE_CHECKING:
    from pathlib import Path

_KILLS = 50 if IS_LONG else 2


def _sqlite(path: Path, most: int = 100) -> SqliteState:
    return SqliteState(path, most=most, full=FullError, first=1001)


def _notes(held: list[dict[str, str]]) -> list[str]:
    return [record["Notes"] for record in held]


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_a_transaction_does_all_or_nothing(kind: str, tmp_path: Path) -> None:
    """What fails half-way leaves records, numbers and their count as they were, in both states."""
    state = MemoryState(most=3) if kind == "memory" else _sqlite(tmp_path / "s.sqlite", most=3)
    with state.transaction():
        state.put("Item", "A1", {"SKU": "A1"})
        state.put("Item", "A2", {"SKU": "A2"})
        assert state.next_number("Item") == 1001

    def change_too_much() -> None:
        with state.transaction():
            state.put("Item", "A1", {"SKU": "A1", "Name": "x"})
            state.remove("Item", "A2")
            state.next_number("Item")
            for n in range(3):
                state.put("Item", f"B{n}", {})

    def begin_anew() -> None:
        with state.transaction():
            state.clear()
            state.put("Item", "A2", {})
            message = "a snapshot that is none"
            raise ValueError(message)

    with pytest.raises(FullError):
        change_too_much()
    with pytest.raises(ValueError, match="a snapshot that is none"):
        begin_anew()
    assert [*state.all("Item")] == [{"SKU": "A1"}, {"SKU": "A2"}]
    assert (state.counts(), state.numbers()) == ({"Item": 2}, {"Item": 1001})
    with state.transaction():
        state.put("Item", "A3", {})
    assert (state.next_number("Item"), state.get("Item", "A9")) == (1002, None)
    if isinstance(state, SqliteState):
        state.close()


def test_many_records_are_read_in_their_order(tmp_path: Path) -> None:
    """Records come in the order in which they were added, also where that takes several reads."""
    state = _sqlite(tmp_path / "s.sqlite", most=2_000)
    with state.transaction():
        for n in range(1_200):
            state.put("Item", f"S{n}", {"SKU": f"S{n}"})
    assert [record["SKU"] for record in state.all("Item")] == [f"S{n}" for n in range(1_200)]
    state.close()


def test_a_file_that_is_no_store_is_left_alone(tmp_path: Path) -> None:
    """A file of another program is not written to, and a store that is open is not opened twice."""
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as db:
        db.execute("create table own (a)")
    db.close()
    text = tmp_path / "text.sqlite"
    text.write_text("no database at all, but long enough to be taken for one " * 20)
    before = text.read_bytes()
    for path, said in (
        (other, "it was created by another program"),
        (text, "file is not a database"),
        (tmp_path / "missing" / "s.sqlite", "unable to open database file"),
    ):
        with pytest.raises(Failure) as caught:
            _sqlite(path)
        assert said in str(caught.value)
    assert text.read_bytes() == before
    state = _sqlite(tmp_path / "s.sqlite")
    with pytest.raises(Failure, match="it is open in another process"):
        _sqlite(tmp_path / "s.sqlite")
    state.close()
    _sqlite(tmp_path / "s.sqlite").close()


_SNAPSHOT: dict[str, Any] = {
    "format": 1,
    "numbers": {"Item": 1005},
    "records": {"Item": [{"SKU": "A"}]},
}


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ({"records": [1]}, "this is not a snapshot of a store"),
        ({"records": None}, "this is not a snapshot of a store"),
        ({"numbers": [1]}, "this is not a snapshot of a store"),
        ({"numbers": {"Item": "5"}}, "this is not a snapshot of a store"),
        ({"numbers": {"Thing": 5}}, "this is a snapshot of another kind of store"),
        ({"records": {"Thing": []}}, "this is a snapshot of another kind of store"),
        ({"records": {"Item": {}}}, "Item is not a list of records"),
        ({"records": {"Item": [{"SKU": "A"}, None]}}, "Item is not a list of records"),
        ({"records": {"Item": [{"SKU": ["A"]}]}}, "Item[0].SKU is not the key of a record"),
        ({"records": {"Item": [{"Name": "A"}]}}, "Item[0].SKU is not the key of a record"),
        ({"records": {"Item": [{"SKU": "A"}, {"SKU": "A"}]}}, "Item[1] has the same SKU"),
        ({"records": {"Item": [{"SKU": "A", "Name": 5}]}}, "Item[0] has values other than texts"),
        ({"records": {"Item": [{"SKU": "A", "N": {"a": [None]}}]}}, "Item[0] has values other"),
    ],
)
@pytest.mark.parametrize("kind", ["memory", "file"])
def test_a_damaged_snapshot_changes_nothing(
    kind: str, damage: dict[str, Any], said: str, tmp_path: Path
) -> None:
    """What is no whole snapshot is refused with where it is damaged, and the store stays as it is."""
    state = MemoryState() if kind == "memory" else _sqlite(tmp_path / "s.sqlite")
    store = Store(Operations("neto_client"), state)
    store.restore(_SNAPSHOT)
    with pytest.raises(Refused, match=re.escape(said)):
        store.restore({**_SNAPSHOT, **damage})
    assert store.snapshot() == _SNAPSHOT
    if isinstance(state, SqliteState):
        state.close()


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    """Killed at any moment while others write, the store has all that it has acknowledged, once."""
    data = tmp_path / "store.sqlite"
    chance = random.Random(7)  # noqa: S311 - it is to be the same each time
    acknowledged: list[str] = []
    sent: set[str] = set()
    for turn in range(_KILLS):
        with serving("--data", str(data)) as store:
            ended = threading.Event()

            def write(name: str) -> None:
                with store.client() as neto:
                    for n in range(1_000_000):
                        if ended.is_set():  # noqa: B023 - as above
                            return
                        note = f"{name}-{n}"
                        sent.add(note)
                        try:
                            neto.add_customer_log(CustomerLog(notes=note))
                        except NetoError:
                            return
                        acknowledged.append(note)

            threads = [threading.Thread(target=write, args=(f"{turn}-{n}",)) for n in range(3)]
            before = len(acknowledged)
            for thread in threads:
                thread.start()
            enough = before + chance.randrange(5, 60)
            while len(acknowledged) < enough and any(map(threading.Thread.is_alive, threads)):
                threads[0].join(0.002)
            store.kill()
            ended.set()
            for thread in threads:
                thread.join()
            assert len(acknowledged) >= enough
    state = _sqlite(data, most=1_000_000)
    found = _notes([*state.all("CustomerLog")])
    numbers = [record["LogID"] for record in state.all("CustomerLog")]
    state.close()
    assert len(found) == len(set(found)) == len(set(numbers))
    assert set(acknowledged) <= set(found) <= sent


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--record", "x"], "--record and --upstream require each other"),
        (["--chaos", "sed=1"], "did you mean seed?"),
        (["--chaos", "rate=2"], "--chaos does not accept 'rate=2'"),
        (["--as-seen", "twice"], "--as-seen has no 'twice'"),
        (["--replay", "none"], "cannot be read"),
        (["--as-seen", ""], "--as-seen has no ''"),
        (["--match", "shape"], "--match requires --replay"),
        (["--replay", "x", "--data", "store.sqlite"], "--data has no effect with --replay"),
        (["--replay", "x", "--lenient"], "--lenient has no effect with --replay"),
        (
            ["--record", "x", "--upstream", "http://127.0.0.1:9", "--as-seen"],
            "--as-seen has no effect with --record",
        ),
        (["--key", ""], "--key is empty"),
        (["--key", "a\nb"], "--key must be a text without line breaks and outer spaces"),
        (["--host", ""], "--host is empty"),
        (["--data", ""], "Invalid value for '--data': it is empty"),
        (["--replay", ""], "Invalid value for '--replay': it is empty"),
        (["--record", "", "--upstream", "http://127.0.0.1:9"], "'--record': it is empty"),
        (["--record", "x", "--upstream", "http://a:99999"], "not the address of a store"),
        (["--record", "x", "--upstream", "http://a/?key=b"], "not the address of a store"),
        (["--data", "missing/store.sqlite"], "unable to open database file"),
    ],
)
def test_wrong_options_are_told(options: list[str], said: str) -> None:
    """What cannot be served is told before anything is."""
    found = run("serve", "--port", "0", *options, cwd=REPOSITORY)
    assert found.returncode != 0
    assert said in found.stderr
    assert "Traceback" not in found.stderr
