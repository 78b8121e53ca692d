"""Packed answers: what a little can unpack to is bounded in size, in time, and in how often."""

from __future__ import annotations

import asyncio
import gzip
import os
import random
import time
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_client import AsyncNetoClient, OutcomeUnknown, ResponseError, Timeouts
from neto_client._decompress import STEP, CodingError, unpacking
from tests.client.calling import BOTH, LOG, SECRET, Kind, send
from tests.client.misbehaving_store import GOOD, MisbehavingStore, answer, endless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.client.misbehaving_store import Behaviour

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
NOTHING = b"\0\0\0\xff\xff"  # a block of deflate that is empty, and not the last


def raw_deflate(body: bytes) -> bytes:
    """Deflate without the header of zlib, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZip", gzip.compress),
    "zlib": ("deflate", zlib.compress),
    "raw": ("deflate", raw_deflate),
    "identity": ("identity", bytes),
    "a character set": ("utf-8", bytes),
    "with nothing beside": ("identity, gzip,", gzip.compress),
}


@pytest.fixture
def rogue() -> Iterator[MisbehavingStore]:
    """Yield a store that does as its script says."""
    with MisbehavingStore() as store:
        yield store


def unpacked(coding: str, pieces: list[bytes]) -> bytes:
    """Return the decompressed body; no step may be larger than allowed."""
    found = unpacking(coding)
    if found is None:
        return b"".join(pieces)
    made = [step for piece in pieces for step in found.steps(piece)]
    assert max(map(len, made), default=0) <= STEP
    return b"".join(made)


@given(st.binary(max_size=300), st.integers(0, 2**32), st.sampled_from(sorted(PACKERS)))
def test_a_body_may_arrive_in_any_pieces(body: bytes, seed: int, name: str) -> None:
    """Whatever the coding, and however it is cut, what was packed comes out."""
    coding, pack = PACKERS[name]
    chance = random.Random(seed)  # noqa: S311 - for a test
    body *= chance.choice([1, 1, 5000])
    packed, pieces = pack(body), list[bytes]()
    while packed:
        size = chance.choice([1, 2, 10, 100, 65_536])
        pieces, packed = [*pieces, packed[:size]], packed[size:]
    assert unpacked(coding, pieces) == body


@given(st.sampled_from(["gzip", "deflate"]), st.lists(st.binary(max_size=200), max_size=5))
def test_whatever_is_sent_as_packed_is_read_or_refused(coding: str, pieces: list[bytes]) -> None:
    """Bytes that are no packing at all are said to be broken, and nothing worse."""
    try:
        unpacked(coding, pieces)
    except CodingError as error:
        problem = str(error)
    else:
        return
    assert "the response's compression is broken" in problem


@BOTH
@pytest.mark.parametrize("name", PACKERS)
def test_every_coding_that_is_asked_for_is_undone(
    rogue: MisbehavingStore, kind: Kind, name: str
) -> None:
    """An answer in any coding that the client accepts is read."""
    coding, pack = PACKERS[name]
    rogue.script.append(answer(pack(GOOD), content_encoding=coding))
    assert send(kind, rogue.address).parsed.customer_log[0].log_id == 1


def nested(times: int, coding: str = "gzip") -> Behaviour:
    """Return a small body that decompresses to a large one, which decompresses to a larger one, and so on."""
    body = NOTHING * 200_000
    for _ in range(times):
        body = gzip.compress(GZIP_HEAD + body)
    return answer(body, content_encoding=", ".join([coding] * (times + 1)))


REFUSED: dict[str, tuple[Callable[[], Behaviour], str]] = {
    "twice": (lambda: nested(1), "is compressed 2 times, but only once is allowed"),
    "five times": (lambda: nested(4), "is compressed 5 times, but only once is allowed"),
    "twice by another name": (lambda: nested(1, "x-gzip"), "is compressed 2 times"),
    "brotli": (lambda: answer(b"x", content_encoding="br"), "with br, which was not requested"),
    "zstd": (lambda: answer(b"x", content_encoding="zstd"), "with zstd, which was not requested"),
    "mixed": (lambda: answer(b"x", content_encoding="zstd, gzip"), "is compressed 2 times"),
    "much for gzip": (
        lambda: answer(gzip.compress(bytes(5_000_000)), content_encoding="gzip"),
        "the response has more than 1000000 bytes",
    ),
    "much for deflate": (
        lambda: answer(raw_deflate(bytes(5_000_000)), content_encoding="deflate"),
        "the response has more than 1000000 bytes",
    ),
    "nothing without end": (
        lambda: endless(NOTHING * 10_000, "gzip", GZIP_HEAD),
        "the response has more than 1000000 bytes",
    ),
    "nothing in deflate without end": (
        lambda: endless(NOTHING * 10_000, "deflate"),
        "the response has more than 1000000 bytes",
    ),
    "something after the end, without end": (
        lambda: endless(b"x" * 50_000, "gzip", gzip.compress(GOOD)),
        "the response has more than 1000000 bytes",
    ),
}


@BOTH
@pytest.mark.parametrize("name", REFUSED)
def test_a_bomb_is_refused(rogue: MisbehavingStore, kind: Kind, name: str) -> None:
    """What is read and what it unpacks to are both counted, and one coding is undone."""
    behaviour, message = REFUSED[name]
    rogue.script.append(behaviour())
    with pytest.raises(ResponseError, match=message):
        send(kind, rogue.address, max_answer=1_000_000)
    assert len(rogue.bodies) == 1


@BOTH
def test_unpacking_ends_with_the_time_for_the_call(rogue: MisbehavingStore, kind: Kind) -> None:
    """A body that unpacks to nothing, for ever, ends when the call's time does."""
    rogue.script.append(endless(NOTHING * 10_000, "gzip", GZIP_HEAD))
    with pytest.raises(OutcomeUnknown, match=r"did not answer within 0\.3 seconds in total"):
        send(kind, rogue.address, timeout=Timeouts(total=0.3), max_answer=10**12)


def test_other_tasks_go_on_while_an_answer_is_unpacked(rogue: MisbehavingStore) -> None:
    """A body that unpacks to much from one piece leaves other tasks their turns."""
    size = 200_000_000 if IS_LONG else 40_000_000
    rogue.script.append(answer(gzip.compress(bytes(size), 1), content_encoding="gzip"))

    async def count_turns() -> int:
        turns = 0

        async def count() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        async with AsyncNetoClient(rogue.address, key=SECRET, max_answer=size - 1) as neto:
            counting = asyncio.create_task(count())
            with pytest.raises(ResponseError, match="has more than"):
                await neto.add_customer_log([LOG])
            counting.cancel()
        return turns

    assert asyncio.run(count_turns()) > size / STEP / 2


def test_what_follows_the_end_costs_no_more_than_reading_it() -> None:
    """Bytes after the end of a packed body are passed over: ten times as many take about ten times as long."""

    def seconds(count: int) -> float:
        found = unpacking("gzip")
        assert found is not None
        assert b"".join(found.steps(gzip.compress(GOOD))) == GOOD
        begin = time.perf_counter()
        for _ in range(count):
            assert list(found.steps(b"x" * 10_000)) == []
        return time.perf_counter() - begin

    few = min(seconds(300) for _ in range(5))
    assert min(seconds(3000) for _ in range(3)) < few * 50
