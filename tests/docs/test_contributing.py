"""The guide for who works on neto-gen."""

from __future__ import annotations

import re

from tests.support import REPOSITORY


def test_what_it_says_to_touch_and_to_run_is_there() -> None:
    """Every file and folder that the guide names by its path exists."""
    text = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = {*re.findall(r"`((?:generator|templates|tests|docs|scripts|schemas)/[\w./-]*)`", text)}
    assert len(named) > 40
    assert sorted(path for path in named if not (REPOSITORY / path).exists()) == []
