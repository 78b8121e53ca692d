"""`neto-gen watch`."""

from __future__ import annotations

from pathlib import Path

import click

from neto_gen.build import build, refuse_downgrade, shown_path
from neto_gen.build.inputs import open_schemas
from neto_gen.cli.build import report_text
from neto_gen.cli.failures import failures_reported, report_failure
from neto_gen.cli.options import overwrite_option, quiet_option, verbose_option
from neto_gen.cli.output import say_versions, say_waiting
from neto_gen.cli.settled import settled_config
from neto_gen.files.locking import exclusive
from neto_gen.files.reading import read_file
from neto_gen.problems import ExitCode, Failure, Problem, printable
from neto_gen.project.watch import changes, watched
from neto_gen.settings.config import Config, load_config
from neto_gen.sources import LOCK_NAME
from neto_gen.sources.record import record

_EXAMPLES = """
\b
Examples:
  neto-gen watch
      Use this while you work on a template or the settings.
  neto-gen watch --lock
      Use this while you edit schemas; records every edit in schemas.lock.
"""


@click.command("watch", epilog=_EXAMPLES)
@overwrite_option
@click.option("--lock", is_flag=True, help="Record edits of schemas before each build.")
@verbose_option
@quiet_option
def command(*, overwrite: bool, lock: bool, verbose: bool, quiet: bool) -> None:
    """Build now, and again after every change.

    Watches the schemas, the templates and the settings of the project. Shows errors and
    continues, and builds again when you fix them. In a folder with a lock, record edits of schemas
    with `neto-gen lock`, or at every save with --lock. Press Ctrl-C to stop.
    """
    with failures_reported():
        config = load_config(Path.cwd())
        recorded: bytes | None = None
        if lock and config.schemas != config.own_schemas:
            hint = "watch without --lock; neto-gen init copies schemas into the project"
            raise Failure(
                ExitCode.USAGE, Problem("this project has no schemas of its own", None, hint)
            )

        def build_once(*, unasked: bool = False) -> None:
            nonlocal config, recorded
            try:
                config = settled_config()
                if lock:
                    recorded = _record(config, quiet=quiet)
                result = build(
                    config,
                    overwrite=overwrite,
                    waiting=say_waiting,
                    say_versions=say_versions(quiet=quiet),
                )
            except Failure as failure:
                report_failure(failure)
                if not lock and any("neto-gen lock" in (p.hint or "") for p in failure.problems):
                    click.echo("neto-gen watch --lock records every edit as it is saved", err=True)
            else:
                if not quiet and (result.changes or not unasked):
                    report_text(result, check=False, verbose=verbose)

        build_once()
        shown = ", ".join(printable(shown_path(path)) for path in watched(config))
        if not quiet:
            click.echo(f"watching {shown}; press Ctrl-C to stop it")
        for found in changes(lambda: config):
            if _is_only_lock(found) and recorded == _lock_of(config):
                continue  # what this command has just written
            if found and not quiet:
                names = ", ".join(printable(shown_path(Path(path))) for path in found)
                click.echo(f"changed: {names}")
            build_once(unasked=not found)


def _record(config: Config, *, quiet: bool) -> bytes | None:
    """Record edits of schemas as the user's own, and return the lock as it is then.

    A file that is gone stays in the lock: an editor may be about to write it anew.
    """
    if config.schemas != config.own_schemas:
        return None
    refuse_downgrade(config)
    folder = open_schemas(config)
    with exclusive(config.schemas, project=config.place, waiting=say_waiting):
        found = record(folder, drop=False)
    for file in (*found.added, *found.edited):
        if not quiet:
            click.echo(f"  recorded as yours  {printable(folder.file(file))}")
    for file in found.restored:
        if not quiet:
            click.echo(f"  recorded as before your edit  {printable(folder.file(file))}")
    return _lock_of(config)


def _lock_of(config: Config) -> bytes | None:
    try:
        return read_file(config.schemas / LOCK_NAME)
    except OSError:
        return None


def _is_only_lock(paths: tuple[str, ...]) -> bool:
    return bool(paths) and all(Path(path).name == LOCK_NAME for path in paths)
