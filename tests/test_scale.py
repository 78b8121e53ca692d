"""The page about the cost of builds, for standards that are made up here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from benchmarks.scale import standards
from tests.support import XS

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = """\
| schema | repository | elements | seconds | MiB | MB of Python |
|---|---:|---:|---:|---:|---:|
| NeTEx publication | NeTEx-CEN/NeTEx | 81,369 | 99 | 973 | 59.1 |
| QTI 2.2.2 item | oat-sa/qti-sdk | 17,877 | 11 | 424 | 3.9 |
"""
ITEM = f'<xs:schema {XS}><xs:element name="assessmentItem" type="xs:string"/></xs:schema>'


def test_large_standards_are_measured_where_they_are(tmp_path: Path) -> None:
    """Schemas in the folder are built and measured; for others, the page keeps its figures, or has none."""
    assert standards(tmp_path, KNOWN).endswith(KNOWN.rstrip())
    path = (
        tmp_path / "oat-sa/qti-sdk/src/qtism/data/storage/xml/schemes/qtiv2p2p2/imsqti_v2p2p2.xsd"
    )
    path.parent.mkdir(parents=True)
    path.write_text(ITEM, encoding="utf-8")
    *kept, measured = standards(tmp_path, KNOWN).splitlines()
    assert kept[-3:] == KNOWN.splitlines()[:3]
    assert re.fullmatch(
        r"\| QTI 2\.2\.2 item \| oat-sa/qti-sdk \| 2 \| \d+ \| [1-9]\d+ \| 0\.0 \|", measured
    )
