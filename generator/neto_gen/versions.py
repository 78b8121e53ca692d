"""Versions as Python's packages have them: which of two is newer, and whether one is wanted."""

from __future__ import annotations

# What is imported in the functions takes longer to import than all else that a build with nothing to
# do needs, and such a build seldom asks.


def is_newer(version: str, other: str) -> bool:
    """Whether a version comes after another. Raises ValueError for what is no version."""
    if version == other:
        return False
    from packaging.version import Version  # noqa: PLC0415 - see above

    return Version(version) > Version(other)


def meets(version: str, wanted: str) -> bool:
    """Whether a version is in a range such as `>=0.4,<0.5`; a version alone is the only one wanted.

    A pre-release counts as what it is: 0.5rc1 comes after 0.4 and before 0.5. Raises ValueError for
    what is no range.
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
