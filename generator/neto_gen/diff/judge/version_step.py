"""The version step that changes ask for, and whether a step is enough."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neto_gen.diff.rules.checks import Verdict
from neto_gen.problems import ExitCode, Failure, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from neto_gen.diff.rules.facts import Fact

STEPS: Final = ("none", "patch", "minor", "major")
"""From the smallest to the largest."""
_VERSION = re.compile(r"v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?(?:[-+.].*)?", re.ASCII)


def advised(facts: Iterable[Fact], views: Collection[str]) -> str:
    """Return the version step for these facts: what breaks one of the views is major."""
    step = "none"
    for fact in facts:
        step = max(step, _step_of(fact, views), key=STEPS.index)
    return step


def deciding(facts: Iterable[Fact], views: Collection[str]) -> list[Fact]:
    """Return the facts that require the advised step."""
    known = [*facts]
    step = advised(known, views)
    return [] if step == "none" else [f for f in known if _step_of(f, views) == step]


def _step_of(fact: Fact, views: Collection[str]) -> str:
    worst = max((fact.verdicts.get(view, Verdict.NONE) for view in views), default=Verdict.NONE)
    if worst is Verdict.BREAKING:
        return "major"
    if worst is Verdict.NONE:
        return "patch"
    return "minor"


def taken(old: str, new: str) -> str:
    """Return the step between two versions.

    Raises Failure when one is not a version, or the new one is not higher.
    """
    before, after = _parsed(old), _parsed(new)
    if after < before:
        what = f"version {new} is lower than {old}"
        raise Failure(ExitCode.USAGE, Problem(what, None, "name the old version first"))
    for step, place in (("major", 0), ("minor", 1), ("patch", 2)):
        if before[place] != after[place]:
            return step
    return "none"


def needed(step: str, old: str) -> str:
    """Return the step to take for an advised one after a version: below 1.0 it is one lower."""
    if _parsed(old)[0] == 0:
        return {"major": "minor", "minor": "patch"}.get(step, step)
    return step


def _parsed(version: str) -> tuple[int, int, int]:
    found = _VERSION.fullmatch(version.strip())
    if found is None:
        what = f'"{version}" is not a version'
        raise Failure(ExitCode.USAGE, Problem(what, None, "write it as 1.2.3"))
    return int(found[1]), int(found[2]), int(found[3] or 0)
