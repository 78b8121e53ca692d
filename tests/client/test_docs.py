"""The examples of docs/client-runtime.md."""

from __future__ import annotations

import asyncio
import re
from types import SimpleNamespace
from typing import Any

import pytest

from examples.stand_in_store import KEY, StandInStore
from tests.support import REPOSITORY

PAGE = (REPOSITORY / "docs" / "client-runtime.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_runs(store: StandInStore, number: int) -> None:
    """What the page shows can be run as it is printed."""
    names: dict[str, Any] = {"STORE": store.address, "KEY": KEY, "tracer": SimpleNamespace()}
    exec(compile(EXAMPLES[number], f"example {number}", "exec"), names)  # noqa: S102 - our own
    if "send" in names:
        asyncio.run(names["send"]())
        assert store.exchanges
