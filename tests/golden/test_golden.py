"""What is generated for small schemas, to the letter."""

from __future__ import annotations

import pytest

from tests.golden import CASES, expected_folder, generate


@pytest.mark.parametrize("case", CASES)
def test_golden(case: str) -> None:
    """The generated modules are those that were reviewed; `python -m tests.golden` renews them."""
    expected = {
        path.name: path.read_text(encoding="utf-8") for path in expected_folder(case).iterdir()
    }
    assert generate(case) == expected
