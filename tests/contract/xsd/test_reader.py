"""What is built on xsdata."""

from __future__ import annotations

import pytest

from tests.contract.class_model import HERE, NAMES, class_model


@pytest.mark.parametrize("name", NAMES)
def test_the_model_of_xsdata(name: str) -> None:
    """What we build on in xsdata is as it was; see tests/contract/class_model to renew it."""
    assert class_model(name) == (HERE / f"{name}.txt").read_text(encoding="utf-8")
