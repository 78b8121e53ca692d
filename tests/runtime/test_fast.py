"""The extra `fast` changes how long it takes, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_client import ResponseError, _encode_parts, _fast, _json, add_customer_log
from neto_client._characters import has_only_characters
from neto_client._model import RawElement

TEXTS = st.text(
    st.characters(codec="utf-8") | st.sampled_from('"\\/\x00\x1f\x7f\b\n<&é😀\u2028\ufeff')
)
# Those that a request can hold: what XML cannot carry is refused.
WRITABLE = TEXTS.filter(lambda text: has_only_characters(text.encode()))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["CustomerLog", "LogID", "Ack", "Messages", "CurrentTime", "New"])


def read(document: bytes) -> tuple[Any, ...]:
    """Return the record and the types of its values, or what is wrong."""
    try:
        found = add_customer_log.AddCustomerLogResponse.from_json(document)
    except ResponseError as error:
        return error.problems
    return found, repr(found), repr(found.extra)


def without_orjson(patch: pytest.MonkeyPatch) -> None:
    """Take orjson away."""
    for name in ("loads", "dumps", "fragment"):
        patch.setattr(_fast, name, None)


def test_orjson_is_there() -> None:
    """These tests compare two things: orjson is installed where they run."""
    assert _fast.loads is not None
    assert _fast.dumps is not None


@given(content=st.dictionaries(NAMES, VALUES, max_size=4), escaped=st.booleans())
def test_answers_read_the_same(content: dict[str, Any], *, escaped: bool) -> None:
    """Any JSON reads as the same record, with the same types in `extra`, or is wrong in the same way."""
    document = json.dumps(content, ensure_ascii=escaped).encode()
    fast = read(document)
    with pytest.MonkeyPatch.context() as patch:
        without_orjson(patch)
        assert read(document) == fast


@pytest.mark.parametrize(
    "document",
    [
        b'{"New": 1.10}',
        b'{"New": 1e400}',
        b'{"New": 0.1000000000000000055511151231257827}',
        b'{"New": 123456789012345678901234567890}',
        b'{"New": -0.0}',
        b'{"New": 1E+2}',
        b'{"CustomerLog": [{"LogID": 2.000}]}',
        b'{"CurrentTime": 1.10}',
        b'{"New": "\\ud800"}',
        b'{"New": NaN}',
        b'{"New": 1, "New": 2}',
        b'{"New": "\xff"}',
        b'{"New": 01}',
        b"[" * 100_000,
    ],
)
def test_numbers_and_nonsense_read_the_same(document: bytes) -> None:
    """What decoders like to differ in: exact numbers, huge ones, surrogates, duplicates, depth."""
    fast = read(document)
    with pytest.MonkeyPatch.context() as patch:
        without_orjson(patch)
        assert read(document) == fast


@given(texts=st.lists(WRITABLE, min_size=1, max_size=5), raw=VALUES)
def test_requests_are_the_same_bytes(texts: list[str], raw: Any) -> None:
    """Whatever is sent is written in the same bytes, escapes and numbers included."""
    message = add_customer_log.AddCustomerLog.of(
        [add_customer_log.CustomerLog(notes=text, username=text[:1]) for text in texts]
    )
    with pytest.MonkeyPatch.context() as patch:
        fast = message.to_json(checked=False), _json.encode_json({"New": _write_raw(raw)})
        without_orjson(patch)
        assert (message.to_json(checked=False), _json.encode_json({"New": _write_raw(raw)})) == fast
    assert json.loads(fast[0])["CustomerLogs"]["CustomerLog"][0].get("Notes") == texts[0]


def _write_raw(value: Any) -> Any:
    """Return a raw value as it is written in unlisted data."""
    data: dict[str, Any] = {}
    _encode_parts.raw_json([RawElement("New", value)], data)
    return data["New"]
