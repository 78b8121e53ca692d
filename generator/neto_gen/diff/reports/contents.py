"""Compare the files before and after a fetch, of which only one set is in a folder."""

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


def compare_fetched(
    old: Mapping[str, bytes],
    new: Mapping[str, bytes],
    dialect: Dialect,
    *,
    shown: str,
    is_written: bool,
) -> Report:
    """Compare the operations that both sets of files have; they are known by name.

    `shown` is what messages call the folder, which holds the new files if these are written, or else
    the old ones: only places in it are named, as nobody can look at others. Raises Failure when a
    schema of either set cannot be loaded.
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
    names_of_sides = (f"{shown} before", shown) if is_written else (shown, "upstream")
    sides = [
        read_side(name, MemoryFolder(name, files), operations)
        for name, files in zip(names_of_sides, (old, new), strict=True)
    ]
    report = make_report(sides[0], sides[1], policy_of(dialect), dialect)
    for fact in report.facts:
        if is_written:
            fact.old_location = None
        else:
            fact.new_location = None
    return report
