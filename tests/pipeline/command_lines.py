"""Whether a command line is one that Paperround understands."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import redirect_stdout, suppress

import typer

from generator.cli import main
from generator.cli.app import app


def assert_is_understood(arguments: Sequence[str]) -> None:
    """Fail unless the first argument is a command and the others are what it takes."""
    with suppress(SystemExit), redirect_stdout(io.StringIO()):
        main(["--version"])  # lets every command join
    name, *options = arguments
    group = typer.main.get_command(app)
    command = group.commands[name]  # type: ignore[attr-defined]
    command.make_context(name, options)
