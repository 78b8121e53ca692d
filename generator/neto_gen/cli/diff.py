"""`neto-gen diff`."""

from __future__ import annotations

import datetime as dt
import re
import sys
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from neto_gen.cli.failures import failures_reported
from neto_gen.cli.github import add_summary
from neto_gen.cli.options import NamedPath, complete, dialect_option, path_option
from neto_gen.dialect import dialect_named
from neto_gen.diff.judge import version_step
from neto_gen.diff.judge.accepted import mark_accepted, read_acceptances, written
from neto_gen.diff.reports import FORMATS
from neto_gen.diff.reports.html import to_html
from neto_gen.diff.reports.markdown import to_markdown
from neto_gen.diff.reports.report import make_report
from neto_gen.diff.reports.text import explained, list_of_checks, to_text
from neto_gen.diff.rules.checks import CHECKS, Verdict
from neto_gen.diff.rules.facts import VIEWS
from neto_gen.diff.rules.policy import policy_of
from neto_gen.diff.sides.open import UPSTREAM, VENDORED, open_sides
from neto_gen.files.atomic import write_file
from neto_gen.gc_tuning import relaxed_gc
from neto_gen.problems import ExitCode, Failure, Problem, printable, reason
from neto_gen.settings.config import load_config
from neto_gen.sources.git import is_revision

if TYPE_CHECKING:
    from neto_gen.dialect import Dialect
    from neto_gen.diff.reports.report import Report
    from neto_gen.diff.rules.policy import Policy

_EXAMPLES = """
\b
Examples:
  neto-gen diff
      Show what changed since the latest tag that has schemas.
  neto-gen diff v1.2.0 --explain
      Show what changed since this tag, with reasons and example documents.
  neto-gen diff old/Order.xsd new/Order.xsd --dialect xsd
      Compare two files of any API.
  neto-gen diff main --format markdown --fail-on risk
      For a pull request: exit with 1 even if a change is only a risk.
"""
_FORMATS = ("text", "json", "markdown", "html", "github", "junit")
_LEVELS = {
    "breaking": Verdict.BREAKING,
    "risk": Verdict.RISK,
    "any": Verdict.NONE,
}
_ID = re.compile("[a-z]+(-[a-z]+)*")
_NO_REASON = "explain here why this change is intended"


class _Command(click.Command):
    """`--explain` may have the id of a check after it, or nothing."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments."""
        for place, argument in enumerate(args):
            if argument == "--":
                break
            if argument == "--explain":
                following = args[place + 1 : place + 2]
                if not following or following[0].startswith("-") or _is_side(following[0]):
                    args[place] = "--explain=all"
        return super().parse_args(ctx, args)


def _is_side(name: str) -> bool:
    """Tell whether a name is a side to compare, rather than a check."""
    if name in CHECKS:
        return False
    if name in {UPSTREAM, VENDORED} or not _ID.fullmatch(name):
        return True
    where = Path.cwd()
    try:
        return (where / name).exists() or is_revision(name, where)
    except Failure:  # git is missing
        return False


@click.command("diff", cls=_Command, epilog=_EXAMPLES)
@click.argument("old", required=False, shell_complete=complete("side"))
@click.argument("new", required=False, shell_complete=complete("side"))
@click.option(
    "--format",
    "output_format",
    type=click.Choice(_FORMATS),
    default="text",
    help="Output format.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Show at most this many changes, the most severe ones. json and junit always have all.  "
    "[default: all; in markdown, as many as fit a comment of 65,000 characters]",
)
@path_option("--output", "Write the report to this file.", "FILE")
@click.option(
    "--explain",
    metavar="[ID]",
    shell_complete=complete("check"),
    help="Add reasons and example documents; with the ID of a check, explain that check instead.",
)
@click.option("--list-checks", is_flag=True, help="List all checks and exit.")
@click.option(
    "--fail-on",
    "fail_on",
    multiple=True,
    metavar="[VIEW=]LEVEL",
    shell_complete=complete("threshold"),
    help="Exit with 1 at this level: breaking, risk, any or never; for one view: request-xml=risk.   "
    "[default: breaking]",
)
@click.option(
    "--accept",
    "accept_file",
    type=NamedPath(),
    metavar="FILE",
    help="Ignore the intended changes in this file when choosing the exit code.",
)
@click.option(
    "--write-accept", is_flag=True, help="Write the current changes into the file of --accept."
)
@click.option("--reason", default=_NO_REASON, help="The reason for --write-accept to write.")
@click.option(
    "--require-version",
    nargs=2,
    metavar="OLD NEW",
    help="Exit with 1 if the version step is too small for the changes.",
)
@dialect_option
@click.option("--strict-reader", is_flag=True, help="Assume that readers reject unknown elements.")
@click.option(
    "--lenient-server", is_flag=True, help="Assume that servers do not validate XML requests."
)
@click.option("--strict-json", is_flag=True, help="Assume that JSON servers reject unknown keys.")
@click.option(
    "--open-enums", is_flag=True, help="Assume that readers accept new enumeration values."
)
@click.option(
    "--json-tokens/--json-strings",
    default=None,
    help="Whether numbers and booleans in JSON are tokens or strings.",
)
@click.option(
    "--json-lists",
    type=click.Choice(("array", "either")),
    help="Whether a list of one in JSON must be an array or may be a single value.",
)
@click.option(
    "--allow-deprecated", is_flag=True, help="Count the removal of deprecated elements as a risk."
)
@click.option("--docs", is_flag=True, help="Report changed documentation, too.")
@click.option("-q", "--quiet", is_flag=True, help="Print no report; only set the exit code.")
def command(  # noqa: PLR0917 - click passes them by name
    old: str | None,
    new: str | None,
    output_format: str,
    limit: int | None,
    output: Path | None,
    explain: str | None,
    fail_on: tuple[str, ...],
    accept_file: Path | None,
    reason: str,
    require_version: tuple[str, str] | None,
    *,
    list_checks: bool,
    write_accept: bool,
    quiet: bool,
    **settings: object,
) -> None:
    """Compare two versions of the schemas, and report what breaks.

    OLD and NEW are each a folder of schemas, a schema file, a git revision (v1.2.0, main, HEAD~3,
    REVISION:PATH), `vendored` (the schemas of the settings), or `upstream` (the vendor's current
    schemas, downloaded for this comparison). OLD defaults to the latest tag that has schemas, and NEW
    to `vendored`. Only `upstream` uses the network.
    """
    with failures_reported():
        if list_checks or (explain is not None and explain != "all"):
            _print_checks(explain)
            return
        thresholds = _thresholds(fail_on)
        if write_accept and accept_file is None:
            hint = "name the file: --accept schemas.accept.toml --write-accept"
            raise Failure(ExitCode.USAGE, Problem("--write-accept needs --accept", None, hint))
        report = report_of(old, new, settings)
        if accept_file is not None:
            _accept(report, accept_file, reason, write=write_accept)
        if not quiet or output is not None:
            _print(report, output_format, output, limit, explain=explain is not None)
        failed = any(report.reaches(level, views) for level, views in thresholds)
        if require_version is not None:
            failed = _is_step_too_small(report, *require_version) or failed
        if failed:
            sys.exit(ExitCode.DIFFERS)


def report_of(old: str | None, new: str | None, settings: dict[str, object]) -> Report:
    """Compare two sides, with what the options say. Raises Failure where one cannot be read."""
    where = Path.cwd()
    config = load_config(where)
    name = str(settings.get("dialect") or config.dialect)
    dialect = dialect_named(name, config.corrections)
    with relaxed_gc():
        sides = open_sides(old, new, config, where)
        return make_report(*sides, _policy(dialect, settings), dialect)


def _policy(dialect: Dialect, settings: dict[str, object]) -> Policy:
    policy = policy_of(dialect)
    tokens, lists = settings.get("json_tokens"), settings.get("json_lists")
    return replace(
        policy,
        strict_server=not settings.get("lenient_server"),
        strict_json_server=bool(settings.get("strict_json")),
        strict_reader=bool(settings.get("strict_reader")),
        open_enumerations=bool(settings.get("open_enums")),
        tokens=policy.tokens if tokens is None else bool(tokens),
        single_or_list=policy.single_or_list if lists is None else lists == "either",
        allow_deprecated=bool(settings.get("allow_deprecated")),
        documentation=bool(settings.get("docs")),
    )


def _print_checks(explain: str | None) -> None:
    if explain is None or explain == "all":
        click.echo(list_of_checks(), nl=False)
        return
    check = CHECKS.get(explain)
    if check is None:
        close = get_close_matches(explain, CHECKS, n=1)
        hint = f"did you mean {close[0]}?" if close else "--list-checks lists them"
        raise Failure(ExitCode.USAGE, Problem(f'no check "{explain}"', None, hint))
    click.echo(explained(check), nl=False)


def _thresholds(options: tuple[str, ...]) -> list[tuple[Verdict, tuple[str, ...]]]:
    """Return the levels at which views fail: those of their own options, or of the general one."""
    levels: dict[str, str] = dict.fromkeys(VIEWS, "breaking")
    for option in sorted(options, key=lambda text: "=" in text):
        view, equals, level = option.rpartition("=")
        if level not in {*_LEVELS, "never"} or (equals and view not in VIEWS):
            hint = f"a level is breaking, risk, any or never; a view is {', '.join(VIEWS)}"
            raise Failure(ExitCode.USAGE, Problem(f'--fail-on "{option}"', None, hint))
        levels.update(dict.fromkeys([view] if equals else VIEWS, level))
    found: dict[str, list[str]] = {}
    for view, level in levels.items():
        if level != "never":
            found.setdefault(level, []).append(view)
    return [(_LEVELS[level], tuple(views)) for level, views in found.items()]


def _accept(report: Report, path: Path, reason: str, *, write: bool) -> None:
    known = read_acceptances(path) if path.exists() or not write else []
    today = dt.datetime.now(dt.UTC).date()
    report.stale = mark_accepted(report.facts, known, today)
    if write:
        meant = [fact for fact in report.facts if fact.worst >= Verdict.RISK]
        _write(path, written(meant, known, reason))
        report.stale = mark_accepted(report.facts, read_acceptances(path), today)


def _print(
    report: Report, output_format: str, output: Path | None, limit: int | None, *, explain: bool
) -> None:
    if output_format == "text":
        text = to_text(report, click.style, explain=explain, most=limit)
        text = click.unstyle(text) if output is not None else text
    elif output_format == "html":
        text = to_html(report, limit, day=dt.datetime.now().astimezone().date())
    else:
        text = FORMATS[output_format](report, limit)
    if output is not None:
        _write(output, text)
    else:
        click.echo(text, nl=False)
    if output_format == "github":
        add_summary(to_markdown(report, limit))


def _write(path: Path, text: str) -> None:
    try:
        write_file(path, text.encode())
    except (OSError, ValueError) as error:  # ValueError: NUL in the name, or half a surrogate pair
        what = f"cannot be written: {reason(error)}"
        raise Failure(ExitCode.USAGE, Problem(what, str(path))) from None


def _is_step_too_small(report: Report, old: str, new: str) -> bool:
    needed = version_step.needed(report.advice, old)
    taken = version_step.taken(old, new)
    if version_step.STEPS.index(taken) >= version_step.STEPS.index(needed):
        return False
    facts = version_step.deciding(report.facts, report.views)
    shown = ", ".join(f"{fact.path} ({fact.id})" for fact in facts[:3])
    more = f" and {len(facts) - 3} more" if len(facts) > 3 else ""  # noqa: PLR2004
    click.echo(
        f"{old} → {new} is a {taken} step, and the changes need a {needed} one: "
        f"{printable(shown)}{more}",
        err=True,
    )
    return True
