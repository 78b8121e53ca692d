"""The modules of small schemas, to the letter."""

from __future__ import annotations

import pytest

from tests.golden import CASES, modules


@pytest.mark.parametrize("case", CASES)
def test_modules(case: str) -> None:
    """What is generated is what was reviewed; `python -m tests.golden` renews it."""
    for path, text in modules(case):
        assert text == path.read_text(encoding="utf-8"), path.name
