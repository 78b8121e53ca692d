"""The examples of docs/client.md run as they are printed, against a store on a real socket."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Any

import pytest

from tests.api.answering_store import AnsweringStore
from tests.support import REPOSITORY

PAGE = (REPOSITORY / "docs" / "client.md").read_text(encoding="utf-8")
EXAMPLES = [dedent(text) for text in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)]


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_runs(number: int, capsys: pytest.CaptureFixture[str]) -> None:
    """What the page shows can be run; only the address of the store is another."""
    example = EXAMPLES[number]
    names: dict[str, Any] = {}
    with AnsweringStore() as store:
        program = dedent(example).replace("www.mystore.com.au", store.address).replace("…", "k")
        exec(program, names)  # noqa: S102 - our own
        assert bool(store.received) == ("NetoClient(" in example)
    assert capsys.readouterr().out.count("text") >= example.count("print(order")
