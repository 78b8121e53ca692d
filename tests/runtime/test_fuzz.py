"""Hostile answers: whatever arrives, reading ends, in a record or in a ResponseError."""

from __future__ import annotations

import os
import random
import time
from typing import TYPE_CHECKING

import pytest

from neto_client import ResponseError
from neto_client.add_customer_log import AddCustomerLogResponse

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = float(os.environ.get("FUZZ_SECONDS", "3"))
JSON = (
    b'{"CustomerLog":[{"LogID":"1","X":{"Y":[1,2.5,"\\u00e9"]}}],"Ack":"Warning","CurrentTime":null,'
    b'"Messages":[{"Error":{"Message":"a"}},{"Warning":[{"SeverityCode":""}]}]}'
)
XML = (
    b'<?xml version="1.0" encoding="utf-8"?><!-- c --><AddCustomerLogResponse a="b">'
    b"<CustomerLog><LogID>1</LogID><X y='z'><Y>&amp;</Y>t</X></CustomerLog><Ack>Error</Ack>"
    b"<Messages><Error><Message><![CDATA[a]]></Message></Error></Messages></AddCustomerLogResponse>"
)
PIECES = [
    *(b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b'"\\ud800"', b"\\", b"[", b"]"),
    *(
        b"{",
        b"}",
        b'"',
        b"<",
        b">",
        b"&",
        b"]]>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
        b"&b;",
        b"null",
    ),
    *(
        b"NaN",
        b"Infinity",
        b"-",
        b"1e999999999",
        b"9" * 5000,
        b"1." + b"0" * 3000,
        b"true",
        b"[[[[",
    ),
    *(
        b"<a>" * 300,
        b'{"a":' * 300,
        b"encoding='utf-7'",
        b"xsi:nil='true'",
        b"xmlns='x'",
        b"<?x ?>",
    ),
    *(b'"LogID"', b"<LogID>", b"</LogID>", b'"Ack":{}', b"0000-00-00", b"\xf0\x9f\x98\x80"),
]


def mutated(document: bytes, chance: random.Random) -> bytes:
    """Return the document with some changes."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(document) + 1)
        end = min(len(document), start + chance.choice([0, 0, 1, 3, 20, 400]))
        document = document[:start] + chance.choice(PIECES) + document[end:]
    return document


PLAIN = (
    b"<AddCustomerLogResponse><CustomerLog><LogID>1</LogID></CustomerLog><CustomerLog><LogID>2</LogID>"
    b"</CustomerLog><Ack>Error</Ack><Messages><Error><Message>a &amp; b</Message></Error></Messages>"
    b"</AddCustomerLogResponse>"
)


@pytest.mark.parametrize(("wire", "document"), [("json", JSON), ("xml", XML), ("xml", PLAIN)])
@pytest.mark.parametrize("streamed", [False, True])
def test_broken_answers(
    wire: str,
    document: bytes,
    streamed: bool,  # noqa: FBT001
    record_property: Callable[[str, object], None],
) -> None:
    """For a bounded time, changed documents read or raise ResponseError, and nothing else."""
    chance = random.Random(20261124)  # noqa: S311 - no secret
    end = time.monotonic() + SECONDS / 6
    tried = refused = 0
    while time.monotonic() < end:
        broken = mutated(document, chance) if tried else document
        tried += 1
        try:
            if not streamed:
                strict = chance.random() < 0.3
                getattr(AddCustomerLogResponse, f"from_{wire}")(broken, strict=strict)
            else:
                size = chance.choice([1, 7, 1000])
                pieces = [broken[i : i + size] for i in range(0, len(broken), size)]
                list(getattr(AddCustomerLogResponse, f"iter_from_{wire}")(pieces))
        except ResponseError:
            refused += 1
    assert tried > refused > 0
    record_property("answers tried", tried)
    record_property("answers refused", refused)
