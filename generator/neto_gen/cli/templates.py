"""`neto-gen templates`."""

from __future__ import annotations

from pathlib import Path

import click

from neto_gen.build import shown_path
from neto_gen.cli.failures import failures_reported
from neto_gen.cli.options import complete, path_option
from neto_gen.problems import ExitCode, Failure, Problem, did_you_mean, printable, reason
from neto_gen.python.described import described_views
from neto_gen.settings.config import load_config
from neto_gen.template_files import TemplateFiles, copy_template, template_names

_EXAMPLES = """
\b
Examples:
  neto-gen templates
      List the templates, and which of them this project replaces.
  neto-gen templates --copy operation.py.jinja
      Copy a template into the folder `templates` of the settings, to edit it.
  neto-gen templates --values
      Describe every variable of the templates, with fields and types.
"""


@click.command("templates", epilog=_EXAMPLES)
@click.option(
    "--copy",
    metavar="NAME",
    shell_complete=complete("template"),
    help="Copy this template into the project's folder.",
)
@click.option("--values", is_flag=True, help="Describe the variables of templates, in Markdown.")
@path_option("--into", "Folder to copy into.  [default: from the settings]")
def command(*, copy: str | None, values: bool, into: Path | None) -> None:
    """List the templates, or copy one to customize it.

    A template in the folder `templates` of [tool.neto-gen] replaces neto-gen's own template of the same
    name. It may only generate definitions of records and functions: a build checks this before it
    writes anything.
    """
    if values:
        click.echo(described_views(), nl=False)
        return
    with failures_reported():
        config = load_config(Path.cwd())
        folder = into or config.templates
        shown = "" if folder is None else shown_path(folder)
        templates = TemplateFiles(folder, shown)
        if copy is None:
            for name in template_names():
                own = f"  {printable(templates.where(name))}" if templates.is_own(name) else ""
                click.echo(f"{name}{own}")
            return
        if folder is None:
            hint = 'add templates = "my-templates" to [tool.neto-gen], or use --into DIR'
            what = "the settings do not name a folder for templates"
            raise Failure(ExitCode.USAGE, Problem(what, None, hint))
        _copy(copy, folder, templates)
        click.echo(f"created {printable(templates.where(copy))}")
        if config.templates is None or config.templates.resolve() != folder.resolve():
            click.echo(f'now add templates = "{printable(shown)}" to [tool.neto-gen]')


def _copy(name: str, folder: Path, templates: TemplateFiles) -> None:
    known = template_names()
    if name not in known:
        hint = did_you_mean(name, known, f"the templates are {', '.join(known)}")
        raise Failure(ExitCode.USAGE, Problem(f'no template "{name}"', None, hint))
    if templates.is_own(name):
        hint = "remove it first to start again; nothing was written"
        raise Failure(ExitCode.USAGE, Problem("already exists", templates.where(name), hint))
    try:
        copy_template(name, folder)
    except OSError as error:
        hint = "check its permissions, or name another folder with --into"
        what = f"cannot be written: {reason(error)}"
        raise Failure(ExitCode.USAGE, Problem(what, shown_path(folder), hint)) from None
