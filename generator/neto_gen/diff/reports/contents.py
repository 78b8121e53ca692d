"""What changed between two sets of files that are in memory, such as those of before and after a fetch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.diff.reports.report import make_report
from neto_gen.diff.rules.policy import policy_of
from neto_gen.diff.sides.side import read_side
from neto_gen.sources import MemoryFolder, OperationSource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neto_gen.dialect import Dialect
    from neto_gen.diff.reports.report import Report


def compare_contents(
    old: Mapping[str, bytes], new: Mapping[str, bytes], dialect: Dialect
) -> Report:
    """Compare the operations that both sets of files have; they are known by name.

    Raises Failure when a schema of either set cannot be loaded.
    """
    names = sorted(
        file.removesuffix(".xsd")
        for file in old
        if all(
            f"{file.removesuffix('.xsd')}{end}.xsd" in side
            for end in ("", "Response")
            for side in (old, new)
        )
    )
    operations = [OperationSource.pair(name) for name in names]
    sides = (
        read_side("before", MemoryFolder("before", old), operations),
        read_side("after", MemoryFolder("after", new), operations),
    )
    return make_report(*sides, policy_of(dialect), dialect)
