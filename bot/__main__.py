"""The command line: `python -m bot --help`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

import bot.check
import bot.extract
import bot.intake.command
from bot.errors import VigieError
from bot.terminal import explain

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Vigie: facts out of the articles people post on Discord.",
)
app.command()(bot.extract.extract)
app.command()(bot.extract.explain)
app.command()(bot.intake.command.fetch)
app.command()(bot.intake.command.read)
app.command()(bot.check.check)


@app.command()
def run() -> None:
    """Start the bot on Discord (DISCORD_TOKEN from the environment or .env)."""
    from bot.run import main

    raise typer.Exit(main())


@app.command(name="try")
def try_(*, stay: bool = typer.Option(sys.stdin.isatty() and sys.stdout.isatty(), help="Keep the sandbox's page open afterwards.")) -> None:
    """Play the main job on an embedded Discord; no account needed."""
    from bot.sandbox.scene import main

    raise typer.Exit(main(stay=stay))


@app.command()
def backup(target: str) -> None:
    """Copy the database to TARGET while the bot runs: an SQLite file, or PostgreSQL's format by pg_dump."""
    from bot.backup import main

    raise typer.Exit(main(target))


@app.command()
def move(source: Annotated[Path | None, typer.Option(help="The SQLite file; that of DATA_DIR without this.")] = None) -> None:
    """Move the database from SQLite to the PostgreSQL of DATABASE_URL; the bot must be stopped."""
    from bot.move import main

    main(source)


def main() -> None:
    """Run a command; what is wrong is said in a sentence."""
    try:
        app()
    except VigieError as error:
        explain(error)
        sys.exit(1)


if __name__ == "__main__":
    main()
