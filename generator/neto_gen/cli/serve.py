"""`neto-gen serve`."""

from __future__ import annotations

import secrets
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from neto_gen.cli.failures import failures_reported
from neto_gen.cli.options import path_option, schemas_option
from neto_gen.cli.settled import settled_config
from neto_gen.problems import ExitCode, Failure, Problem
from neto_gen.serve.client import opened_client
from neto_gen.serve.faults import Faults, chaos_of
from neto_gen.serve.proxy import Upstream
from neto_gen.serve.recordings import Player, Recorder, read_recordings
from neto_gen.serve.run import bound_socket, knows, require_libraries, serve
from neto_gen.serve.sqlite import SqliteState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_EXAMPLES = """
\b
Examples:
  neto-gen serve
      Run a store at http://127.0.0.1:8765 that keeps its data in memory.
  neto-gen serve --data store.sqlite --key test-key
      Run a store that keeps its data in a file, with this key.
  neto-gen serve --as-seen --chaos seed=7,rate=0.1
      Format responses as real stores do, and make one request in ten fail.
  neto-gen serve --record calls --upstream https://www.mystore.com.au
      Forward requests to a real store, and record them without secrets.
  neto-gen serve --replay calls --match shape
      Respond from the recordings.
"""


@click.command("serve", epilog=_EXAMPLES)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Port to listen on; 0 selects a free port.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on. The control page is only available on this machine.",
)
@click.option(
    "--key",
    envvar="NETO_SERVE_KEY",
    metavar="KEY",
    help="API key of the store, also from NETO_SERVE_KEY.  [default: a random key, which is printed]",
)
@path_option(
    "--data", "Keep records in this SQLite file.  [default: in memory]", "FILE", dir_okay=False
)
@click.option(
    "--most-records",
    type=click.IntRange(1),
    default=1_000_000,
    show_default=True,
    help="Maximum number of records.",
)
@click.option("--lenient", is_flag=True, help="Accept requests that do not match the schemas.")
@click.option(
    "--as-seen",
    is_flag=False,
    flag_value="usual",
    metavar="QUIRKS",
    help="Format responses as real stores do. QUIRKS is a comma-separated list of one, list, "
    "empty, zero_dates, bare_dates, numbers, wrapped and extra.  [without QUIRKS: "
    "one,empty,zero_dates]",
)
@click.option(
    "--chaos",
    metavar="SPEC",
    is_flag=False,
    flag_value="seed=0",
    help="Make random requests fail, reproducibly for the same seed: "
    "seed=7,rate=0.1,limit=500,faults=html+truncated.",
)
@path_option(
    "--record", "Forward requests to --upstream, and record them in this folder.", file_okay=False
)
@click.option("--upstream", metavar="URL", help="Address of a real store, for --record.")
@path_option("--replay", "Respond from the recordings in this folder.", file_okay=False)
@click.option(
    "--match",
    type=click.Choice(["strict", "shape"]),
    help="How a request must match a recording: in all its content, or only in its elements.  [default: strict]",
)
@schemas_option
def command(  # noqa: PLR0917 - click passes them by name
    port: int,
    host: str,
    key: str | None,
    data: Path | None,
    most_records: int,
    as_seen: str | None,
    chaos: str | None,
    record: Path | None,
    upstream: str | None,
    replay: Path | None,
    match: str | None,
    schemas: Path | None,
    *,
    lenient: bool,
) -> None:
    """Run a stand-in store to develop against.

    Supports all operations of the project's schemas, as XML and JSON. Keeps the records that you add,
    and finds and updates them. The control page shows records and requests, and schedules faults.
    """
    with failures_reported(), ExitStack() as stack:
        if (record is None) != (upstream is None):
            raise click.UsageError("--record and --upstream require each other")
        if replay is not None and record is not None:
            raise click.UsageError("--replay and --record cannot be combined")
        if match is not None and replay is None:
            raise click.UsageError("--match requires --replay")
        played = "--record" if record is not None else "--replay" if replay is not None else ""
        own = {"--data": data is not None, "--as-seen": as_seen is not None, "--lenient": lenient}
        _require_effect(own, played)
        if key == "":
            raise click.UsageError("--key is empty")
        if key is not None and (not key.isprintable() or key != key.strip()):
            raise click.UsageError("--key must be a text without line breaks and outer spaces")
        if not host:  # it would mean all addresses of this machine
            raise click.UsageError("--host is empty")
        require_libraries()
        from neto_gen.serve.app import ENDPOINT, Served  # noqa: PLC0415 - an extra

        faults = Faults(None if chaos is None else chaos_of(chaos))
        player = None if replay is None else Player(read_recordings(replay), match or "strict")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        passed_on = None
        if record is not None and upstream is not None:
            passed_on = Upstream(upstream, Recorder(record))
        config = settled_config(schemas=schemas)
        if as_seen is not None and config.dialect != "neto":
            hint = f'responses in the dialect "{config.dialect}" follow their schemas exactly'
            problem = Problem("--as-seen only works for Neto", None, hint)
            raise Failure(ExitCode.USAGE, problem)
        client = stack.enter_context(opened_client(config))
        if data is None:
            state = client.state.MemoryState(most=most_records)
        else:
            first = client.state.FIRST_NUMBER
            full = client.state.FullError
            state = SqliteState(data, most=most_records, full=full, first=first)
            stack.callback(state.close)
        own_key = key or secrets.token_urlsafe(12)
        store = client.store.Store(
            client.operations,
            state,
            knows=(
                knows(own_key, is_neto=config.dialect == "neto")
                if key or not played
                else _knows_all
            ),
            strictness="none" if lenient else "schema",
            quirks=_quirks(as_seen, client.wire.QUIRKS, client.wire.USUAL_QUIRKS),
        )
        listening = stack.enter_context(bound_socket(host, port))
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listening.getsockname()[1]}"

        def ready() -> None:
            click.echo(f"a store at {address}{ENDPOINT}")
            if key is None and not played:
                click.echo(f"its key: {own_key}")
            click.echo(f"its control page: {address}/control/")
            click.echo("press Ctrl-C to stop it")

        serve(Served(client, store, faults, player, passed_on), listening, ready)


def _require_effect(own: Mapping[str, bool], played: str) -> None:
    """Refuse options for a store's own answers where others are played."""
    for name, is_given in own.items():
        if played and is_given:
            raise click.UsageError(f"{name} has no effect with {played}")


def _knows_all(_: object) -> bool:
    return True


def _quirks(given: str | None, known: tuple[str, ...], usual: tuple[str, ...]) -> tuple[str, ...]:
    if given is None:
        return ()
    if given == "usual":
        return usual
    found = tuple(filter(None, (part.strip() for part in given.split(","))))
    if wrong := [part for part in found or ("",) if part not in known]:
        problem = Problem(f"--as-seen has no {wrong[0]!r}", None, f"use any of {', '.join(known)}")
        raise Failure(ExitCode.USAGE, problem)
    return found
