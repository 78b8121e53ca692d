"""Versions as Python's packages have them: which of two is newer, and whether one is wanted."""

from __future__ import annotations

# The functions import what takes longer to import than all else that a build with nothing to
# do needs, and such a build rarely calls them.


def is_newer(version: str, other: str) -> bool:
    """Tell whether a version is newer than another. Raises ValueError for an invalid one."""
    if version == other:
        return False
    from packaging.version import Version  # noqa: PLC0415 - see above

    return Version(version) > Version(other)


def meets(version: str, wanted: str) -> bool:
    """Tell whether a version is in a range such as `>=0.4,<0.5`, or equal to a single version.

    A pre-release counts as what it is: 0.5rc1 is newer than 0.4 and older than 0.5. Raises
    ValueError for an invalid range.
    """
    if version == wanted:
        return True
    from packaging.specifiers import SpecifierSet  # noqa: PLC0415 - see above
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415

    if not wanted.strip():
        message = "an empty range"
        raise ValueError(message)
    try:
        return Version(version) == Version(wanted)
    except InvalidVersion:
        return SpecifierSet(wanted).contains(version, prereleases=True)
