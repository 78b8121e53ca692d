"""`neto-gen completions`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_EXAMPLES = """
\b
Examples:
  neto-gen completions bash > ~/.local/share/bash-completion/completions/neto-gen
  neto-gen completions zsh > ~/.zfunc/_neto-gen
      With fpath+=(~/.zfunc) before compinit in ~/.zshrc.
  neto-gen completions fish > ~/.config/fish/completions/neto-gen.fish
"""


@click.command("completions", epilog=_EXAMPLES)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the completion script for a shell."""
    completion = get_completion_class(shell)
    if completion is not None:
        main = context.find_root().command
        script = completion(main, {}, "neto-gen", "_NETO_GEN_COMPLETE").source()
        click.echo(script)
