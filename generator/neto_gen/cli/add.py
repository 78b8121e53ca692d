"""`neto-gen add`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from neto_gen.cli.failures import failures_reported
from neto_gen.cli.fetch import progress_shown
from neto_gen.cli.options import change_options, complete
from neto_gen.cli.output import count
from neto_gen.cli.project_change import change_project, report_change, report_dry_run
from neto_gen.inventory import methods_of
from neto_gen.problems import ExitCode, Failure, listed, printable
from neto_gen.project.membership import add, bring_transcriptions, present
from neto_gen.project.scaffold import available
from neto_gen.sources.fetch import fetch
from neto_gen.sources.http import DownloadPolicy
from neto_gen.sources.lock import read_lock
from neto_gen.sources.upstream import source_of, wanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neto_gen.project.membership import Bring, ProjectChange
    from neto_gen.settings.config import Config
    from neto_gen.sources.draft import DraftFolder
    from neto_gen.sources.fetch import Progress

_EXAMPLES = """
\b
Examples:
  neto-gen add GetOrder
      Download its schemas, build the client, and show the new methods.
  neto-gen add orders-invoices rma
      Add all operations of two groups; neto-gen list shows the groups.
  neto-gen add GetOrder --offline
      Add it without a network, with the schemas that come with neto-gen.
  neto-gen add GetOrder --dry-run
      Only show what would be written.
"""


@click.command("add", epilog=_EXAMPLES)
@click.argument(
    "names", nargs=-1, required=True, metavar="ACTION|GROUP...", shell_complete=complete("action")
)
@click.option(
    "--offline",
    is_flag=True,
    help="Download nothing; use the transcribed schemas that come with neto-gen.",
)
@change_options
def command(
    names: tuple[str, ...],
    *,
    offline: bool,
    dry_run: bool,
    overwrite: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Add operations to the project, and build its client.

    Downloads schemas that are not in the folder yet, records them in schemas.lock, adds the names
    to `operations` in the settings, and builds. If anything fails, settings, schemas, lock and client
    stay as they were. Keeps the comments and the format of the settings. Does not change existing
    schemas.
    """
    with failures_reported():

        def prepare(config: Config) -> ProjectChange:
            with progress_shown(2 * len(names), silent=quiet, verbose=verbose) as progress:
                bring = bring_transcriptions if offline else _downloads(config, progress)
                return add(config, names, bring)

        change, result = change_project(prepare, dry_run=dry_run, overwrite=overwrite, quiet=quiet)
        if quiet:
            return
        report_change(change, result, verbose=verbose, dry_run=dry_run)
        _say_sources(change)
        _say_gained(change, result.target)
        report_dry_run(dry_run=dry_run)


def _downloads(config: Config, progress: Progress) -> Bring:
    """Return a function that fetches schemas from the vendor, or from the mirror of the settings."""

    def bring(folder: DraftFolder, names: Sequence[str]) -> None:
        entries, policy = wanted(config, folder.path, names), DownloadPolicy()
        source, is_mirrored = source_of(config, policy), config.mirror is not None
        try:
            fetch(
                folder,
                entries,
                source=source,
                mirrored=is_mirrored,
                policy=policy,
                progress=progress,
            )
        except Failure as failure:
            if failure.exit_code != ExitCode.SOURCE or not {*names} <= {*available()}:
                raise
            more = "; --offline takes the transcriptions that come with neto-gen"
            problems = (p._replace(hint=f"{p.hint}{more}") for p in failure.problems)
            raise Failure(failure.exit_code, *problems) from None

    return bring


def _say_sources(change: ProjectChange) -> None:
    """Say where new schemas came from, and whether the folder now has some of either kind."""
    folder = change.draft.folder
    locked = read_lock(folder) or {}
    new = [locked[name] for name in folder.drafted if name in locked]
    if not new:
        return
    places = sorted({_place(entry.address) for entry in new if entry.address is not None})
    how = {
        "transcribed": "transcribed from the documentation, as they come with neto-gen: not the "
        "vendor's own files",
        "mirrored": f"taken from the mirror {printable(listed(places))}",
    }
    schemas = count(len(new), "schema")
    click.echo(
        f"{schemas} {how.get(new[0].origin, f'downloaded from {printable(listed(places))}')}"
    )
    origins = Counter(entry.origin for entry in locked.values() if entry.origin != "local")
    if len(origins) > 1:
        parts = ", ".join(f"{number} {origin}" for origin, number in sorted(origins.items()))
        click.echo(
            f"{printable(folder.shown)} now has schemas of more than one origin: {parts}; schemas.lock "
            "says which, and neto-gen fetch replaces transcriptions by the vendor's own"
        )


def _place(address: str) -> str:
    """Return the host or the folder of an address."""
    return urlsplit(address).hostname or f"{address.rpartition('/')[0]}/"


def _say_gained(change: ProjectChange, target: str) -> None:
    """Say which methods the client has now that it did not have before."""
    new = [name for name in change.operations if name not in change.known]
    known = [name for name in change.operations if name in change.known]
    if known:
        click.echo(f"{listed(known)} {'was' if len(known) == 1 else 'were'} already there")
    if not new:
        return
    folder = change.draft.folder
    operations = present(change.config, folder)
    click.echo(f"{printable(target)} gains:")
    sources = [operations[name] for name in sorted(new)]
    for method in methods_of(change.config, folder, sources):
        click.echo(f"  {method}")
