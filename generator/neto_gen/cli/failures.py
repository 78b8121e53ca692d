"""Failures as messages on standard error and an exit code."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

import click

from neto_gen import __version__
from neto_gen.problems import (
    MOST_SHOWN,
    ExitCode,
    Failure,
    Location,
    Problem,
    and_more,
    first_lines,
    printable,
    printable_lines,
    reason,
    shortened,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence


TRACEBACK: Final = "NETO_GEN_TRACEBACK"
_LONGEST: Final = 300
# What a shell says of a program that ended because nobody reads on: 128 + SIGPIPE.
_BROKEN_PIPE: Final = 141


@contextmanager
def failures_reported(output_format: str = "text") -> Generator[None]:
    """Print every problem of a failure, with what to do about it, and exit with its code.

    In the form `json` they go to standard output as an object; in the form `github`, GitHub shows
    them where they are.
    """
    try:
        yield
    except Failure as failure:
        report_failure(failure, output_format)
        sys.exit(failure.exit_code)
    except KeyboardInterrupt:
        click.echo("stopped; unfinished changes were not made", err=True)
        sys.exit(130)


def report_unexpected(error: Exception) -> int:
    """Say what no one expected, and return what to end with.

    The system may refuse anything at any time; everything else is a mistake of neto-gen. Who reads
    what is printed may stop at any time, and asks no question by that: there is nothing to say.
    """
    if isinstance(error, OSError):
        _drop_output()
    if isinstance(error, BrokenPipeError):
        return _BROKEN_PIPE
    try:
        return _say_unexpected(error)
    except OSError:  # there is no place for messages either
        _drop_output()
        return ExitCode.USAGE


def _drop_output() -> None:
    """Drop what was printed and could not be written: Python would try again at its end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            with suppress(OSError, ValueError):
                nothing = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nothing, stream.fileno())
                os.close(nothing)


def _say_unexpected(error: Exception) -> ExitCode:
    if os.environ.get(TRACEBACK):
        import traceback  # noqa: PLC0415 - seldom needed

        click.echo("".join(traceback.format_exception(error)), nl=False, err=True)
    if isinstance(error, OSError):
        place = None if error.filename is None else str(error.filename)
        _print([Problem(f"the system reported: {reason(error)}", place)])
        return ExitCode.USAGE
    what = f"{type(error).__name__}: {error}"[:_LONGEST]
    hint = (
        f"this is a bug in neto-gen {__version__}: please report it, with the output of the same "
        f"command under {TRACEBACK}=1"
    )
    _print([Problem(what, None, hint)])
    return ExitCode.UNEXPECTED


def report_failure(failure: Failure, output_format: str = "text") -> None:
    """Print every problem of a failure, with what to do about it."""
    if output_format == "json":
        problems = [as_json(problem) for problem in failure.problems[:MOST_SHOWN]]
        more = len(failure.problems) - len(problems)
        report = {"exit_code": int(failure.exit_code), "problems": problems, "more": more}
        click.echo(json.dumps(report, indent=2))
        return
    if output_format == "github":
        from neto_gen.cli.github import annotate_problem  # noqa: PLC0415

        for problem in failure.problems[:MOST_SHOWN]:
            click.echo(annotate_problem(problem))
    _print(failure.problems)


def report_accepted(
    problems: Sequence[Problem], output_format: str = "text", *, verbose: bool = False
) -> None:
    """Say what is wrong with schemas that are built as they are: in the form `github`, where it is."""
    shown = problems if verbose else problems[:MOST_SHOWN]
    for problem in shown:
        text = f"{problem} (rule {problem.rule})"
        if output_format == "github":
            from neto_gen.cli.github import annotate_problem  # noqa: PLC0415

            click.echo(annotate_problem(problem._replace(hint=f"rule {problem.rule}"), "warning"))
        else:
            click.echo(f"{click.style('warning', fg='yellow')}: {text}", err=True)
    if len(problems) > len(shown):
        click.echo(f"{and_more(len(problems) - len(shown))} accepted", err=True)


def _print(problems: Sequence[Problem]) -> None:
    for number, problem in enumerate(problems[:MOST_SHOWN]):
        click.echo(f"{click.style('error', fg='red')}: {problem}", err=True)
        if problem.diff:
            click.echo(printable_lines(first_lines(problem.diff)), nl=False, err=True)
        following = problems[number + 1].hint if number + 1 < len(problems) else None
        if problem.hint and problem.hint != following:  # once for all that it goes for
            help_ = click.style("help", fg="cyan")
            click.echo(f"  {help_}: {printable(shortened(problem.hint))}", err=True)
    if len(problems) > MOST_SHOWN:
        click.echo(and_more(len(problems) - MOST_SHOWN), err=True)


def as_json(problem: Problem) -> dict[str, object]:
    """Return a problem as a JSON object."""
    where = problem.where
    place: dict[str, object] = {"file": where}
    if isinstance(where, Location):
        place = {"file": where.file, "line": where.line, "column": where.column}
    hint = None if problem.hint is None else printable(shortened(problem.hint))
    rule = {"rule": problem.rule} if problem.rule else {}
    return {"what": printable(shortened(problem.what)), **place, "hint": hint, **rule}
