"""Reports of what changed in the Python of a client: a section of a changelog, or text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from neto_gen.diff.generated.compare import Severity
from neto_gen.diff.reports.markdown import code, plain
from neto_gen.diff.reports.report import heading_of
from neto_gen.problems import listed, printable, shortened

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from neto_gen.diff.generated.compare import PackageChange

HEADINGS: Final = {
    Severity.BREAKING: "Breaks code that uses it",
    Severity.CHANGED: "Changed",
    Severity.ADDED: "New",
}
_LONGEST: Final = 400
NOTHING: Final = "nothing has changed in the Python of the client"


class ReleaseNotes(NamedTuple):
    """A release: what it is called, when it was, and what changed, the breaking changes first."""

    title: str
    day: dt.date | None
    changes: Sequence[PackageChange]


def to_markdown(sections: Iterable[ReleaseNotes]) -> str:
    """Return the sections of a changelog in Markdown, without those that have no changes."""
    return "\n".join(_markdown(section) for section in sections if section.changes)


def _markdown(section: ReleaseNotes) -> str:
    lines = [f"## {heading_of(plain(section.title), section.day)}"]
    for effect, heading in HEADINGS.items():
        found = [change for change in section.changes if change.effect is effect]
        if found:
            lines += ["", f"### {heading}", ""]
            lines += [f"- {_named(c, code)}: {_what(c)}" for c in found]
    return "\n".join(lines) + "\n"


def to_text(sections: Iterable[ReleaseNotes]) -> str:
    """Return the sections as plain text, with a note if nothing changed."""
    lines: list[str] = []
    for section in sections:
        lines.append(heading_of(printable(section.title), section.day))
        for effect, heading in HEADINGS.items():
            found = [change for change in section.changes if change.effect is effect]
            if found:
                lines.append(f"  {heading}: {len(found):,}")
                lines += [
                    printable(f"    {_named(c, str)}: {shortened(c.text, _LONGEST)}") for c in found
                ]
        if not section.changes:
            lines.append(f"  {NOTHING}")
    return "\n".join(lines) + "\n"


def _named(change: PackageChange, written: Callable[[str], str]) -> str:
    """Return the name of a change, and the names with the same change."""
    first, *others = map(written, change.names)
    return f"{first} (and {listed(others)})" if others else first


def _what(change: PackageChange) -> str:
    """Return what changed, in Markdown."""
    parts = (
        code(shortened(part, _LONGEST)) if number % 2 else plain(part.strip())
        for number, part in enumerate(change.what)
    )
    return " ".join(filter(None, parts))
