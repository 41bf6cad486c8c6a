"""completion: scripts for bash, zsh and fish."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from papernotes.cli import cli

_WHERE = {
    "bash": 'eval "$(papernotes completion bash)"  # in ~/.bashrc',
    "zsh": 'eval "$(papernotes completion zsh)"  # in ~/.zshrc, after compinit',
    "fish": "papernotes completion fish | source  # in ~/.config/fish/config.fish",
}


@click.command(
    "completion", epilog="\b\n" + "\n".join(_WHERE.values()), short_help="Print a completion script for your shell."
)
@click.argument("shell", type=click.Choice(list(_WHERE)))
def completion_command(shell: str) -> None:
    """Print a completion script for your shell; commands, options, keys of papers and statuses are completed."""
    made = get_completion_class(shell)
    assert made is not None
    # Not made(...).source(): bash's checks the version of the bash that is installed, and here may be none.
    script = made(cli, {}, "papernotes", "_PAPERNOTES_COMPLETE")
    click.echo(made.source_template % script.source_vars())
