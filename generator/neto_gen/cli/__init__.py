"""The command line: reads options, calls one function, prints what came of it."""

from __future__ import annotations

import io
import os
import sys
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from neto_gen import __version__
from neto_gen.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Generator

    from click.shell_completion import CompletionItem

# What each command does, in a line; its module is imported when it is run.
_COMMANDS = {
    "init": "Set up a project, new or existing, and build its client.",
    "list": "List operations, or show the methods and fields of some.",
    "add": "Add operations to the project, and build its client.",
    "remove": "Remove operations, and build the client.",
    "fetch": "Download schemas from the vendor.",
    "lock": "Record your own edits of schemas in schemas.lock.",
    "build": "Build the client from the schemas.",
    "export": "Export the contract in the formats of other tools.",
    "diff": "Compare versions of schemas: what breaks.",
    "changelog": "Write a CHANGELOG section about schemas.",
    "docs": "Write a reference of the API in Markdown.",
    "watch": "Build now, and again on every change.",
    "serve": "Run a store to develop against, on this machine.",
    "check-recordings": "Compare recordings of a real store with the schemas.",
    "templates": "List the templates, or copy one to customize it.",
    "inspect": "Show what a stage of a build holds of an operation.",
    "completions": "Print the completion script for a shell.",
    "version": "Print the versions of everything that affects a build.",
}


class _Commands(click.Group):
    """The commands in the order in which one comes to need them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return [*_COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command with this name."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"neto_gen.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a line about each command, without importing it."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([*_COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the name of a command, without importing it."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - only for completion

        own = click.Command.shell_complete(self, ctx, incomplete)
        begun = [name for name in _COMMANDS if name.startswith(incomplete)]
        return [*(CompletionItem(name, help=_COMMANDS[name]) for name in begun), *own]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of these arguments; one that is misspelt gets a suggestion."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if args[0].startswith("-"):
                raise
            hint = did_you_mean(args[0], _COMMANDS, f"the commands are {', '.join(_COMMANDS)}")
            raise click.UsageError(f"{error.message} {hint[0].upper()}{hint[1:]}", ctx) from None

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - as there
        """Run a command; click's own output may fail as well, and is reported."""
        with _unexpected_reported():
            return super().main(*args, **extra)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:  # noqa: ANN401 - as there
        """Read the arguments, which may print help."""
        with _unexpected_reported():
            return super().make_context(*args, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; no system passes a NUL, but a program that calls this one may."""
        if bad := next((argument for argument in args if "\0" in argument), None):
            raise click.UsageError(f"an argument contains a NUL character: {bad[:80]!r}", ctx)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as in the class that it extends
        """Run a command; what no one expected becomes a message, and not a traceback."""
        with _unexpected_reported():
            return super().invoke(ctx)


@contextmanager
def _unexpected_reported() -> Generator[None]:
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:  # noqa: BLE001 - the last line of defence
        from neto_gen.cli.failures import report_unexpected  # noqa: PLC0415 - seldom needed

        sys.exit(report_unexpected(error))


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Settings come from [tool.neto-gen] in pyproject.toml; options take precedence.",
)
@click.version_option(__version__, prog_name="neto-gen")
@click.pass_context
def main(context: click.Context) -> None:
    """Generate a typed Python client from the XML schemas of the Neto API.

    \b
    Set up a project:        neto-gen init
    Add, remove operations:  neto-gen add GetOrder, neto-gen remove GetOrder
    When the API changes:    neto-gen fetch, neto-gen diff HEAD, neto-gen build
    In CI:                   neto-gen build --check --from-scratch, neto-gen fetch --check

    \b
    Exit codes:
      0  success
      1  a difference: the output is not current, or was edited by hand; for diff:
         a change at or above --fail-on
      2  wrong usage or settings, or an output that cannot be written
      3  a schema cannot be loaded, or differs from its lock
      4  a source cannot be found or reached
      5  a bug in neto-gen: please report it, with the output of the same command
         under NETO_GEN_TRACEBACK=1
    141  the reader closed the output before all of it was printed
    """  # noqa: D301 - click's mark for lines that stay as they are
    if os.environ.get("NO_COLOR"):
        context.color = False
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, io.TextIOWrapper
        ):  # what it has no characters for, it prints as \\u2192
            stream.reconfigure(errors="backslashreplace")
