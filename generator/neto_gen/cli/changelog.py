"""`neto-gen changelog`."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import click

from neto_gen.cli.diff import report_of
from neto_gen.cli.failures import failures_reported
from neto_gen.cli.options import complete, dialect_option
from neto_gen.diff.generated.open import changes_between, latest_client
from neto_gen.diff.generated.report import ReleaseNotes, to_markdown, to_text
from neto_gen.diff.reports.changelog import to_changelog
from neto_gen.diff.reports.report import Release
from neto_gen.diff.sides.open import UPSTREAM, VENDORED, latest_side
from neto_gen.problems import ExitCode, Failure, Problem
from neto_gen.settings.config import load_config
from neto_gen.sources.git import day_of, tags

_EXAMPLES = """
\b
Examples:
  neto-gen changelog
      Show what changed in the schemas since the latest tag.
  neto-gen changelog v1.2.0 --title 1.3.0 --date
      Show what changed since this tag, with a version and a date as the heading.
  neto-gen changelog --generated HEAD --format text
      After an upgrade of neto-gen: show what changed in the Python code.
"""


@click.command("changelog", epilog=_EXAMPLES)
@click.argument("old", metavar="[FROM]", required=False, shell_complete=complete("side"))
@click.argument("new", metavar="[TO]", required=False, shell_complete=complete("side"))
@click.option(
    "--generated",
    is_flag=True,
    help="Compare the Python code of the client instead of the schemas.",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["markdown", "text"]),
    default="markdown",
    help="Format of --generated: for a changelog, or for a terminal.  [default: markdown]",
)
@click.option(
    "--title", help="Heading of the section.  [default: the revision of TO, or Unreleased]"
)
@click.option(
    "--date",
    is_flag=False,
    flag_value="",
    metavar="[DAY]",
    help="Add a date to the heading: DAY, such as 2026-11-28; without DAY, the date of TO.",
)
@click.option("--each-tag", is_flag=True, help="Write a section for every tag between FROM and TO.")
@dialect_option
def command(  # noqa: PLR0917 - click passes them by name
    old: str | None,
    new: str | None,
    title: str | None,
    date: str | None,
    dialect: str | None,
    output_format: str,
    *,
    generated: bool,
    each_tag: bool,
) -> None:
    """Write a CHANGELOG section about changes of the schemas.

    FROM and TO are git revisions, folders or files, as for `neto-gen diff`. FROM defaults to the
    latest tag that has schemas, and TO to the schemas of the settings. Prints nothing if nothing
    changed.

    With --generated, compares the Python code of the client: classes, methods, parameters, fields and
    members of enumerations, breaking changes first. FROM and TO are then git revisions or folders of a
    client, which are not imported. FROM defaults to the latest tag that has the client, and TO to the current client.
    """
    with failures_reported():
        if output_format != "markdown" and not generated:
            hint = "add --generated, or use neto-gen diff"
            raise Failure(
                ExitCode.USAGE, Problem(f"--format {output_format} is for --generated", None, hint)
            )
        if dialect is not None and generated:
            hint = "omit it: the dialect of values does not affect Python code"
            raise Failure(ExitCode.USAGE, Problem("--generated takes no --dialect", None, hint))
        day = _day(date) if date else None
        if each_tag and (title is not None or day is not None):
            hint = "omit them: each section has the name of its tag, and with --date its day"
            raise Failure(
                ExitCode.USAGE, Problem("--each-tag takes no --title and no day", None, hint)
            )
        stops = _stops(old, new, each_tag=each_tag, generated=generated)
        steps = [
            (
                one,
                two,
                title or _title(two),
                _day_of(two) if date is not None and day is None else day,
            )
            for one, two in pairwise(stops)
        ]
        if generated:
            click.echo(_of_client(steps, output_format), nl=False)
        else:
            click.echo(_of_schemas(steps, dialect), nl=False)


_Step = tuple[str | None, str | None, str, dt.date | None]


def _of_schemas(steps: list[_Step], dialect: str | None) -> str:
    sections = [
        Release(title, day, report_of(old, new, {"dialect": dialect}))
        for old, new, title, day in steps
    ]
    return to_changelog(sections[::-1])


def _of_client(steps: list[_Step], output_format: str) -> str:
    where = Path.cwd()
    config = load_config(where)
    sections = [
        ReleaseNotes(title, day, changes_between(old, new, config, where))
        for old, new, title, day in steps
    ]
    return (to_text if output_format == "text" else to_markdown)(sections[::-1])


def _stops(
    old: str | None, new: str | None, *, each_tag: bool, generated: bool
) -> list[str | None]:
    """Return the sides to compare, in order."""
    if not each_tag:
        return [old, new]
    where = Path.cwd()
    if old is None:
        old = (latest_client if generated else latest_side)(load_config(where))
    known = tags(where)
    if old not in known:
        hint = "name a tag that the working revision comes after"
        raise Failure(ExitCode.SOURCE, Problem(f'no tag "{old}"', None, hint))
    after = known[known.index(old) + 1 :]
    after = after[: after.index(new)] if new in after else after
    return [old, *after, new]


def _title(side: str | None) -> str:
    """Return the title of a section: the name of its revision."""
    if side in {None, UPSTREAM, VENDORED} or (Path.cwd() / str(side)).exists():
        return "Unreleased"
    return str(side).partition(":")[0]


def _day_of(side: str | None) -> dt.date:
    """Return the date of a revision; today for schemas outside of any."""
    if _title(side) == "Unreleased":
        return dt.datetime.now().astimezone().date()
    return day_of(str(side).partition(":")[0], Path.cwd())


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        hint = "write it as --date=2026-11-28, or --date alone at the end"
        raise Failure(
            ExitCode.USAGE, Problem(f'--date "{text}" is not a date', None, hint)
        ) from None
