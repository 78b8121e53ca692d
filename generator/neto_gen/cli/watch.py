"""`neto-gen watch`."""

from __future__ import annotations

from pathlib import Path

import click

from neto_gen.build import build, shown_path
from neto_gen.cli.build import report_text
from neto_gen.cli.failures import failures_reported, report_failure
from neto_gen.cli.options import say_versions, say_waiting
from neto_gen.config import load_config
from neto_gen.problems import Failure, printable
from neto_gen.watch import changes, watched

_EXAMPLES = """
\b
Examples:
  neto-gen watch
      While you work on a template or a schema.
"""


@click.command("watch", epilog=_EXAMPLES)
@click.option("--overwrite", is_flag=True, help="Overwrite files that were edited by hand.")
@click.option("-v", "--verbose", is_flag=True, help="Name every file, also if unchanged.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
def command(*, overwrite: bool, verbose: bool, quiet: bool) -> None:
    """Build now, and again on every change.

    Watches the schemas, the templates and the settings. What goes wrong is shown, and does not end
    it: mend it, and it builds again. Ctrl-C ends it.
    """
    with failures_reported():
        config = load_config(Path.cwd())

        def build_once(*, unasked: bool = False) -> None:
            nonlocal config
            try:
                config = load_config(Path.cwd())
                result = build(
                    config,
                    overwrite=overwrite,
                    waiting=say_waiting,
                    say_versions=say_versions(quiet=quiet),
                )
            except Failure as failure:
                report_failure(failure)
            else:
                if not quiet and (result.changes or not unasked):
                    report_text(result, check=False, verbose=verbose)

        build_once()
        shown = ", ".join(printable(shown_path(path)) for path in watched(config))
        if not quiet:
            click.echo(f"watching {shown}; press Ctrl-C to end")
        for found in changes(lambda: config):
            if found and not quiet:
                names = ", ".join(printable(shown_path(Path(path))) for path in found)
                click.echo(f"changed: {names}")
            build_once(unasked=not found)
