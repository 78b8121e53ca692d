"""The generated client against a store that fails by chance: nothing lost, nothing doubled."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from neto_client import NetoError, OutcomeUnknown, RateLimiter, ResponseError, Retries
from neto_client.add_customer_log import CustomerLog
from neto_gen.problems import Failure
from neto_gen.serve.faults import Chaos, Fault, Faults, Limit, chaos_of
from tests.serve.running import serving
from tests.soak import IS_LONG

_WRITES = 20_000 if IS_LONG else 400
_THREADS = 16 if IS_LONG else 8


def test_writes_under_faults_are_all_accounted_for() -> None:
    """Of writes under faults, each is acknowledged, refused, or of unknown outcome, and never doubled."""
    faults = "rate-limit+reset-before+reset-after+html+html-after+truncated+server-error"
    chaos = f"seed=7,rate=0.1,limit=0,faults={faults}"
    acknowledged: set[str] = set()
    unknown: set[str] = set()
    refused: set[str] = set()
    with serving("--chaos", chaos) as store:
        limit = RateLimiter(1e9, cool_down=0.0)
        with store.client(
            retries=Retries(limit=2, first=0.001, longest=0.01), rate_limit=limit
        ) as neto:

            def write(note: str) -> None:
                try:
                    neto.add_customer_log(CustomerLog(notes=note))
                except (OutcomeUnknown, ResponseError):  # a response that is no answer, too
                    unknown.add(note)
                except NetoError:
                    refused.add(note)
                else:
                    acknowledged.add(note)

            notes = [f"note {n}" for n in range(_WRITES)]
            with ThreadPoolExecutor(_THREADS) as pool:
                [*pool.map(write, notes)]
        snapshot = store.control("GET", "snapshot")
    held = Counter(record["Notes"] for record in snapshot["records"]["CustomerLog"])
    assert len(acknowledged) + len(unknown) + len(refused) == _WRITES
    assert max(held.values()) == 1
    assert acknowledged <= held.keys() <= acknowledged | unknown
    assert len(unknown) > _WRITES / 200
    assert len(acknowledged) > _WRITES * 0.8


def test_the_same_seed_gives_the_same_faults() -> None:
    """Which request fails, and how, is told by the seed alone; about as many fail as are asked for."""
    first, again, other = (Faults(Chaos(seed, 0.1, 0)) for seed in (7, 7, 8))
    drawn = [[faults.next("AddItem", "") for _ in range(2_000)] for faults in (first, again, other)]
    assert drawn[0] == drawn[1] != drawn[2]
    some = [fault for fault in drawn[0] if fault is not None]
    assert set(some) == set(Fault)
    assert 100 < len(some) < 300


def test_the_limit_is_that_of_real_stores() -> None:
    """500 requests a minute pass; one more, and none does for a minute."""
    now = 0.0
    limit = Limit(500, lambda: now)
    assert all(limit.takes_one() for _ in range(500))
    assert not limit.takes_one()
    now = 59.0
    assert not limit.takes_one()
    now = 60.5
    assert limit.takes_one()
    assert chaos_of("seed=3").limit == 500


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", Chaos()),
        ("seed=7,rate=0.1", Chaos(7, 0.1)),
        ("rate=1,faults=html+truncated,limit=0", Chaos(0, 1.0, 0, (Fault.HTML, Fault.TRUNCATED))),
    ],
)
def test_chaos_is_read(text: str, found: Chaos) -> None:
    """What is left out has its default."""
    assert chaos_of(text) == found


@pytest.mark.parametrize("text", ["rate=nan", "rate=-1", "seed=x", "faults=x", "rate"])
def test_chaos_that_is_none_is_refused(text: str) -> None:
    """A value that cannot be is told with what can be."""
    with pytest.raises(Failure) as caught:
        chaos_of(text)
    assert f"--chaos does not accept {text!r}" in str(caught.value)
    assert "truncated" in str(caught.value.problems[0].hint)
