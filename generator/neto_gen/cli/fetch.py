"""`neto-gen fetch`."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click
import rich.progress
from rich.console import Console

from neto_gen.build import shown_path
from neto_gen.ci.annotations import annotate
from neto_gen.cli.failures import as_json, failures_reported, report_failure
from neto_gen.cli.github import add_summary, summarize
from neto_gen.cli.options import complete, path_option, report_options
from neto_gen.cli.output import count, say_files, say_left_out, say_waiting
from neto_gen.cli.settled import settled_config
from neto_gen.contract.xsd.provided import PROVIDED
from neto_gen.dialect import dialect_named
from neto_gen.diff.reports.contents import compare_fetched
from neto_gen.diff.reports.text import to_text
from neto_gen.files.locking import exclusive
from neto_gen.problems import ExitCode, Failure, Problem, printable
from neto_gen.settings.config import load_config
from neto_gen.sources.fetch import fetch
from neto_gen.sources.folder import LOCK_NAME, SchemaFolder
from neto_gen.sources.follow import follow as follow_addresses
from neto_gen.sources.http import DownloadPolicy
from neto_gen.sources.upstream import source_of, wanted

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from neto_gen.settings.config import Config
    from neto_gen.sources.fetch import Fetched, Progress, Wanted

_EXAMPLES = """
\b
Examples:
  neto-gen fetch AddCustomerLog GetOrder
      Download the schemas of two operations into ./schemas.
  neto-gen fetch
      Update the schemas of all operations in the settings, or in the folder.
  neto-gen fetch --all
      Download the schemas of every operation of the API.
  neto-gen fetch https://schemas.example/order/1.2/order.xsd --follow
      Download a schema with everything that it refers to, and write the catalogue.
  neto-gen fetch --check
      In a nightly job: exit with 1 if the vendor's files differ from the lock.

\b
Behind a firewall, set a mirror in pyproject.toml, either an address or a folder:
  [tool.neto-gen]
  mirror = "https://mirror.example/neto/"
HTTPS_PROXY and NO_PROXY set proxies, and SSL_CERT_FILE the certificates to trust.
"""


@click.command("fetch", epilog=_EXAMPLES)
@click.argument("actions", nargs=-1, metavar="[ACTION|URL]...", shell_complete=complete("action"))
@click.option("--all", "everything", is_flag=True, help="Fetch all operations of the API.")
@click.option(
    "--follow",
    is_flag=True,
    help="Fetch schemas by address, with everything that they refer to.",
)
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="HOST",
    help="Also allow --follow to fetch from this host.  [default: only the hosts of the addresses]",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if anything differs.")
@click.option("--overwrite", is_flag=True, help="Replace schemas that you have written or edited.")
@click.option(
    "--keep-going",
    is_flag=True,
    help="Fetch all operations that are complete, even if others fail.",
)
@path_option("--schemas", "Schema folder.  [default: from the settings, or ./schemas]")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=20.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait while a server sends nothing.",
)
@click.option(
    "--retries",
    type=click.IntRange(min=0),
    default=2,
    show_default=True,
    metavar="NUMBER",
    help="How often to retry after a temporary failure.",
)
@report_options
def command(
    actions: tuple[str, ...],
    schemas: Path | None,
    timeout: float,
    retries: int,
    *,
    hosts: tuple[str, ...],
    everything: bool,
    follow: bool,
    check: bool,
    overwrite: bool,
    keep_going: bool,
    output_format: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Download schemas from the vendor.

    Fetches the two schemas of each operation, with everything that they include, over https and
    only from the host of the vendor or your mirror, and records them in schemas.lock. Does not download unchanged files
    again. Accepts a file only if it is complete, is an XML schema, and declares the expected root
    element. Either all files and the lock change, or nothing does; with --keep-going, this applies to
    each operation separately.

    With --follow, saves a schema at https://HOST/PATH as HOST/PATH in the schema folder, with all
    schemas that it refers to by a path or an address on an allowed host. Adds them to catalog.xml in
    the folder, so that a build, which fetches nothing, finds them.
    """
    with failures_reported(output_format):
        load = partial(load_config, Path.cwd()) if check else settled_config
        config = load(schemas=schemas)
        path = config.own_schemas if schemas is None else schemas
        _require_sense(actions, hosts, everything=everything, follows=follow)
        entries = () if follow else wanted(config, path, actions, everything=everything)
        policy = DownloadPolicy(timeout=timeout, attempts=retries + 1)
        with (
            exclusive(path, project=config.place, waiting=say_waiting),
            progress_shown(
                len(entries) * 2 or len(actions),
                silent=quiet or output_format != "text",
                verbose=verbose,
            ) as progress,
        ):
            folder = SchemaFolder(path, shown_path(path), config.catalogue)
            work = partial(_follow, actions, hosts) if follow else partial(_fetch, entries, config)
            result = work(
                folder,
                policy=policy,
                progress=progress,
                check=check,
                overwrite=overwrite,
                keep_going=keep_going,
            )
        dialect = None if follow else config.dialect
        _report(result, folder, output_format, dialect, check=check, quiet=quiet, verbose=verbose)
        if output_format == "text" and not (check or follow or result.failed):
            say_left_out(config, actions)
        if result.failed:
            failure = Failure(ExitCode.SOURCE, *result.failed)
            if output_format != "json":  # the file that has the report
                report_failure(failure, output_format)
            sys.exit(failure.exit_code)
        if check and result:
            what = "the vendor's schemas have changed"
            if config.mirror is not None and not follow:
                what = f"the mirror {printable(config.mirror)} has schemas that differ from {LOCK_NAME}"
            click.echo(f"{what}: run neto-gen fetch, then neto-gen build", err=True)
            sys.exit(ExitCode.DIFFERS)


class _How(TypedDict):
    """The options of a fetch."""

    policy: DownloadPolicy
    progress: Progress
    check: bool
    overwrite: bool
    keep_going: bool


def _fetch(
    entries: Sequence[Wanted], config: Config, folder: SchemaFolder, **how: Unpack[_How]
) -> Fetched:
    """Fetch operations from the vendor, or from the mirror of the settings."""
    source = source_of(config, how["policy"])
    return fetch(folder, entries, source=source, mirrored=config.mirror is not None, **how)


def _follow(
    addresses: Sequence[str], hosts: Sequence[str], folder: SchemaFolder, **how: Unpack[_How]
) -> Fetched:
    """Fetch schemas by address, with everything that they refer to."""
    lower = [host.lower() for host in hosts]
    return follow_addresses(folder, addresses, hosts=lower, provided=PROVIDED, **how)


def _require_sense(
    actions: Sequence[str], hosts: Sequence[str], *, everything: bool, follows: bool
) -> None:
    """Raise Failure where addresses and operations are mixed up."""
    addresses = [name for name in actions if "://" in name]
    what = hint = None
    if follows and (everything or not actions or len(addresses) < len(actions)):
        what = "--follow only takes addresses of schemas"
        hint = "such as neto-gen fetch https://schemas.example/order.xsd --follow"
    elif addresses and not follows:
        what = f'"{addresses[0]}" is an address, not an operation'
        hint = "add --follow to fetch it with everything that it refers to"
    elif hosts and not follows:
        what, hint = "--host is for --follow", "operations come from the vendor's own hosts"
    if what is not None:
        raise Failure(ExitCode.USAGE, Problem(what, None, hint))


@contextmanager
def progress_shown(total: int, *, silent: bool, verbose: bool) -> Generator[Progress]:
    """Yield a function that shows progress: a bar on a terminal, plain lines elsewhere."""
    if silent:

        def nothing(_file: str, _outcome: str, _total: int) -> None:
            pass

        yield nothing
        return
    if not sys.stderr.isatty():
        done = 0

        def line(file: str, outcome: str, total: int) -> None:
            nonlocal done
            done += 1
            if verbose:
                click.echo(f"  [{done}/{total}] {printable(file)}: {outcome}", err=True)

        yield line
        return
    columns = (
        rich.progress.TextColumn("fetching"),
        rich.progress.BarColumn(),
        rich.progress.MofNCompleteColumn(),
        rich.progress.TextColumn("{task.description}", markup=False),
    )
    with rich.progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)

        def step(file: str, _outcome: str, total: int) -> None:
            bar.update(task, advance=1, total=total, description=printable(file))

        yield step


def _annotate(paths: dict[str, list[str]], kind: str, *, differ: bool) -> None:
    for state, files in paths.items():
        for file in files:
            click.echo(annotate(kind, f"{state} upstream", file))
    add_summary(summarize(f"Schemas {'differ from' if differ else 'are'} the vendor's", paths))


def _as_json(result: Fetched, folder: SchemaFolder, groups: dict[str, list[str]]) -> str:
    report = {
        "schemas": folder.shown,
        "is_current": not result,
        **groups,
        "unchanged": result.unchanged,
        "kept": result.kept,
        "transcriptions_replaced": result.untranscribed,
        "problems": [as_json(problem) for problem in result.failed],
    }
    return json.dumps(report, indent=2)


def _say_what_changed(result: Fetched, shown: str, dialect: str, *, check: bool) -> None:
    """Say what the new files change in the contract, a line for each change."""
    try:
        named = dialect_named(dialect)
        report = compare_fetched(
            result.before, result.after, named, shown=shown, is_written=not check
        )
    except Failure as failure:
        click.echo("their changes cannot be determined:", err=True)
        for problem in failure.problems:
            click.echo(f"  {problem}", err=True)
        return
    click.echo(to_text(report, click.style), nl=False)


def _report(
    result: Fetched,
    folder: SchemaFolder,
    output_format: str,
    dialect: str | None,
    *,
    check: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    groups = {"created": result.created, "changed": result.changed}
    if check:
        groups = {"missing": result.created, "differs": result.changed}
    if output_format == "json":
        click.echo(_as_json(result, folder, groups))
        return
    paths = {k: [folder.file(file) for file in files] for k, files in groups.items()}
    if output_format == "github":
        _annotate(paths, differ=check and bool(result), kind="warning" if check else "notice")
    if not quiet:
        _report_text(result, folder, paths, dialect, check=check, verbose=verbose)


def _report_text(
    result: Fetched,
    folder: SchemaFolder,
    paths: dict[str, list[str]],
    dialect: str | None,
    *,
    check: bool,
    verbose: bool,
) -> None:
    if verbose:
        paths["unchanged"] = [folder.file(file) for file in result.unchanged]
    paths["kept, because it is yours"] = [folder.file(file) for file in result.kept]
    for kind, files in paths.items():
        say_files(kind, files, verbose=verbose)
    for name in result.written:
        click.echo(f"  wrote  {printable(folder.file(name))}")
    if result.untranscribed:
        were = "differ from" if check else "were replaced by"
        transcribed = count(len(result.untranscribed), "transcribed schema")
        click.echo(f"{transcribed} {were} the vendor's own files")
    if result.changed and dialect is not None:
        _say_what_changed(result, folder.shown, dialect, check=check)
    total = len(result.created) + len(result.changed) + len(result.unchanged)
    changed = len(result.created) + len(result.changed)
    what = "differ" if check else "fetched"
    follows = dialect is None
    state = f"{changed} of {count(total, 'schema')} {what}" if result else "up to date"
    if result.failed:
        state += ", except for operations that cannot be fetched completely"
    click.echo(f"{printable(folder.shown)}: {state}")
    if result and not check:
        declared = "declare what is sent in [[tool.neto-gen.operation]], then " if follows else ""
        click.echo(f"now {declared}run neto-gen build")
