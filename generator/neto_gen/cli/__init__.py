"""The command line: reads options, calls one function, prints what came of it."""

from __future__ import annotations

import click

from neto_gen import __version__
from neto_gen.cli.build import build_command
from neto_gen.cli.diff import changelog_command, diff_command


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Settings come from [tool.neto-gen] in pyproject.toml; options win over them.",
)
@click.version_option(__version__, prog_name="neto-gen")
def main() -> None:
    r"""From the XML schemas of the Neto API to a typed Python client.

    \b
    Exit codes:
      0  done, or nothing to do
      1  it differs: the output is not current, or was edited by hand; diff: a
         change at or above --fail-on
      2  wrong usage or settings, or an output that cannot be written
      3  a schema cannot be loaded
      4  a source cannot be found or reached
    """


main.add_command(build_command)
main.add_command(diff_command)
main.add_command(changelog_command)
