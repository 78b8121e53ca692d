"""How operations are written in a manifest."""

from __future__ import annotations

import pytest

from neto_gen.sources import MessageSource, OperationSource


@pytest.mark.parametrize(
    "operation",
    [
        OperationSource.pair("GetOrder"),
        OperationSource.order_notification(),
        OperationSource(
            "Place: it", MessageSource("a/b.xsd", "A"), MessageSource("a/b.xsd", "B.1")
        ),
    ],
)
def test_what_is_written_is_read(operation: OperationSource) -> None:
    """An operation is the same after it was written and read, with a request and without."""
    assert str(OperationSource.parse(str(operation))) == str(operation)


@pytest.mark.parametrize("text", ["", "GetOrder", "GetOrder: a.xsd", ": a.xsd#A"])
def test_what_is_no_operation(text: str) -> None:
    """A text that no operation is written as is refused."""
    with pytest.raises(ValueError, match="no operation"):
        OperationSource.parse(text)
