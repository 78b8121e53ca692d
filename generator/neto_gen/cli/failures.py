"""Failures as messages on standard error and an exit code."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from neto_gen.problems import Failure, printable

if TYPE_CHECKING:
    from collections.abc import Generator


@contextmanager
def failures_reported() -> Generator[None]:
    """Print every problem of a failure, with what to do about it, and exit with its code."""
    try:
        yield
    except Failure as failure:
        for problem in failure.problems:
            click.echo(f"{click.style('error', fg='red')}: {problem}", err=True)
            if problem.hint:
                click.echo(
                    f"  {click.style('help', fg='cyan')}: {printable(problem.hint)}", err=True
                )
        sys.exit(failure.exit_code)
